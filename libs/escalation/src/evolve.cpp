#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "care.hpp"
#include "escalon/escalation/escalation.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using google::protobuf::RepeatedPtrField;

void insert_sorted(RepeatedPtrField<std::string>& list, const std::string& entry) {
  const auto place = std::lower_bound(list.begin(), list.end(), entry);
  if (entry.empty() || (place != list.end() && *place == entry)) {
    return;
  }
  const auto index = static_cast<int>(place - list.begin());
  list.Add(std::string(entry));
  for (int at = list.size() - 1; at > index; --at) {
    list.SwapElements(at, at - 1);
  }
}

v1::Escalation* find(CaseEscalations& state, const std::string& id) {
  for (v1::Escalation& escalation : *state.mutable_escalations()) {
    if (escalation.escalation_id() == id) {
      return &escalation;
    }
  }
  return nullptr;
}

/// Notes where the escalation is now, if that is not where it was.
void note_path(v1::Escalation& escalation, const std::string& team) {
  std::string place = absl::StrCat(team, "/", escalation.level());
  const int size = escalation.path_size();
  if (size == 0 || escalation.path(size - 1) != place) {
    escalation.add_path(std::move(place));
  }
}

/// Nobody is asked any more.
void end_assignment(v1::Escalation& escalation) {
  escalation.clear_person();
  escalation.clear_acknowledge_by_ms();
  escalation.clear_begins_at_ms();
  escalation.clear_queue_team();
  escalation.clear_targets();
}

void evolve_opened(CaseEscalations& state, const Event& event) {
  const v1::Opened& opened = event.opened();
  v1::Escalation& escalation = *state.add_escalations();
  escalation.set_escalation_id(event.escalation_id());
  escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  escalation.set_type(opened.type());
  escalation.set_automatic(opened.automatic());
  *escalation.add_causes() = opened.cause();
  escalation.set_rule(opened.rule());
  escalation.set_team(opened.team());
  escalation.set_level(opened.level());
  escalation.set_entry_level(opened.level());
  escalation.set_priority(opened.priority());
  escalation.set_ladder(opened.ladder());
  escalation.set_opened_at_ms(event.effective_at_ms());
  escalation.set_due_at_ms(opened.due_at_ms());
  escalation.set_asked_by(opened.asked_by());
  if (opened.has_care()) {
    *escalation.mutable_care() = opened.care();
  }
  note_path(escalation, opened.team());
}

/// Assigned where people are asked directly, open where a queue has yet to choose somebody.
void set_asked_status(v1::Escalation& escalation) {
  const bool direct =
      std::any_of(escalation.targets().begin(), escalation.targets().end(),
                  [](const v1::StepTarget& target) { return target.team().empty(); });
  escalation.set_status(direct ? v1::ESCALATION_STATUS_ASSIGNED : v1::ESCALATION_STATUS_OPEN);
}

void evolve_targets(v1::Escalation& escalation, const v1::StepStarted& started) {
  *escalation.mutable_targets() = started.targets();
  escalation.clear_person();
  escalation.clear_queue_team();
  for (const v1::StepTarget& target : started.targets()) {
    if (!target.team().empty()) {
      escalation.set_queue_team(target.team());
    }
  }
  set_asked_status(escalation);
  if (started.targets_size() == 1) {
    escalation.set_person(started.targets(0).person());
  }
}

/// The place on the ladder where the escalation is now; a new round asks everyone anew.
void move_to(v1::Escalation& escalation, int step, int round, bool default_route) {
  if (round != escalation.round() || default_route != escalation.default_route()) {
    escalation.clear_unanswered();
  }
  escalation.set_step(step);
  escalation.set_round(round);
  escalation.set_default_route(default_route);
}

void evolve_postponed(v1::Escalation& escalation, const Event& event) {
  const v1::StepPostponed& postponed = event.step_postponed();
  end_assignment(escalation);
  move_to(escalation, postponed.step(), postponed.round(), false);
  escalation.set_attempt(postponed.attempt());
  escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  escalation.set_assignment(event.assignment());
  escalation.set_begins_at_ms(postponed.begins_at_ms());
}

void evolve_skipped(v1::Escalation& escalation, const v1::StepSkipped& skipped) {
  move_to(escalation, skipped.step(), skipped.round(), false);
  escalation.clear_begins_at_ms();
}

