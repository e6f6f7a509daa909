#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::service {

/// Looks an environment variable up; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// Settings by path (`http.port`) from three places: flags beat `ESCALON_*` variables
/// (`ESCALON_HTTP_PORT`), which beat the YAML file. A service reads every setting that it has once,
/// into its own struct, and then calls `finish`. Not thread-safe.
class Settings {
 public:
  /// Reads `file`, unless it is empty. `flags` are path → value as the command line gave them.
  [[nodiscard]] static Result<Settings> load(const std::filesystem::path& file,
                                             Environment environment,
                                             std::map<std::string, std::string> flags);

  /// The value of `path`, or `fallback` where nobody set it. A wrong value is remembered for
  /// `finish`.
  [[nodiscard]] std::string text(const std::string& path, std::string_view fallback);
  [[nodiscard]] std::int64_t number(const std::string& path, std::int64_t fallback,
                                    std::int64_t min, std::int64_t max);
  [[nodiscard]] bool flag(const std::string& path, bool fallback);
  [[nodiscard]] absl::Duration duration(const std::string& path, absl::Duration fallback);
  /// A value that is never printed: of `path`, or the first line of the file that `path_file`
  /// names.
  [[nodiscard]] std::string secret(const std::string& path);
  /// Everything below `path` that a flag or the file gives and that was not read by its own name,
  /// by what follows the path: for what is handed on to a library as it is.
  [[nodiscard]] std::map<std::string, std::string> below(const std::string& path);
  /// Prints `shown` for `path`, whose value may hold a secret.
  void print_as(const std::string& path, std::string shown);

  /// The first wrong value or unknown key, with its path, the file and line that it stands in, and
  /// the remedy. Call it after the last read.
  [[nodiscard]] Status finish() const;

  /// All values that were read, one `path: value` a line, sorted; secrets are shown as `***`.
  [[nodiscard]] std::string print() const;

 private:
  [[nodiscard]] std::optional<std::string> find(const std::string& path);
  void remember(const std::string& path, const std::string& value, const std::string& remedy);
  [[nodiscard]] std::string place_of(const std::string& path) const;

  std::filesystem::path file_;
  Environment environment_;
  std::map<std::string, std::string> flags_;
  struct FileValue {
    std::string text;
    int line = 0;
    bool single = true;  // false for a list
  };
  using FileValues = std::map<std::string, FileValue>;  // by path
  [[nodiscard]] static Result<FileValues> read_file(const std::filesystem::path& file);

  FileValues values_;
  std::map<std::string, std::string> read_;
  std::vector<std::string> errors_;
};

}  // namespace escalon::service
