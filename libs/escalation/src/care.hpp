#pragma once

#include <string>
#include <vector>

#include "draft.hpp"
#include "escalon/base/due_timer.hpp"
#include "escalon/classification/v1/classification.pb.h"

// What an escalation owes to the customer, and what follows after it was settled.

namespace escalon::escalation {

/// By when a customer who is told something at `at()` is promised to hear, in Unix ms; 0 = no
/// promise.
[[nodiscard]] std::int64_t promised_by_ms(const Draft& draft, absl::Time from);
/// The same of an escalation that exists, told at `draft.at()`: no customer stands behind a surge's
/// parent, and none is promised anything.
[[nodiscard]] std::int64_t promised_by_ms(const Draft& draft, const v1::Escalation& escalation);

/// Notes who owns what nobody else does.
void set_manager(v1::Care& care, const EscalationPolicy& policy, const std::string& tenant);

/// Gives what everybody was asked for in vain to the tenant's escalation manager, at `due` and
/// without a time-out. Nothing where there is no manager, or where they have declined it.
void give_to_manager(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Whether who settled it is asked for a root cause that is missing.
enum class AskRootCause { kNo, kYes };

/// Notes on the end of an escalation what is asked and told after it, and when.
void set_after_care(v1::Resolved& resolved, const Draft& draft, AskRootCause ask);

/// Escalations whose promise the event keeps: an agent has spoken to the customer, and somebody has
/// the escalation.
[[nodiscard]] std::vector<std::string> kept_promises(
    const CaseEscalations& state, const classification::v1::Classified& classified);
void keep_promise(Draft& draft, const std::string& escalation_id);

/// Timers of what is owed, and what they mean. A stale generation yields nothing.
void add_care_timers(const v1::Escalation& escalation, std::vector<DueTimer>& due);
[[nodiscard]] Events decide_care(const CaseEscalations& state, const DueTimer& timer,
                                 absl::Time now, const EscalationPolicy& policy);

/// Whether something of a settled escalation is still to come.
[[nodiscard]] bool owes_something(const v1::Escalation& escalation);

/// Applies what the event changes of what is noted besides the escalation's way.
void evolve_care(v1::Escalation& escalation, const Event& event);

}  // namespace escalon::escalation
