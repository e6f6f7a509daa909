#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/classify/classify_policy.hpp"
#include "escalon/contact/v1/contact.pb.h"

/// What the words and facts of a contact event mean. Pure: the caller supplies `now` and the
/// policy, and carries out nothing but appending.
namespace escalon::classify {

using classification::v1::CaseConversation;
using classification::v1::ClassificationEvent;
using contact::v1::ContactEvent;

using Events = std::vector<ClassificationEvent>;

/// The causes that a trigger may have.
inline constexpr std::array<std::string_view, 11> kTriggerCauses = {
    "customer_asked", "agent_asked",  "beyond_authority", "needs_specialist",
    "needs_approval", "conflict",     "repeat_contact",   "waiting_too_long",
    "critical_event", "churn_threat", "predicted"};

/// The intent of a text that says something which no rule knows.
inline constexpr std::string_view kOutOfScope = "out_of_scope";

/// The one kind of timer that a conversation has.
inline constexpr int kRetireTimer = 1;

/// What `event` means for the case: one `Classified`, or nothing for an event id that the case has
/// seen. Never fails: any text is understood as far as it goes, and bytes that are no UTF-8 are
/// replaced by U+FFFD in what is returned.
[[nodiscard]] Events decide(const CaseConversation& state, const ContactEvent& event,
                            absl::Time now, const ClassifyPolicy& policy);

/// A timer of `timers(state)` has come due: the case is forgotten. A stale generation yields
/// nothing.
[[nodiscard]] Events decide(const CaseConversation& state, const DueTimer& timer, absl::Time now,
                            const ClassifyPolicy& policy);

/// The only way a state changes. Total: never fails, looks at no policy and no clock.
void evolve(CaseConversation& state, const ClassificationEvent& event);

/// The instant at which the case is to be forgotten, once it has had an event. The generation is
/// the instant itself, so that it rises over the lives of a case as well.
[[nodiscard]] std::vector<DueTimer> timers(const CaseConversation& state);

}  // namespace escalon::classify
