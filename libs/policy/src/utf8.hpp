#pragma once

#include <optional>
#include <string_view>

#include "node.hpp"

namespace escalon::policy {

/// Where the first byte stands that is not part of valid UTF-8 (RFC 3629); nothing where all are.
[[nodiscard]] std::optional<Mark> first_invalid_utf8(std::string_view text);

}  // namespace escalon::policy
