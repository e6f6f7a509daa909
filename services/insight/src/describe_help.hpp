#pragma once

#include <string>

#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::insight {

/// What the timeline says of approvals, assistance, help, notes and windows; empty for any other
/// event.
[[nodiscard]] std::string words_of_help(const escalation::v1::EscalationEvent& event);

/// What stands where the handover note of an escalation that people moved or asked for should be.
inline constexpr const char* kNoteMissing = "NO HANDOVER NOTE";

}  // namespace escalon::insight
