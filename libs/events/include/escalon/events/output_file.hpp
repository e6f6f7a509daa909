#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::events {

/// A file that is written from its beginning, or standard output for `-`; a name that ends in `.gz`
/// is deflated. Moves, does not copy. Not thread-safe.
class OutputFile {
 public:
  [[nodiscard]] static Result<OutputFile> create(const std::string& path);

  /// The error says that the disk is full, or whatever else the system says.
  [[nodiscard]] Status write(std::string_view bytes);

  /// Hands everything to the system and ends the file. What was written is complete only after
  /// this; call it once.
  [[nodiscard]] Status close();

 private:
  struct Close {
    void operator()(void* file) const;
  };
  OutputFile() = default;

  std::unique_ptr<void, Close> file_;
  std::string name_;
};

}  // namespace escalon::events
