#pragma once

#include <string>

#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::escalation {

/// Who answers for the case: who accepted an open escalation of it, the last one where several did;
/// else the agent who has the contact; empty where nobody has.
[[nodiscard]] std::string owner_of(const v1::CaseEscalations& state);

}  // namespace escalon::escalation
