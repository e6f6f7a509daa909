#pragma once

#include <string_view>

namespace escalon::events {

/// True where `text` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong
/// forms).
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace escalon::events
