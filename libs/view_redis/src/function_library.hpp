#pragma once

#include <string>
#include <string_view>

#include "connection.hpp"
#include "escalon/base/result.hpp"

namespace escalon::view_redis {

/// The source of the function library, as `FUNCTION LOAD` takes it (src/escalon.lua).
[[nodiscard]] std::string_view library_source();

/// The version that the source names: what this program speaks.
[[nodiscard]] std::string_view library_version();

/// The version of the library that the server has; empty where it has none.
[[nodiscard]] Result<std::string> loaded_version(Connection& connection);

/// Sees to it that the server has a library that serves this program: loads it where there is none,
/// replaces an older one, and leaves a newer one alone. True when it was loaded. kConflict when a
/// newer one no longer serves us.
[[nodiscard]] Result<bool> ensure_library(Connection& connection);

}  // namespace escalon::view_redis