void evolve_step(v1::Escalation& escalation, const Event& event) {
  const v1::StepStarted& started = event.step_started();
  move_to(escalation, started.step(), started.round(), started.default_route());
  escalation.set_attempt(started.attempt());
  escalation.clear_begins_at_ms();
  escalation.set_level(started.level());
  escalation.set_assignment(event.assignment());
  escalation.set_acknowledge_by_ms(started.acknowledge_by_ms());
  escalation.set_each_must_acknowledge(started.each_must_acknowledge());
  escalation.clear_acknowledged_by();
  evolve_targets(escalation, started);
  if (escalation.status() == v1::ESCALATION_STATUS_ASSIGNED && escalation.assigned_at_ms() == 0) {
    escalation.set_assigned_at_ms(event.effective_at_ms());
  }
  note_path(escalation,
            escalation.queue_team().empty() ? escalation.team() : escalation.queue_team());
}

void evolve_assigned(v1::Escalation& escalation, const Event& event) {
  escalation.set_status(v1::ESCALATION_STATUS_ASSIGNED);
  escalation.set_person(event.assigned().person());
  if (escalation.assigned_at_ms() == 0) {
    escalation.set_assigned_at_ms(event.effective_at_ms());
  }
}

void evolve_held(v1::Escalation& escalation, const Event& event, const std::string& person,
                 v1::EscalationStatus status) {
  escalation.set_status(status);
  escalation.set_person(person);
  escalation.clear_acknowledge_by_ms();
  escalation.clear_begins_at_ms();
  if (escalation.acknowledged_at_ms() == 0) {
    escalation.set_acknowledged_at_ms(event.effective_at_ms());
  }
}

void evolve_acknowledged(v1::Escalation& escalation, const Event& event) {
  const std::string& person = event.acknowledged().person();
  if (escalation.each_must_acknowledge()) {
    insert_sorted(*escalation.mutable_acknowledged_by(), person);
  }
  if (escalation.status() != v1::ESCALATION_STATUS_ACKNOWLEDGED) {
    evolve_held(escalation, event, person, v1::ESCALATION_STATUS_ACKNOWLEDGED);
  }
}

void evolve_nobody(v1::Escalation& escalation, const v1::NobodyAvailable& nobody) {
  if (!escalation.queue_team().empty() && escalation.queue_team() == nobody.team()) {
    escalation.clear_person();
    set_asked_status(escalation);
  }
  if (nobody.exhausted()) {
    end_assignment(escalation);
    escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  }
}

void evolve_accepted(v1::Escalation& escalation, const Event& event) {
  evolve_held(escalation, event, event.accepted().person(), v1::ESCALATION_STATUS_ACCEPTED);
  escalation.set_accepted_at_ms(event.effective_at_ms());
}

void evolve_closed(v1::Escalation& escalation, const Event& event) {
  end_assignment(escalation);
  escalation.clear_helping_teams();
  if (event.has_withdrawn()) {
    escalation.set_status(v1::ESCALATION_STATUS_WITHDRAWN);
    escalation.set_withdrawn_at_ms(event.effective_at_ms());
  } else {
    escalation.set_status(v1::ESCALATION_STATUS_RESOLVED);
    escalation.set_resolved_at_ms(event.effective_at_ms());
    escalation.set_outcome(event.resolved().outcome());
  }
}

void evolve_reopened(v1::Escalation& escalation) {
  escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  escalation.clear_resolved_at_ms();
  escalation.clear_withdrawn_at_ms();
  escalation.clear_outcome();
  escalation.clear_default_route();
  escalation.clear_step();
  escalation.clear_round();
  escalation.clear_attempt();
  escalation.clear_declined();
  escalation.clear_unanswered();
}

void remove_cause(v1::Escalation& escalation, const std::string& source_id) {
  auto& causes = *escalation.mutable_causes();
  causes.erase(
      std::remove_if(causes.begin(), causes.end(),
                     [&](const v1::CauseRecord& cause) { return cause.source_id() == source_id; }),
      causes.end());
}

void remove_helper(v1::Escalation& escalation, const std::string& team) {
  auto& helping = *escalation.mutable_helping_teams();
  helping.erase(std::remove(helping.begin(), helping.end(), team), helping.end());
}

void evolve_reassigned(v1::Escalation& escalation, const v1::Reassigned& reassigned) {
  end_assignment(escalation);
  remove_helper(escalation, reassigned.team());
  escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  escalation.set_team(reassigned.team());
  escalation.set_type(reassigned.type());
}

