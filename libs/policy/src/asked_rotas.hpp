#pragma once

#include <set>
#include <string>

#include "escalon/escalation/escalation_policy.hpp"

namespace escalon::policy {

/// The rotas that a step of a ladder or the default route asks.
[[nodiscard]] std::set<std::string, std::less<>> asked_rotas(
    const escalation::EscalationPolicy& policy);

}  // namespace escalon::policy
