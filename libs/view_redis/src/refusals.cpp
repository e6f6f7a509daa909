#include "refusals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace escalon::view_redis {
namespace {

struct Known {
  std::string_view prefix;
  Error::Kind kind;
  std::string_view what;
};

using Kind = Error::Kind;

// By the first word of the answer.
constexpr std::array kKnown = {
    Known{"OOM", Kind::kUnavailable,
          "has no memory left (maxmemory); raise maxmemory. What is to be written waits"},
    Known{"READONLY", Kind::kUnavailable,
          "is a read-only replica; it is asked again in case it is being promoted, else name the "
          "primary"},
    Known{"LOADING", Kind::kUnavailable, "is still loading its data; it is asked again"},
    Known{"MASTERDOWN", Kind::kUnavailable,
          "is a replica that has lost its primary; name the primary"},
    Known{"MOVED", Kind::kConflict,
          "is a node of a cluster and does not hold this partition's slot; this program speaks to "
          "one node, so move the slots of its keys there, put a cluster proxy in between, or use a "
          "server outside the cluster"},
    Known{"ASK", Kind::kUnavailable,
          "is moving this partition's slot to another node; it is asked again"},
    Known{"TRYAGAIN", Kind::kUnavailable,
          "is moving this partition's slot to another node; it is asked again"},
    Known{"CLUSTERDOWN", Kind::kUnavailable, "belongs to a cluster that is down; see CLUSTER INFO"},
    Known{"WRONGPASS", Kind::kInvalid, "refuses the user or password; correct them"},
    Known{"NOAUTH", Kind::kInvalid,
          "wants a password; give one: redis://USER:PASSWORD@HOST (or :PASSWORD@ without a user)"},
    Known{
        "NOPERM", Kind::kInvalid,
        "does not give this user the rights that are needed; docs/guides/run-redis.md has the ACL "
        "rule"},
    Known{"MISCONF", Kind::kUnavailable,
          "cannot save its data and therefore writes nothing; free its disk and see its log"},
    Known{"NOREPLICAS", Kind::kUnavailable,
          "has fewer replicas than min-replicas-to-write; bring them back"},
    Known{"BUSY", Kind::kUnavailable, "is busy with a script; it is asked again"},
    Known{"ESCALON_LAYOUT", Kind::kConflict,
          "holds a view that a newer version of this program wrote; start that version, or give "
          "this one a prefix of its own"},
};

std::string_view first_word(std::string_view reply) {
  return reply.substr(0, reply.find(' '));
}

}  // namespace

Error explain(const RedisAddress& address, std::string_view reply) {
  const std::string_view word = first_word(reply);
  const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                  [&](const Known& one) { return one.prefix == word; });
  if (known == kKnown.end()) {
    return {Kind::kUnavailable,
            fmt::format("Redis at {} answers: {}; see the server's log", address.text(), reply)};
  }
  return {known->kind, fmt::format("Redis at {} {} ({})", address.text(), known->what, reply)};
}

bool function_is_missing(std::string_view reply) {
  return reply.starts_with("ERR Function not found");
}

bool library_is_another(std::string_view reply) {
  return first_word(reply) == "ESCALON_LIBRARY";
}

bool should_reconnect(std::string_view reply) {
  constexpr std::array kWords = {std::string_view("READONLY"), std::string_view("LOADING"),
                                 std::string_view("MASTERDOWN"), std::string_view("NOAUTH")};
  return std::find(kWords.begin(), kWords.end(), first_word(reply)) != kWords.end();
}

}  // namespace escalon::view_redis
