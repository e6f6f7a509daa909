#pragma once

#include <string_view>

namespace escalon::service {

/// The version of the project that this program was built from, as `0.1.0`.
[[nodiscard]] std::string_view version();

}  // namespace escalon::service
