#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "draft.hpp"
#include "escalon/base/instant.hpp"
#include "ladder.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

constexpr std::string_view kAcknowledgementPrefix = "acknowledgement/";
constexpr std::string_view kRetirementId = "retirement";

Events decide_unanswered(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
                         const EscalationPolicy& policy) {
  const std::string id(absl::StripPrefix(timer.id, piece(kAcknowledgementPrefix)));
  const v1::Escalation* escalation = find_escalation(state, id);
  if (escalation == nullptr || escalation->acknowledge_by_ms() == 0 ||
      escalation->assignment() != timer.generation) {
    return {};
  }
  const absl::Time due = from_ms(escalation->acknowledge_by_ms());
  Draft draft(state, due, now, policy);
  Event event = draft.about(id);
  v1::AcknowledgementTimedOut& timed_out = *event.mutable_acknowledgement_timed_out();
  timed_out.set_step(escalation->step());
  timed_out.set_person(escalation->person());
  timed_out.set_team(escalation->queue_team());
  draft.emit(std::move(event));
  climb(draft, id, due);
  return draft.take();
}

Events decide_retirement(const CaseEscalations& state, const DueTimer& timer,
                         const EscalationPolicy& policy) {
  if (timer.generation != static_cast<std::uint64_t>(state.story().retire_at_ms())) {
    return {};
  }
  const std::int64_t silent_until =
      state.story().last_event_at_ms() + absl::ToInt64Milliseconds(policy.retire_after);
  const bool open = std::ranges::any_of(state.escalations(), [](const v1::Escalation& escalation) {
    return is_open(escalation.status());
  });
  Draft draft(state, timer.due, timer.due, policy);
  Event event = draft.plain();
  if (!open && silent_until <= state.story().retire_at_ms()) {
    event.mutable_case_retired()->set_retired_at_ms(event.effective_at_ms());
    return {std::move(event)};
  }
  // The case has lived on since the timer was armed: look again later, at another instant.
  const std::int64_t later =
      state.story().retire_at_ms() + absl::ToInt64Milliseconds(policy.retire_after);
  const std::int64_t next = open ? std::max(silent_until, later) : silent_until;
  event.set_effective_at_ms(state.story().last_event_at_ms());
  event.mutable_story_noted()->set_retire_at_ms(next);
  event.mutable_story_noted()->set_sentiment(state.story().sentiment());
  return {std::move(event)};
}

}  // namespace

bool is_open(v1::EscalationStatus status) {
  return status == v1::ESCALATION_STATUS_OPEN || status == v1::ESCALATION_STATUS_ASSIGNED ||
         status == v1::ESCALATION_STATUS_ACKNOWLEDGED || status == v1::ESCALATION_STATUS_ACCEPTED;
}

Events decide(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
              const EscalationPolicy& policy) {
  return timer.kind == kAcknowledgementTimer ? decide_unanswered(state, timer, now, policy)
                                             : decide_retirement(state, timer, policy);
}

std::vector<DueTimer> timers(const CaseEscalations& state) {
  std::vector<DueTimer> due;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (escalation.acknowledge_by_ms() != 0) {
      due.push_back({absl::StrCat(piece(kAcknowledgementPrefix), escalation.escalation_id()),
                     escalation.assignment(), from_ms(escalation.acknowledge_by_ms()),
                     kAcknowledgementTimer});
    }
  }
  if (state.story().retire_at_ms() != 0) {
    due.push_back({std::string(kRetirementId),
                   static_cast<std::uint64_t>(state.story().retire_at_ms()),
                   from_ms(state.story().retire_at_ms()), kRetirementTimer});
  }
  return due;
}

std::vector<std::string> addressed_teams(const Event& event) {
  std::vector<std::string> teams;
  const auto add = [&](const std::string& team) {
    if (!team.empty() && std::ranges::find(teams, team) == teams.end()) {
      teams.push_back(team);
    }
  };
  add(event.queue_team());
  for (const v1::StepTarget& target : event.step_started().targets()) {
    add(target.team());
  }
  return teams;
}

}  // namespace escalon::escalation
