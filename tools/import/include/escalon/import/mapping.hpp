#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::importing {

/// How the log of another system becomes contact events: a compiled, immutable mapping. Moves, does
/// not copy; may be used by several threads at once.
class Mapping {
 public:
  struct Rules;

  explicit Mapping(std::unique_ptr<const Rules> rules);
  Mapping(Mapping&&) noexcept;
  Mapping& operator=(Mapping&&) noexcept;
  ~Mapping();

  /// The compiled rules, for this library's own sources.
  [[nodiscard]] const Rules& rules() const { return *rules_; }

 private:
  std::unique_ptr<const Rules> rules_;
};

/// Compiles the YAML text of a mapping; `file_name` is for messages. The error names file, line,
/// column and path, and the nearest known name for an unknown one. The language is described in
/// this library's README.
[[nodiscard]] Result<Mapping> parse_mapping(std::string_view text, const std::string& file_name);

}  // namespace escalon::importing
