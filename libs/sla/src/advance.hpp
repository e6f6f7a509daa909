#pragma once

#include <optional>
#include <span>

#include "case_view.hpp"
#include "clock_sum.hpp"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// The rules of a policy that make one clock: all with one name, the first that covers a case
/// counts.
using ClockGroup = std::span<const ClockRule>;

/// Calls `visit(group)` for each clock of the policy.
template <typename Visit>
void for_each_clock(const SlaPolicy& policy, Visit visit) {
  for (std::size_t from = 0; from < policy.clocks.size();) {
    std::size_t to = from + 1;
    while (to < policy.clocks.size() && policy.clocks[to].name == policy.clocks[from].name) {
      ++to;
    }
    visit(ClockGroup(policy.clocks).subspan(from, to - from));
    from = to;
  }
}

/// The rules of the clock of that name; empty where the policy has none.
[[nodiscard]] ClockGroup group_of(const SlaPolicy& policy, std::string_view clock);

/// What the group asks of the case. The rule is that of the first cover, or the group's first where
/// none covers it; then the goal is not aimed.
[[nodiscard]] Goal goal_of(ClockGroup group, const CaseView& view);

/// Whether a stop condition held before the clock ever started.
enum class EarlyStop { kNo, kYes, kUnknown };

/// What one fact does to one clock. Nothing is set where nothing changes.
struct Advance {
  std::optional<v1::ClockRun> changed;  ///< The last run as it is now.
  std::optional<v1::ClockRun> begun;    ///< A new run.
  bool stopped_early = false;  ///< A stop condition held, and the clock has not started yet.
  bool needs_history = false;  ///< EarlyStop must be known, and is not.
};

/// Moves a clock on by the fact of `view`, which is not older than any before it. `last` is its
/// newest run, or null.
[[nodiscard]] Advance advance(ClockGroup group, const v1::ClockRun* last, const CaseView& view,
                              EarlyStop early);

}  // namespace escalon::sla
