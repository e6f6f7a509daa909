#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// What a clock has to reach. Borrows the policy.
struct Goal {
  const ClockRule* rule = nullptr;
  const Target* target =
      nullptr;  ///< Null where the event carries the due instant, or where there is no target.
  std::int64_t carried_due_ms = 0;  ///< 0 where the event carries none.
  bool covered = true;              ///< Whether the rule applies to the case.

  /// Whether there is anything to reach.
  [[nodiscard]] bool aimed() const { return target != nullptr || carried_due_ms != 0; }
  /// ClockRun.counting.
  [[nodiscard]] int counting() const;
  /// As reports show it: the policy's words, `event`, or nothing.
  [[nodiscard]] const std::string& text() const;
};

/// How working days of the target end.
[[nodiscard]] calendar::WorkdayOptions workday_options(const Target& target);

/// The pauses of a run; an open one has no end.
[[nodiscard]] std::vector<calendar::Period> pauses_of(const v1::ClockRun& run);

/// True while the run stands still.
[[nodiscard]] inline bool is_paused(const v1::ClockRun& run) {
  return run.pauses_size() > 0 && run.pauses(run.pauses_size() - 1).to_ms() == 0;
}

/// Whether the run was aimed by another target, calendar or carried instant than `goal`.
[[nodiscard]] bool aims_elsewhere(const v1::ClockRun& run, const Goal& goal);

/// Counts the run anew from its start, pauses and stop: target, calendar, due instant, warnings,
/// levels, what is left and what it took. A warning that was given stays given, and a level that
/// was reached stays reached, unless a new target puts it after `at_ms`.
void count(v1::ClockRun& run, const Goal& goal, std::int64_t at_ms);

/// Time from `from` to `to` less pauses, counted as the goal counts.
[[nodiscard]] absl::Duration measure(const Goal& goal, absl::Time from, absl::Time to,
                                     calendar::Pauses pauses);

}  // namespace escalon::sla
