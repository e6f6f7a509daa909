#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/view_redis/options.hpp"

namespace escalon::view_redis {

/// One view as it lies in Redis.
struct ViewReport {
  journal::StagePartition at;
  journal::Epoch epoch = 0;
  journal::Offset version = 0;
  std::uint32_t fold_version = 0;
  std::uint64_t states = 0;
  std::uint64_t timers = 0;
  std::vector<journal::TimerRow> next;  ///< The timers that are due next, soonest first.
};

/// What can be said about a server and the views in it.
struct RedisReport {
  std::string version;  ///< Of the server.
  std::string library;  ///< Version of the function library; empty where there is none yet.
  std::uint64_t used_memory_bytes = 0;
  std::uint64_t max_memory_bytes = 0;  ///< 0 = no bound.
  std::string eviction_policy;
  std::string persistence;            ///< In words.
  std::vector<ViewReport> views;      ///< By stage and partition.
  std::vector<std::string> problems;  ///< What is wrong and what to do, one sentence each.
  std::vector<std::string> advice;    ///< What could be better.
};

/// Looks at the views with that prefix; changes nothing, loads no library, and runs beside a mesh.
/// At most `timers_max` timers for each view. An error when the server cannot be asked at all.
[[nodiscard]] Result<RedisReport> inspect(const RedisAddress& address,
                                          const std::string& prefix = "escalon",
                                          std::size_t timers_max = 5);

}  // namespace escalon::view_redis
