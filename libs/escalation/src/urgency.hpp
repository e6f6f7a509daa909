#pragma once

#include <string>

#include "draft.hpp"

namespace escalon::escalation {

/// The level at which the ladder lets what is of that priority begin; 0 where it skips none.
[[nodiscard]] int urgent_level(const EscalationPolicy& policy, const std::string& ladder,
                               int priority);

/// Lifts an escalation that nobody has acknowledged, since a cause was added that `route` would
/// have taken: to the route's level where that is of the type priority, and to the level that the
/// ladder gives to the priority that it has now. Does nothing where that is no higher.
void skip_levels(Draft& draft, const std::string& escalation_id, const v1::Opened& route);

}  // namespace escalon::escalation
