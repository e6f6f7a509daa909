#pragma once

#include "escalon/escalation/escalation.hpp"

namespace escalon::escalation {

/// What a level of a clock does: it raises the priority of the case and of its open escalations,
/// and it is a reason to escalate where it says so.
[[nodiscard]] Events decide_level_reached(const CaseEscalations& state, const Input& input,
                                          const sla::v1::SlaEvent& sla, absl::Time now,
                                          const EscalationPolicy& policy);

/// A level that is taken back, as the withdrawal of the breach that its reason counts as. The
/// priority that it raised stays.
[[nodiscard]] sla::v1::SlaEvent as_breach_withdrawn(const sla::v1::SlaEvent& sla);

}  // namespace escalon::escalation
