#pragma once

#include <vector>

#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// The escalations of a case, as figures and the knowledge base keep them. Pure: the same row gives
/// the same, whatever the order in which the journals were folded.
[[nodiscard]] std::vector<v1::EscalationRow> escalation_rows(const v1::CaseRow& row);

/// What the knowledge base says of a resolved escalation.
[[nodiscard]] v1::ResolvedEscalation resolved_escalation(const v1::EscalationRow& row);

}  // namespace escalon::insight
