#pragma once

#include <string_view>

#include "escalon/base/result.hpp"
#include "escalon/view_redis/options.hpp"

namespace escalon::view_redis {

/// An error that a server answered, in words, with what to do. kUnavailable for what may pass by
/// itself, kInvalid for credentials and rights, kConflict for a server of the wrong role or shape.
[[nodiscard]] Error explain(const RedisAddress& address, std::string_view reply);

/// True when the answer says that the function is not there: after FUNCTION FLUSH, or a restart of
/// a server that keeps nothing.
[[nodiscard]] bool function_is_missing(std::string_view reply);
/// True when the answer says that the library has a version that does not serve us.
[[nodiscard]] bool library_is_another(std::string_view reply);
/// True when the server behind this connection has become one that it is no use talking to: the
/// next connection may reach a better one.
[[nodiscard]] bool should_reconnect(std::string_view reply);

}  // namespace escalon::view_redis
