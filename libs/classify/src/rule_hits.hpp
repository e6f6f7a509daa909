#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "case_facts.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "hearing.hpp"
#include "sentiment.hpp"

namespace escalon::classify {

/// How pressing the event is, with its reasons.
[[nodiscard]] classification::v1::Urgency urgency_of(const Hearing& hearing,
                                                     const CompiledRules& compiled,
                                                     const CaseFacts& facts);

/// The triggers that speak, in the order of the policy. Their causes are added to the facts as they
/// come.
[[nodiscard]] std::vector<classification::v1::Trigger> triggers_of(const Hearing& hearing,
                                                                   const Said& said,
                                                                   const Feeling& feeling,
                                                                   const CompiledRules& compiled,
                                                                   CaseFacts& facts);

/// The trigger of an event that asks for an escalation.
[[nodiscard]] classification::v1::Trigger asked_trigger(const contact::v1::EscalationAsked& asked);

/// The trigger of a customer who comes back by this event, if it is one.
[[nodiscard]] std::vector<classification::v1::Trigger> repeat_trigger(
    const RepeatContactRule& rule, const classification::v1::CaseConversation& state,
    const contact::v1::ContactEvent& event);

/// The trigger of a risk that has become too high.
[[nodiscard]] classification::v1::Trigger predicted_trigger(const classification::v1::Risk& risk);

/// The priority by the policy's table; without a table the newest that was told.
[[nodiscard]] int priority_of(const ClassifyRules& rules, const CaseFacts& facts,
                              const classification::v1::CaseConversation& state,
                              const contact::v1::ContactEvent& event, bool late);

}  // namespace escalon::classify
