#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::view_redis {

/// Files (PEM) for TLS.
struct RedisCertificates {
  std::string ca_file;    ///< Whom to trust; empty = whom the system trusts.
  std::string cert_file;  ///< Our own certificate; empty = none is shown.
  std::string key_file;   ///< Its key.
};

/// Where a Redis server is and who we are to it.
struct RedisAddress {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string unix_socket;  ///< Used instead of host and port when it is not empty.
  bool tls = false;
  RedisCertificates certificates;  ///< Looked at where `tls` is set.
  std::string user;                ///< ACL user; empty = `default`.
  std::string password;            ///< Empty = no AUTH. Never printed.

  /// The address for people, without the password.
  [[nodiscard]] std::string text() const;
};

/// Reads `redis://[[USER]:PASSWORD@]HOST[:PORT][/0]`, the same with `rediss://` for TLS, or
/// `unix://[[USER]:PASSWORD@]/PATH`. User and password may be percent-encoded. Errors (kInvalid)
/// never repeat the text, which may hold a password.
[[nodiscard]] Result<RedisAddress> parse_redis_url(std::string_view url);

/// Whether this program can speak TLS to Redis, which the hiredis that it was built with decides;
/// else kInvalid with the way round it.
[[nodiscard]] Status tls_supported();

/// How a view in Redis is reached and named.
struct RedisOptions {
  RedisAddress address;
  std::string prefix = "escalon";  ///< First part of all keys; several meshes can share a server.
  std::uint32_t fold_version = 1;  ///< Written into views that are made or rebuilt.

  std::chrono::milliseconds connect_within{1'000};
  std::chrono::milliseconds answer_within{5'000};  ///< For one read or write of the socket.
  std::chrono::milliseconds backoff_min{50};       ///< Between attempts to connect; doubles.
  std::chrono::milliseconds backoff_max{5'000};
  std::chrono::milliseconds check_every{10'000};  ///< Memory, eviction and role are looked at.
  std::size_t questions_max = 10'000;             ///< Above it questions are refused.
  std::size_t pipeline_max = 64;                  ///< Questions sent before the first is answered.

  /// Told when something is wrong that was not before, and once when all is well again; from the
  /// view's own thread.
  std::function<void(std::string)> on_trouble;

  /// Told what the server's clock said at some instant of the last `waited`, at each look at the
  /// server; from the view's own thread.
  std::function<void(absl::Time, absl::Duration waited)> on_server_time;
};

}  // namespace escalon::view_redis
