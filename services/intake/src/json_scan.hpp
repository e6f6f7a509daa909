#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace escalon::intake {

/// Where `text` stops being one JSON value, as an offset in bytes; nothing where it is one. Says
/// nothing of names, types and UTF-8. Values nested deeper than 100 stop there.
[[nodiscard]] std::optional<std::size_t> json_breaks_at(std::string_view text);

}  // namespace escalon::intake
