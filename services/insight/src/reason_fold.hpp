#pragma once

#include <string>

#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// Notes the reason to escalate that the event brings, if it brings one, with what the matrix of
/// the policy said to it. Of very many the newest are kept.
void note_reason(v1::CaseRow& row, const escalation::v1::EscalationEvent& event,
                 const std::string& policy);

}  // namespace escalon::insight
