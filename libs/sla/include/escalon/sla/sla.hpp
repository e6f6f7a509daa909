#pragma once

#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/sla/input.hpp"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

/// The SLA clocks of one case. Pure: the caller supplies `now` and the policy, and carries out
/// nothing but appending.
///
/// Clocks are a function of the facts in event-time order (equal instants in the order of their
/// coming), so events that come late, early or out of order end in the same verdicts. A fact that
/// is the newest takes a short way with the same outcome. Every function is safe to call from
/// several threads on different states.
namespace escalon::sla {

using v1::CaseClocks;
using v1::ClockRun;
using v1::SlaEvent;
using Events = std::vector<SlaEvent>;

/// The kinds of timer that a state arms.
enum TimerKind : int { kBreachTimer = 1, kWarningTimer = 2, kLevelTimer = 3 };

/// A case remembers at most this many facts; then the older half becomes final.
constexpr int kFactsMax = 256;

/// What the case's clocks have to say about `input`. Empty when nothing changes. Never mutates,
/// never fails.
[[nodiscard]] Events decide(const CaseClocks& state, const Input& input, absl::Time now,
                            const SlaPolicy& policy);

/// A timer of `timers(state)` has come due: a breach, a warning or a level. A stale generation
/// yields nothing.
[[nodiscard]] Events decide(const CaseClocks& state, const DueTimer& timer, absl::Time now,
                            const SlaPolicy& policy);

/// What changes when `policy` becomes the one that decides: running clocks are counted anew from
/// their original start with their pauses. Clocks that the policy adds run from their original
/// start, where they would run now; what was over is not judged anew. Empty for a case without
/// facts, and for a policy that the case already has.
[[nodiscard]] Events retarget(const CaseClocks& state, absl::Time now, const SlaPolicy& policy);

/// The only way a state changes. Total: touches no calendar and no policy.
void evolve(CaseClocks& state, const SlaEvent& event);

/// Every instant at which this state wants to be woken, and nothing else keeps timers.
[[nodiscard]] std::vector<DueTimer> timers(const CaseClocks& state);

}  // namespace escalon::sla
