#pragma once

#include "draft.hpp"

namespace escalon::escalation {

/// Whether so many transfers are too many for the policy.
[[nodiscard]] bool is_misrouted(int transfers, const EscalationPolicy& policy);

/// Escalates the case as `misrouted` where the order just carried out was one transfer too many.
void escalate_misrouted(Draft& draft, const Input& input);

}  // namespace escalon::escalation
