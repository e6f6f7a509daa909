#pragma once

#include <string_view>

#include "escalon/base/ids.hpp"
#include "escalon/queue/queue.hpp"

namespace escalon::queue {

/// What an escalation event of `case_id` means for the surges of the team: an escalation that is
/// opened is watched, makes a surge or belongs to one; the end of a surge's parent ends the surge.
/// A team whose rule is gone takes nothing in any more, and still ends what it has.
[[nodiscard]] Events judge_surge(const TeamState& state, const Key& team_key,
                                 std::string_view case_id,
                                 const escalation::v1::EscalationEvent& event,
                                 const SurgeRule& rule);

/// Applies one of the events of judge_surge(); others change nothing.
void evolve_surge(TeamState& state, const Event& event);

}  // namespace escalon::queue
