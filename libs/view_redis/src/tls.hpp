#pragma once

#include "escalon/base/result.hpp"
#include "escalon/view_redis/options.hpp"

struct redisContext;

namespace escalon::view_redis {

/// Goes over to TLS 1.2 or newer on a fresh connection, within the connection's time limits. The
/// server's certificate must be signed by `address.certificates.ca_file` (or by a CA that the
/// system trusts) and be that of `address.host`. Errors: kInvalid where our own files cannot be
/// used or the program was built with a hiredis that has no TLS, else kUnavailable.
[[nodiscard]] Status begin_tls(redisContext& connection, const RedisAddress& address);

}  // namespace escalon::view_redis
