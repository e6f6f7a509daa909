#pragma once

#include <cstdint>
#include <string_view>

#include "case_facts.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/classify/classify_rules.hpp"

namespace escalon::classify {

/// How many messages of the customer no agent has answered, after the event.
[[nodiscard]] std::int32_t unanswered_after(const classification::v1::CaseConversation& state,
                                            const contact::v1::ContactEvent& event);

/// How often the contact was handed on, after the event.
[[nodiscard]] std::int32_t transfers_after(const classification::v1::CaseConversation& state,
                                           const contact::v1::ContactEvent& event);

/// The risk of the conversation after the event, of which `said` holds everything else. The causes
/// of `facts` become all those that the case has shown.
[[nodiscard]] classification::v1::Risk risk_of(const RiskRules& rules,
                                               const classification::v1::CaseConversation& state,
                                               const classification::v1::Classified& said,
                                               CaseFacts& facts);

}  // namespace escalon::classify
