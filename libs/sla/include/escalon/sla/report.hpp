#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/calendar/calendar.hpp"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// How a clock stands.
enum class Verdict {
  kMet,       ///< Stopped in time.
  kBreached,  ///< Stopped late.
  kRunning,   ///< Open and in time, or paused.
  kOverdue,   ///< Open and late.
};

/// `met`, `breached`, `running` or `overdue`.
[[nodiscard]] std::string_view verdict_text(Verdict verdict);

/// How the run stands once its timers have fired.
[[nodiscard]] Verdict verdict(const v1::ClockRun& run);

/// The missed due instant in Unix ms; 0 where no breach stands.
[[nodiscard]] std::int64_t breached_at_ms(const v1::ClockRun& run);

/// The run that stands for each clock of the case, sorted by clock: its first breached run if any,
/// else its newest. Clocks without a target are left out. Borrows the state.
[[nodiscard]] std::vector<const v1::ClockRun*> reported_runs(const v1::CaseClocks& state);

/// The sum that made a due instant.
struct ClockExplanation {
  std::string text;  ///< For people, several lines.
  /// What was counted, where open time was; empty periods otherwise.
  calendar::Explanation sum;
};

/// Explains the due instant of `run` (or, where it stopped, what it took) by the rules of `policy`:
/// every open period, holiday and pause of it, its warnings and levels, and the versions.
/// A calendar that changed since is named in the text.
[[nodiscard]] ClockExplanation explain(const v1::ClockRun& run, const SlaPolicy& policy);

}  // namespace escalon::sla
