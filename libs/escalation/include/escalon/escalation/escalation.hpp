#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/command/v1/command.pb.h"
#include "escalon/escalation/escalation_policy.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/team/v1/team.pb.h"

/// The escalations of one case. Pure: the caller supplies `now` and the policy, and carries out
/// nothing but appending.
namespace escalon::escalation {

using Event = v1::EscalationEvent;
using Events = std::vector<Event>;
using v1::CaseEscalations;

/// One thing that the stage is told. A view: the caller owns everything, for as long as the call
/// lasts. It takes effect when it happened by its own word; a command without `issued_at` at `now`.
struct Input {
  /// The case, as `tenant/case_id`.
  const Key& case_key;
  /// Id of the event or, for a command, its command_id. Escalation ids derive from it.
  std::string_view id;
  /// What is told. Never null.
  std::variant<const classification::v1::ClassificationEvent*, const sla::v1::SlaEvent*,
               const command::v1::Command*, const team::v1::TeamEvent*>
      body;
};

/// Kinds of timers, as DueTimer::kind tells them.
enum TimerKind : int {
  kAcknowledgementTimer = 0,  ///< Nobody has acknowledged in time.
  kRetirementTimer = 1,       ///< The case has been silent for long.
  kWindowTimer = 8,           ///< The window of a step that waits opens.
  kHoldTimer = 10,            ///< No surge has come: who is to be asked is asked.
  kPromiseTimer = 11,         ///< The customer should have heard by now.
  kRootCauseTimer = 12,       ///< What was settled has no root cause yet.
  kFollowUpTimer = 13,        ///< The customer is asked whether all is well.
  kSurveyTimer = 14,          ///< The customer is asked how they were served.
};

/// What the case's escalations have to say about `input`. Empty when nothing changes, as for a
/// command_id seen before. Never fails: a command that makes no sense in this state yields a
/// CommandRefused with the reason and what to do; an answer of a team to an older assignment yields
/// nothing.
[[nodiscard]] Events decide(const CaseEscalations& state, const Input& input, absl::Time now,
                            const EscalationPolicy& policy);

/// A timer of `timers(state)` has come due. A stale generation yields nothing.
[[nodiscard]] Events decide(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
                            const EscalationPolicy& policy);

/// The only way a state changes. Total: never fails, and is called exactly once for an accepted
/// event.
void evolve(CaseEscalations& state, const Event& event);

/// Every instant at which this state wants to be woken: the acknowledgement or the window that each
/// open escalation waits for, what is owed to its customer, and the end of a silent case's record.
[[nodiscard]] std::vector<DueTimer> timers(const CaseEscalations& state);

/// Names of the teams whose queues `event` concerns, without duplicates; the tenant is the case's.
[[nodiscard]] std::vector<std::string> addressed_teams(const Event& event);

/// Whether somebody still has to settle an escalation of this status.
[[nodiscard]] bool is_open(v1::EscalationStatus status);

/// Whether nobody has acknowledged the escalation, which is open.
[[nodiscard]] bool is_unseen(const v1::Escalation& escalation);

}  // namespace escalon::escalation
