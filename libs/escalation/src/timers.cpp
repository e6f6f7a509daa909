#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "care.hpp"
#include "draft.hpp"
#include "escalon/base/instant.hpp"
#include "ladder.hpp"
#include "retirement.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

constexpr std::string_view kAcknowledgementPrefix = "acknowledgement/";
constexpr std::string_view kWindowPrefix = "window/";
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

Events decide_window(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
                     const EscalationPolicy& policy) {
  const std::string id(absl::StripPrefix(timer.id, piece(kWindowPrefix)));
  const v1::Escalation* escalation = find_escalation(state, id);
  const bool waits = escalation != nullptr && escalation->begins_at_ms() != 0 &&
                     escalation->assignment() == timer.generation;
  if (!waits) {
    return {};
  }
  const absl::Time due = from_ms(escalation->begins_at_ms());
  Draft draft(state, due, now, policy);
  begin_postponed(draft, id, due);
  return draft.take();
}

// How long the SLA stage has to say that a clock still runs: a day of thirty.
absl::Duration objection_time(const EscalationPolicy& policy) {
  return std::max(policy.retire_after / 30, absl::Milliseconds(1));
}

bool any_open(const CaseEscalations& state) {
  return std::ranges::any_of(state.escalations(), [](const v1::Escalation& escalation) {
    return is_open(escalation.status()) || owes_something(escalation);
  });
}

Events retire(Event event) {
  event.mutable_case_retired()->set_retired_at_ms(event.effective_at_ms());
  return {std::move(event)};
}

Events decide_retirement(const CaseEscalations& state, const DueTimer& timer,
                         const EscalationPolicy& policy) {
  const v1::CaseStory& story = state.story();
  if (timer.generation != static_cast<std::uint64_t>(story.retire_at_ms())) {
    return {};
  }
  const absl::Time looked_at = from_ms(story.retire_at_ms());
  const absl::Time silent_until = from_ms(story.last_event_at_ms()) + policy.retire_after;
  const Draft draft(state, timer.due, timer.due, policy);
  if (any_open(state)) {
    return look_later(draft, std::max(silent_until, looked_at + policy.retire_after), false);
  }
  if (silent_until > looked_at) {
    return look_later(draft, silent_until, false);
  }
  return story.leaving() ? retire(draft.plain())
                         : look_later(draft, looked_at + objection_time(policy), true);
}

}  // namespace

Events look_later(const Draft& draft, absl::Time when, bool leaving) {
  const v1::CaseStory& story = draft.state().story();
  Event event = draft.plain();
  event.set_effective_at_ms(story.last_event_at_ms());
  event.mutable_story_noted()->set_retire_at_ms(to_ms(when));
  event.mutable_story_noted()->set_sentiment(story.sentiment());
  event.mutable_story_noted()->set_risk(story.risk());
  event.mutable_story_noted()->set_leaving(leaving);
  return {std::move(event)};
}

bool is_open(v1::EscalationStatus status) {
  return status == v1::ESCALATION_STATUS_OPEN || status == v1::ESCALATION_STATUS_ASSIGNED ||
         status == v1::ESCALATION_STATUS_ACKNOWLEDGED || status == v1::ESCALATION_STATUS_ACCEPTED;
}

bool is_unseen(const v1::Escalation& escalation) {
  return escalation.status() == v1::ESCALATION_STATUS_OPEN ||
         escalation.status() == v1::ESCALATION_STATUS_ASSIGNED;
}

Events decide(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
              const EscalationPolicy& policy) {
  if (timer.kind >= kHoldTimer) {
    return decide_care(state, timer, now, policy);
  }
  switch (timer.kind) {
    case kAcknowledgementTimer:
      return decide_unanswered(state, timer, now, policy);
    case kWindowTimer:
      return decide_window(state, timer, now, policy);
    default:
      return decide_retirement(state, timer, policy);
  }
}

std::vector<DueTimer> timers(const CaseEscalations& state) {
  std::vector<DueTimer> due;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (escalation.acknowledge_by_ms() != 0) {
      due.push_back({absl::StrCat(piece(kAcknowledgementPrefix), escalation.escalation_id()),
                     escalation.assignment(), from_ms(escalation.acknowledge_by_ms()),
                     kAcknowledgementTimer});
    }
    if (escalation.begins_at_ms() != 0) {
      due.push_back({absl::StrCat(piece(kWindowPrefix), escalation.escalation_id()),
                     escalation.assignment(), from_ms(escalation.begins_at_ms()), kWindowTimer});
    }
    add_care_timers(escalation, due);
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
  add(event.surge_team());
  if (!event.opened().care().surge_intent().empty()) {
    add(event.opened().team());
  }
  for (const v1::StepTarget& target : event.step_started().targets()) {
    add(target.team());
  }
  return teams;
}

}  // namespace escalon::escalation
