#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "desk.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "surge.hpp"

namespace escalon::queue {
namespace {

using command::v1::Command;
using escalation::v1::EscalationEvent;
using team::v1::QueueItem;

constexpr std::array<std::string_view, 3> kPresences{"present", "away", "offline"};
constexpr int kCapacityMax = 1000;
constexpr double kThousand = 1000;
/// How much work one decision relaxes at most; what is left is due at once.
constexpr int kRelaxedMax = 100;

/// Why an escalation leaves the team's hands unsettled by that event; empty when it does not.
std::string_view leaving_reason(const EscalationEvent& event, const QueueItem& item) {
  switch (event.body_case()) {
    case EscalationEvent::kAcknowledgementTimedOut:
      return "timed_out";
    case EscalationEvent::kDeclined:
      return event.declined().person() == item.person() ? "declined" : std::string_view();
    case EscalationEvent::kReassigned:
      return "reassigned";
    case EscalationEvent::kRaised:
      return "raised";
    case EscalationEvent::kDeEscalated:
      return "de_escalated";
    case EscalationEvent::kWithdrawn:
      return event.withdrawn().abandoned() ? "abandoned" : "withdrawn";
    case EscalationEvent::kStepStarted:
      return "superseded";
    case EscalationEvent::kSurgeJoined:
      return "surge";
    default:
      return {};
  }
}

/// Who has taken the escalation by that event; empty when nobody has.
std::string holder_of(const EscalationEvent& event) {
  if (event.has_acknowledged()) {
    return event.acknowledged().person();
  }
  return event.accepted().person();
}

bool asks_team(const EscalationEvent& event, const std::string& team) {
  return std::ranges::any_of(
      event.step_started().targets(),
      [&](const escalation::v1::StepTarget& target) { return target.team() == team; });
}

QueueItem item_of(const EscalationEvent& event, std::string_view case_id) {
  QueueItem item;
  item.set_case_id(std::string(case_id));
  item.set_escalation_id(event.escalation_id());
  item.set_assignment(event.assignment());
  item.set_priority(event.step_started().priority());
  item.set_due_at_ms(event.step_started().due_at_ms());
  item.set_opened_at_ms(event.step_started().opened_at_ms());
  *item.mutable_not_to() = event.step_started().not_to();
  *item.mutable_terms()->mutable_skills() = event.step_started().skills();
  item.mutable_terms()->set_channel(event.step_started().channel());
  item.mutable_terms()->set_intent(event.step_started().intent());
  item.mutable_terms()->set_risk_thousandths(
      static_cast<std::int32_t>(std::lround(event.step_started().risk() * kThousand)));
  return item;
}

void take(Desk& desk, const QueueItem& item, const std::string& holder) {
  if (item.person() != holder) {
    desk.knows(holder) ? desk.take(item, holder) : desk.release(item, "taken");
  } else if (!item.kept()) {
    desk.keep(item);
  }
}

/// What the event means for an escalation that the team has.
void answer(Desk& desk, const QueueItem& item, const EscalationEvent& event, const TeamRule& team) {
  const std::string_view reason = leaving_reason(event, item);
  const std::string holder = holder_of(event);
  if (event.has_resolved()) {
    const auto& good = team.good_outcomes;
    desk.settle(item, std::ranges::find(good, event.resolved().outcome()) != good.end());
  } else if (!reason.empty()) {
    desk.release(item, reason);
  } else if (!holder.empty()) {
    take(desk, item, holder);
  }
}

Events decide_escalation(Desk& desk, const std::string& team, std::string_view case_id,
                         const EscalationEvent& event, const TeamRule& rule) {
  const QueueItem* item = desk.find(event.escalation_id());
  const bool is_new_step = event.has_step_started();
  const bool is_stale =
      item != nullptr && (event.assignment() < item->assignment() ||
                          (is_new_step && event.assignment() == item->assignment()));
  if (is_stale) {
    return desk.hand_out();
  }
  if (item != nullptr) {
    answer(desk, *item, event, rule);
  }
  if (is_new_step && asks_team(event, team)) {
    desk.enqueue(item_of(event, case_id));
  }
  return desk.hand_out();
}

/// Why nobody comes to a team that the policy does not know; empty where it is known, or where the
/// policy lists none.
std::string unknown_team(const std::string& team, const QueuePolicy& policy) {
  if (policy.teams.empty() || policy.teams.contains(team)) {
    return {};
  }
  std::vector<std::string_view> known;
  std::string list;
  for (const auto& [name, rule] : policy.teams) {
    known.emplace_back(name);
    absl::StrAppend(&list, list.empty() ? "" : ", ", name);
  }
  return absl::StrCat("The policy has no team ", team, did_you_mean(team, known), ". Teams: ", list,
                      ".");
}

std::string refusal_of(const command::v1::SetPresence& order, const TeamRule& team,
                       const QueuePolicy& policy) {
  if (order.person().empty()) {
    return "Nobody is named. Say whose presence it is (person).";
  }
  if (std::ranges::find(kPresences, std::string_view(order.presence())) == kPresences.end()) {
    return absl::StrCat("There is no presence '", order.presence(), "'",
                        did_you_mean(order.presence(), kPresences),
                        ". Give present, away or offline.");
  }
  if (order.capacity() < 0 || order.capacity() > kCapacityMax) {
    return absl::StrCat("A capacity of ", order.capacity(), " is not possible. Give 1 to ",
                        kCapacityMax, ", or 0 for the policy's.");
  }
  if (!policy.anyone_may_join && !team.people.contains(order.person())) {
    return absl::StrCat("The policy does not list ", order.person(), " in the team ", order.team(),
                        ". Add them to the policy, or name their home team.");
  }
  return {};
}

Events decide_presence(Desk& desk, const TeamState& state, const Input& input,
                       const command::v1::SetPresence& order, const TeamRule& team,
                       const QueuePolicy& policy) {
  const std::string command_id(input.id);
  if (std::ranges::find(state.command_ids(), command_id) != state.command_ids().end()) {
    return {};
  }
  // Whom a team had before a policy dropped it may still go.
  std::string reason =
      desk.knows(order.person()) ? std::string() : unknown_team(order.team(), policy);
  if (reason.empty()) {
    reason = refusal_of(order, team, policy);
  }
  if (!reason.empty()) {
    desk.refuse(order.person(), command_id, std::move(reason));
  } else {
    const int capacity =
        order.capacity() == 0 ? desk.usual_capacity(order.person()) : order.capacity();
    desk.set_presence(order.person(), order.presence(), capacity, command_id);
  }
  return desk.hand_out();
}

absl::Time issued_at(const Command& command, absl::Time now) {
  const auto& stamp = command.issued_at();
  return command.has_issued_at()
             ? absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos())
             : now;
}

const TeamRule& rule_of(const QueuePolicy& policy, const std::string& team) {
  static const TeamRule kUnlisted;
  const auto found = policy.teams.find(team);
  return found == policy.teams.end() ? kUnlisted : found->second;
}

}  // namespace

