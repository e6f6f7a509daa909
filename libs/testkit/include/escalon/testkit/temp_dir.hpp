#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace escalon::testkit {

/// A new empty folder that goes away, with what is in it, at the end of the test.
class TempDir {
 public:
  /// Makes the folder below TMPDIR (or /tmp). Ends the process where that cannot be done.
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// The path of `name` in the folder.
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

  /// Writes a file of that name and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const;

  /// All bytes of the file of that name; ends the process where there is none.
  [[nodiscard]] std::string read(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace escalon::testkit
