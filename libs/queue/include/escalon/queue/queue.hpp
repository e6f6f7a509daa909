#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/queue/queue_policy.hpp"
#include "escalon/team/v1/team.pb.h"

/// The queue and the people of one team. Pure: the caller supplies `now` and the policy, and
/// carries out nothing but appending. Acknowledgements that fail to come are timed by the
/// escalation stage; here only rings are.
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

/// Kinds of timers, as DueTimer::kind tells them.
enum TimerKind : int {
  kRingTimer = 0,  ///< Waiting work reaches a ring.
};

/// What the team has to say about `input`. Empty when nothing changes, as for an event of an older
/// assignment or a command_id among the last 256. Never fails: a presence command that makes no
/// sense yields a PresenceRefused with the reason and what to do.
///
/// Work is given in the order of the team (priority, due instant, age; or age with credit) to the
/// person whom the team's strategy chooses among those who are present, have capacity, also for the
/// channel, have the skills and are not to be passed over. Whenever capacity frees or somebody
/// comes, work that waits is given out in the same decision. Every offer says why it is this
/// person.
///
/// Escalations that are opened with an intent that the team watches are counted; where so many come
/// that they are a surge, one parent is opened for them, and they and those after them belong to it
/// until it is closed or the intent has been quiet for as long as the rule's `within`.
[[nodiscard]] Events decide(const TeamState& state, const Input& input, absl::Time now,
                            const QueuePolicy& policy);

/// A timer of `timers(state)` has come due: work that has reached a ring by then asks for less
/// skill, and is given out. A stale generation yields nothing.
[[nodiscard]] Events decide(const TeamState& state, const Key& team_key, const DueTimer& timer,
                            const QueuePolicy& policy);

/// The only way a state changes. Total: never fails, and is called exactly once for an accepted
/// event.
void evolve(TeamState& state, const Event& event);

/// The instant at which this state wants to be woken: when the next waiting work reaches a ring.
[[nodiscard]] std::vector<DueTimer> timers(const TeamState& state);

/// How many escalations wait.
[[nodiscard]] int waiting_count(const TeamState& state);

/// Cases, without their tenant, whose escalation stage must hear of the event: of offers, of nobody
/// being free, and of surges. None for what the team keeps to itself.
[[nodiscard]] std::vector<std::string> concerned_cases(const Event& event);

}  // namespace escalon::queue
