#pragma once

#include <string>

#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/v1/insight_service.pb.h"

namespace escalon::insight {

/// Words for an event of surges, promises and what follows an escalation; empty for others.
[[nodiscard]] std::string care_words(const escalation::v1::EscalationEvent& event);

/// What the event changes of surges, promises and what is known after the end.
void apply_care(v1::EscalationView& view, const escalation::v1::EscalationEvent& event);

}  // namespace escalon::insight
