#pragma once

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"

// Text with std::string_view: the absl of our platform has a string_view of its own.

namespace escalon::policy {

inline void append(std::string& out, std::string_view part) {
  out.append(part);
}
template <typename Number>
  requires std::integral<Number> || std::floating_point<Number>
void append(std::string& out, Number number) {
  absl::StrAppend(&out, number);
}

/// The parts one after the other; numbers as people write them.
template <typename... Parts>
[[nodiscard]] std::string cat(const Parts&... parts) {
  std::string out;
  (append(out, parts), ...);
  return out;
}

/// `a, b, c`; past the first 24 `…`.
[[nodiscard]] std::string list_of(std::span<const std::string_view> names);

/// The pieces between any of `separators`; empty pieces are kept.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text,
                                                  std::string_view separators);

}  // namespace escalon::policy
