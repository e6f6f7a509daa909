#pragma once

#include "escalon/journal/stage.hpp"

namespace escalon::routing {

/// The stage `escalation`: reads `classified`, `sla`, `commands` and `team`, keyed by case. Lives
/// as long as the process, as the other.
[[nodiscard]] const journal::Stage& escalation_stage();

/// The stage `team`: reads `escalation` and `commands` of all partitions, keyed by team.
[[nodiscard]] const journal::Stage& team_stage();

}  // namespace escalon::routing
