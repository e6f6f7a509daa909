// Built where pkg-config knows no hiredis_ssl.
#include "tls.hpp"

namespace escalon::view_redis {

Status tls_supported() {
  return invalid(
      "rediss:// asks for TLS, which this program is built without (hiredis 0.14 has none); build "
      "it with hiredis 1.0 or newer and hiredis_ssl, or use redis:// to a TLS proxy (stunnel, "
      "Envoy) beside this program, or a unix socket");
}

Status begin_tls(redisContext& /*connection*/, const RedisAddress& /*address*/) {
  return tls_supported();
}

}  // namespace escalon::view_redis
