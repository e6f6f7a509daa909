#include "server_facts.hpp"

#include <fmt/format.h>

#include <charconv>

#include "absl/container/flat_hash_map.h"
#include "refusals.hpp"

namespace escalon::view_redis {
namespace {

using Fields = absl::flat_hash_map<std::string_view, std::string_view>;

constexpr std::uint64_t kMajorVersionLeast = 7;
constexpr std::uint64_t kMemoryShareMost = 80;  // per cent of maxmemory

// Lines of `name:value`, which end in \r\n.
Fields fields_of(std::string_view info) {
  Fields fields;
  while (!info.empty()) {
    const std::string_view line = info.substr(0, info.find('\n'));
    info.remove_prefix(std::min(line.size() + 1, info.size()));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && !line.starts_with('#')) {
      const std::size_t end = line.ends_with('\r') ? line.size() - 1 : line.size();
      fields.emplace(line.substr(0, colon), line.substr(colon + 1, end - colon - 1));
    }
  }
  return fields;
}

std::string_view field(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string_view() : found->second;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool may_evict(const ServerFacts& facts) {
  return facts.eviction_policy.starts_with("allkeys");
}

// Settings that INFO does not tell; many users may not ask for them.
Status read_settings(Connection& connection, ServerFacts& facts) {
  connection.send(Command({"CONFIG", "GET", "appendfsync"}));
  connection.send(Command({"CONFIG", "GET", "save"}));
  for (std::string* setting : {&facts.append_fsync, &facts.snapshots}) {
    Result<Reply> reply = connection.receive();
    if (!reply) {
      return reply.error();
    }
    *setting = reply->at(1).value_or("");
  }
  return {};
}

}  // namespace

ServerFacts parse_info(std::string_view info) {
  const Fields fields = fields_of(info);
  ServerFacts facts;
  facts.version = field(fields, "redis_version");
  facts.role = field(fields, "role");
  facts.loading = field(fields, "loading") == "1";
  facts.cluster = field(fields, "cluster_enabled") == "1";
  facts.used_memory_bytes = number(field(fields, "used_memory"));
  facts.max_memory_bytes = number(field(fields, "maxmemory"));
  facts.eviction_policy = field(fields, "maxmemory_policy");
  facts.evicted_keys = number(field(fields, "evicted_keys"));
  if (const std::uint64_t microseconds = number(field(fields, "server_time_usec"))) {
    facts.server_time = absl::FromUnixMicros(static_cast<std::int64_t>(microseconds));
  }
  facts.append_only = field(fields, "aof_enabled") == "1";
  facts.last_write_ok = field(fields, "aof_last_write_status") != "err" &&
                        field(fields, "rdb_last_bgsave_status") != "err";
  return facts;
}

Result<ServerFacts> read_facts(Connection& connection) {
  Result<Reply> info = connection.call(Command({"INFO"}));
  if (!info) {
    return info.error();
  }
  if (info->failed()) {
    return explain(connection.address(), info->text());
  }
  ServerFacts facts = parse_info(info->text());
  if (Status read = read_settings(connection, facts); !read) {
    return read.error();
  }
  return facts;
}

Status fit_for_views(const RedisAddress& address, const ServerFacts& facts) {
  const std::string where = "Redis at " + address.text();
  if (facts.loading) {
    return explain(address, "LOADING its data set");
  }
  if (number(facts.version) < kMajorVersionLeast) {
    return invalid(fmt::format("{} has version {}; functions need 7.0 or later", where,
                               facts.version.empty() ? "unknown" : facts.version));
  }
  if (facts.role != "master") {
    return Error{Error::Kind::kConflict,
                 fmt::format("{} is a replica; name the primary, or promote this one "
                             "(REPLICAOF NO ONE)",
                             where)};
  }
  if (may_evict(facts) && facts.max_memory_bytes > 0) {
    return Error{Error::Kind::kConflict,
                 fmt::format("{} evicts keys when its memory is full (maxmemory-policy {}), so a "
                             "view would lose timers; set maxmemory-policy noeviction",
                             where, facts.eviction_policy)};
  }
  return {};
}

std::vector<Finding> findings(const ServerFacts& facts) {
  std::vector<Finding> found;
  if (may_evict(facts) && facts.max_memory_bytes == 0) {  // With a bound it is not fit at all.
    found.push_back(
        {"eviction", fmt::format("maxmemory-policy is {}: once maxmemory is set and reached, keys "
                                 "of views are dropped; set it to noeviction",
                                 facts.eviction_policy)});
  }
  if (facts.max_memory_bytes > 0 &&
      facts.used_memory_bytes / kMemoryShareMost * 100 > facts.max_memory_bytes) {
    found.push_back(
        {"memory",
         fmt::format("{:.0f} MB of {:.0f} MB (maxmemory) are used; raise maxmemory before "
                     "writes are refused",
                     static_cast<double>(facts.used_memory_bytes) / 1e6,
                     static_cast<double>(facts.max_memory_bytes) / 1e6)});
  }
  if (!facts.last_write_ok) {
    found.push_back({"disk",
                     "the last write of its append-only file or snapshot failed; free its "
                     "disk and see its log"});
  }
  return found;
}

std::vector<Finding> advice(const ServerFacts& facts) {
  std::vector<Finding> found;
  if (facts.max_memory_bytes == 0) {
    found.push_back({"unbounded",
                     "maxmemory is not set: Redis grows until the system stops it; set "
                     "it, with maxmemory-policy noeviction"});
  }
  if (!facts.append_only) {
    found.push_back({"not kept",
                     "nothing is appended to a file (appendonly no): a restart brings "
                     "back an older view or none, and it is folded anew from the "
                     "journal; set appendonly yes to be back at once"});
  }
  return found;
}

}  // namespace escalon::view_redis
