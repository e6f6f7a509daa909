#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "desk.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"

namespace escalon::queue {
namespace {

using command::v1::Command;
using escalation::v1::EscalationEvent;
using team::v1::QueueItem;

constexpr std::array<std::string_view, 3> kPresences{"present", "away", "offline"};
constexpr int kCapacityMax = 1000;

/// Why an escalation leaves the queue by that event; empty when it does not.
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
    case EscalationEvent::kResolved:
      return "resolved";
    case EscalationEvent::kWithdrawn:
      return "withdrawn";
    case EscalationEvent::kStepStarted:
      return "superseded";
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
  return item;
}

void take(Desk& desk, const QueueItem& item, const std::string& holder) {
  if (item.person() != holder) {
    desk.knows(holder) ? desk.take(item, holder) : desk.release(item, "taken");
  } else if (!item.kept()) {
    desk.keep(item);
  }
}

Events decide_escalation(Desk& desk, const std::string& team, std::string_view case_id,
                         const EscalationEvent& event) {
  const QueueItem* item = desk.find(event.escalation_id());
  const bool is_new_step = event.has_step_started();
  const bool is_stale =
      item != nullptr && (event.assignment() < item->assignment() ||
                          (is_new_step && event.assignment() == item->assignment()));
  if (is_stale) {
    return desk.hand_out();
  }
  if (item != nullptr) {
    const std::string_view reason = leaving_reason(event, *item);
    const std::string holder = holder_of(event);
    if (!reason.empty()) {
      desk.release(*item, reason);
    } else if (!holder.empty()) {
      take(desk, *item, holder);
    }
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
  const bool listed =
      std::ranges::find(team.people, order.person(), &PersonRule::name) != team.people.end();
  if (!policy.anyone_may_join && !listed) {
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
    Desk desk(state, rule, policy, from_ms((*escalation)->effective_at_ms()));
    return decide_escalation(desk, team, input.case_id, **escalation);
  }
  const Command& command = *std::get<const Command*>(input.body);
  if (!command.has_set_presence()) {
    return {};
  }
  Desk desk(state, rule, policy, issued_at(command, now));
  return decide_presence(desk, state, input, command.set_presence(), rule, policy);
}

}  // namespace escalon::queue
