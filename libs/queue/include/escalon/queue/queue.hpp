#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/queue/queue_policy.hpp"
#include "escalon/team/v1/team.pb.h"

/// The queue and the people of one team. Pure: the caller supplies `now` and the policy, and
/// carries out nothing but appending. It keeps no timers: time-outs are decided by the escalation
/// stage.
namespace escalon::queue {

using Event = team::v1::TeamEvent;
using Events = std::vector<Event>;
using team::v1::TeamState;

/// One thing that the stage is told. A view: the caller owns everything, for as long as the call
/// lasts.
struct Input {
  /// The team, as `tenant/team`.
  const Key& team_key;
  /// Id of the event or, for a command, its command_id.
  std::string_view id;
  /// The case of an escalation event, without its tenant; empty for a command.
  std::string_view case_id;
  /// What is told. Never null. Of commands only set_presence is decided here.
  std::variant<const escalation::v1::EscalationEvent*, const command::v1::Command*> body;
};

/// What the team has to say about `input`. Empty when nothing changes, as for an event of an older
/// assignment or a command_id among the last 256. Never fails: a presence command that makes no
/// sense yields a PresenceRefused with the reason and what to do.
///
/// Work is given by priority, then due instant, then age, to the person who has been free longest
/// among those who are present, have capacity and are not to be passed over. Whenever capacity
/// frees or somebody comes, work that waits is given out in the same decision.
[[nodiscard]] Events decide(const TeamState& state, const Input& input, absl::Time now,
                            const QueuePolicy& policy);

/// The only way a state changes. Total: never fails, and is called exactly once for an accepted
/// event.
void evolve(TeamState& state, const Event& event);

/// Whether the escalation stage must hear of the event: offers, and that nobody is free.
[[nodiscard]] bool concerns_a_case(const Event& event);

}  // namespace escalon::queue
