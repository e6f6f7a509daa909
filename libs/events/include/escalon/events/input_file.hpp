#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::events {

/// The bytes of a file, or of standard input for `-`, in order; what is gzip is inflated, whatever
/// its name. Moves, does not copy. Not thread-safe.
class InputFile {
 public:
  /// The error says why the file cannot be read.
  [[nodiscard]] static Result<InputFile> open(const std::string& path);

  /// Appends up to `bytes` bytes to `out` and says how many; 0 only at the end. A damaged or
  /// cut-off gzip file is an error.
  [[nodiscard]] Result<std::size_t> read(std::string& out, std::size_t bytes);

  /// Everything that is left. An input of more than `bytes_max` bytes is an error.
  [[nodiscard]] Result<std::string> read_all(std::size_t bytes_max);

  /// How much of the file has been read, from 0 to 1, by its bytes on disk; nothing useful for
  /// standard input (0).
  [[nodiscard]] double progress() const;

  /// The name for messages: the path, or `standard input`.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Close {
    void operator()(void* file) const;
  };
  InputFile() = default;

  std::unique_ptr<void, Close> file_;
  std::string name_;
  std::int64_t bytes_on_disk_ = 0;
};

/// The path without `.gz`: what its bytes are once inflated.
[[nodiscard]] std::string_view inflated_name(std::string_view path);

}  // namespace escalon::events
