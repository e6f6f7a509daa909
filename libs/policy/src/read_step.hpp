#pragma once

#include <vector>

#include "cursor.hpp"
#include "escalon/escalation/escalation_policy.hpp"

namespace escalon::policy {

/// Reads whom a step asks: one target or a list of `queue` (of the team that owns the escalation),
/// `everyone` (of that team), `{queue: TEAM}`, `{everyone: TEAM}`, `{person: NAME}` and
/// `{rota: NAME}`.
void read_targets(const Cursor& at, std::vector<escalation::Target>& out);

/// Levels of people above the agent.
inline constexpr int kLevelMax = 9;

}  // namespace escalon::policy
