#pragma once

#include <span>
#include <string>
#include <string_view>

namespace escalon {

/// " (did you mean 'x'?)" for the known name nearest to `name` by edit distance (at most a third of
/// its length, at least one), or an empty string where none is near.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       std::span<const std::string_view> known);

}  // namespace escalon
