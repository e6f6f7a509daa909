#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "connection.hpp"
#include "escalon/base/result.hpp"

namespace escalon::view_redis {

/// What a server says of itself.
struct ServerFacts {
  std::string version;
  std::string role;  ///< master or slave, in the server's words.
  bool loading = false;
  bool cluster = false;
  std::uint64_t used_memory_bytes = 0;
  std::uint64_t max_memory_bytes = 0;  ///< 0 = no bound.
  std::string eviction_policy;
  std::uint64_t evicted_keys = 0;
  absl::Time server_time = absl::InfinitePast();  ///< InfinitePast before version 7.
  bool append_only = false;
  bool last_write_ok = true;  ///< Of the append-only file and of the last snapshot.
  /// Empty where the user may not ask (`CONFIG GET`).
  std::string append_fsync;
  std::string snapshots;  ///< As the server's `save` says it.
};

/// A thing that is wrong with a server. `code` tells kinds apart, `text` is for people.
struct Finding {
  std::string code;
  std::string text;
};

[[nodiscard]] Result<ServerFacts> read_facts(Connection& connection);

/// Reads the text of INFO.
[[nodiscard]] ServerFacts parse_info(std::string_view info);

/// Whether views may be kept there at all. kUnavailable while it loads its data; kInvalid before
/// version 7; kConflict for a replica and for a server that may evict our keys.
[[nodiscard]] Status fit_for_views(const RedisAddress& address, const ServerFacts& facts);

/// What is to be mended though views can be kept there.
[[nodiscard]] std::vector<Finding> findings(const ServerFacts& facts);

/// Advice that is no trouble in itself: a view is rebuilt from its journal when it is lost.
[[nodiscard]] std::vector<Finding> advice(const ServerFacts& facts);

}  // namespace escalon::view_redis