v1::EscalationType type_after(const v1::Raised& raised) {
  return raised.type() == v1::ESCALATION_TYPE_UNSPECIFIED ? v1::ESCALATION_TYPE_HIERARCHICAL
                                                          : raised.type();
}

void evolve_cause(v1::Escalation& escalation, const v1::CauseAdded& added) {
  *escalation.add_causes() = added.cause();
  escalation.set_priority(added.priority());
  if (escalation.asked_by().empty()) {
    escalation.set_asked_by(added.asked_by());
  }
}

void evolve_level(v1::Escalation& escalation, int level, v1::EscalationType type) {
  end_assignment(escalation);
  escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  escalation.set_level(level);
  escalation.set_entry_level(level);
  escalation.set_type(type);
  escalation.clear_default_route();
}

void evolve_declined(v1::Escalation& escalation, const v1::Declined& declined) {
  insert_sorted(*escalation.mutable_declined(), declined.person());
  if (escalation.person() == declined.person()) {
    escalation.clear_person();
    escalation.set_status(v1::ESCALATION_STATUS_OPEN);
  }
}

void evolve_escalation(v1::Escalation& escalation, const Event& event) {
  switch (event.body_case()) {
    case Event::kCauseAdded:
      return evolve_cause(escalation, event.cause_added());
    case Event::kCauseRemoved:
      return remove_cause(escalation, event.cause_removed().source_id());
    case Event::kStepStarted:
      return evolve_step(escalation, event);
    case Event::kAssigned:
      return evolve_assigned(escalation, event);
    case Event::kAcknowledgementTimedOut:
      insert_sorted(*escalation.mutable_unanswered(), event.acknowledgement_timed_out().person());
      escalation.set_status(v1::ESCALATION_STATUS_OPEN);
      return end_assignment(escalation);
    case Event::kAcknowledged:
      return evolve_acknowledged(escalation, event);
    case Event::kAccepted:
      return evolve_accepted(escalation, event);
    case Event::kDeclined:
      return evolve_declined(escalation, event.declined());
    case Event::kReassigned:
      return evolve_reassigned(escalation, event.reassigned());
    case Event::kRaised:
      return evolve_level(escalation, event.raised().level(), type_after(event.raised()));
    case Event::kDeEscalated:
      return evolve_level(escalation, event.de_escalated().level(), escalation.type());
    case Event::kResolved:
    case Event::kWithdrawn:
      return evolve_closed(escalation, event);
    case Event::kReopened:
      return evolve_reopened(escalation);
    case Event::kNobodyAvailable:
      return evolve_nobody(escalation, event.nobody_available());
    case Event::kStepPostponed:
      return evolve_postponed(escalation, event);
    case Event::kStepSkipped:
      return evolve_skipped(escalation, event.step_skipped());
    case Event::kHelpAsked:
      return insert_sorted(*escalation.mutable_helping_teams(), event.help_asked().team());
    case Event::kHelpEnded:
      return remove_helper(escalation, event.help_ended().team());
    case Event::kSurgeJoined:
      end_assignment(escalation);
      return escalation.set_status(v1::ESCALATION_STATUS_OPEN);
    default:
      return;
  }
}

/// A hand-over of the escalation to another team counts as a transfer of the contact does.
bool changes_team(const Event& event) {
  return event.has_reassigned() && !event.reassigned().from_team().empty() &&
         event.reassigned().from_team() != event.reassigned().team();
}

}  // namespace

void evolve(CaseEscalations& state, const Event& event) {
  if (event.has_case_retired()) {
    state.Clear();
    return;
  }
  insert_sorted(*state.mutable_command_ids(), event.command_id());
  if (event.has_story_noted()) {
    evolve_story(*state.mutable_story(), event.story_noted(), event.effective_at_ms());
    return;
  }
  if (event.has_opened()) {
    evolve_opened(state, event);
  } else if (v1::Escalation* escalation = find(state, event.escalation_id())) {
    evolve_escalation(*escalation, event);
    evolve_care(*escalation, event);
  }
  if (changes_team(event)) {
    state.mutable_story()->set_transfers(state.story().transfers() + 1);
  }
  if (const std::string line = story_line(event); !line.empty()) {
    add_line(*state.mutable_story(), event.effective_at_ms(), line);
  }
}

}  // namespace escalon::escalation
