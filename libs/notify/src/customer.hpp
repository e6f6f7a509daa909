#pragma once

#include "context.hpp"
#include "planner.hpp"

namespace escalon::notify {

/// Sets what customers are told in their own words: why, who and by when.
void set_customer_words(Subject& subject, const CustomerNotices& notices);

/// Plans what the customer, the agent and who settled it hear of the event besides the rules.
void plan_care(Planner& planner, const escalation::v1::EscalationEvent& event,
               const Subject& subject, const NotifyPolicy& policy);

}  // namespace escalon::notify