Events decide(const TeamState& state, const Input& input, absl::Time now,
              const QueuePolicy& policy) {
  const std::string team = split_key(input.team_key).name;
  const TeamRule& rule = rule_of(policy, team);
  if (const auto* escalation = std::get_if<const EscalationEvent*>(&input.body)) {
    Events events = judge_surge(state, input.team_key, input.case_id, **escalation, rule.surge);
    Desk desk(state, rule, policy, from_ms((*escalation)->effective_at_ms()));
    for (Event& event : decide_escalation(desk, team, input.case_id, **escalation, rule)) {
      events.push_back(std::move(event));
    }
    return events;
  }
  const Command& command = *std::get<const Command*>(input.body);
  if (!command.has_set_presence()) {
    return {};
  }
  Desk desk(state, rule, policy, issued_at(command, now));
  return decide_presence(desk, state, input, command.set_presence(), rule, policy);
}

Events decide(const TeamState& state, const Key& team_key, const DueTimer& timer,
              const QueuePolicy& policy) {
  const std::vector<DueTimer> armed = timers(state);
  if (armed.empty() || armed.front() != timer) {
    return {};
  }
  Desk desk(state, rule_of(policy, split_key(team_key).name), policy, timer.due);
  const std::int64_t due_ms = to_ms(timer.due);
  for (int i = 0; i < std::min(state.wakes_size(), kRelaxedMax); ++i) {
    const QueueItem* item = desk.find(state.wakes(i).escalation_id());
    if (state.wakes(i).at_ms() > due_ms || item == nullptr) {
      break;
    }
    desk.relax(*item);
  }
  return desk.hand_out();
}

}  // namespace escalon::queue
