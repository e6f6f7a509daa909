#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "raw_log.hpp"

namespace escalon::chaos {

/// A view in Redis beside what its journal says.
struct ViewVerdict {
  std::string name;             ///< `sla/3`.
  bool present = false;         ///< False where Redis has no such view.
  journal::Offset version = 0;  ///< The view claims to be the fold of the journal below it.
  journal::Offset end = 0;      ///< Of the journal.
  std::uint64_t states = 0;
  std::uint64_t timers = 0;
  std::vector<std::string> differences;  ///< At most ten; empty where view = fold.
};

/// Compares every view with the fold of its journal up to the view's version: the states by value,
/// the armed timers as a set, and that the view is not dirty. Read by plain commands of Redis, one
/// transaction a view, so that owners may be at work meanwhile.
/// Errors: kUnavailable where Redis does not answer.
[[nodiscard]] Result<std::vector<ViewVerdict>> compare_views(const std::string& host, int port,
                                                             const std::string& prefix,
                                                             const RawLog& log);

}  // namespace escalon::chaos
