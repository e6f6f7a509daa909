#include "orders.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "care.hpp"
#include "escalon/base/suggest.hpp"
#include "ladder.hpp"
#include "owner.hpp"
#include "story.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

bool is_held(v1::EscalationStatus status) {
  return status == v1::ESCALATION_STATUS_ACKNOWLEDGED || status == v1::ESCALATION_STATUS_ACCEPTED;
}

std::string names_near(const std::string& name, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(name, views);
}

/// Whether the step asks somebody other than who declined.
bool others_are_asked(const v1::Escalation& escalation) {
  return std::ranges::any_of(escalation.targets(), [&](const v1::StepTarget& target) {
    return target.person().empty() ||
           !std::ranges::binary_search(escalation.declined(), target.person());
  });
}

/// Whether the step waits for that person's own acknowledgement.
bool is_to_acknowledge(const v1::Escalation& escalation, const std::string& person) {
  return escalation.each_must_acknowledge() &&
         std::ranges::find(escalation.targets(), person, &v1::StepTarget::person) !=
             escalation.targets().end() &&
         !std::ranges::binary_search(escalation.acknowledged_by(), person) &&
         !std::ranges::binary_search(escalation.declined(), person);
}

/// Whether it waits for the acknowledgement of anybody but that person.
bool others_are_to_acknowledge(const v1::Escalation& escalation, const std::string& person) {
  return std::ranges::any_of(escalation.targets(), [&](const v1::StepTarget& target) {
    return target.person() != person && is_to_acknowledge(escalation, target.person());
  });
}

/// Whether the escalation may be declined by that person.
bool is_asked(const v1::Escalation& escalation, const std::string& person) {
  if (escalation.person() == person || is_to_acknowledge(escalation, person)) {
    return true;
  }
  return escalation.person().empty() &&
         std::ranges::any_of(escalation.targets(), [&](const v1::StepTarget& target) {
           return target.person() == person || !target.everyone_of().empty();
         });
}

Refusal refuse_target(const v1::Escalation& escalation, const command::v1::Reassign& order,
                      const EscalationPolicy& policy) {
  if (order.to_team().empty() && order.to_person().empty()) {
    return "Nobody is named to give it to. Name a team or a person.";
  }
  if (Refusal unknown = refuse_unknown_team(order.to_team(), policy)) {
    return unknown;
  }
  if (order.to_team().empty() && order.to_person() == escalation.person()) {
    return absl::StrCat(order.to_person(), " has it already. There is nothing to do.");
  }
  return std::nullopt;
}

bool shares_a_cause(const v1::Escalation& one, const v1::Escalation& other) {
  return std::ranges::any_of(one.causes(), [&](const v1::CauseRecord& cause) {
    return std::ranges::any_of(other.causes(), [&](const v1::CauseRecord& its) {
      return its.source_id() == cause.source_id();
    });
  });
}

/// An open escalation that stands for the same as the closed one; null where there is none.
const v1::Escalation* rival_of(const v1::Escalation& closed, const CaseEscalations& state) {
  for (const v1::Escalation& other : state.escalations()) {
    if (is_open(other.status()) &&
        (other.team() == closed.team() || shares_a_cause(other, closed))) {
      return &other;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view status_name(v1::EscalationStatus status) {
  switch (status) {
    case v1::ESCALATION_STATUS_OPEN:
      return "open";
    case v1::ESCALATION_STATUS_ASSIGNED:
      return "assigned";
    case v1::ESCALATION_STATUS_ACKNOWLEDGED:
      return "acknowledged";
    case v1::ESCALATION_STATUS_ACCEPTED:
      return "accepted";
    case v1::ESCALATION_STATUS_RESOLVED:
      return "resolved";
    case v1::ESCALATION_STATUS_WITHDRAWN:
      return "withdrawn";
    default:
      return "unknown";
  }
}

Refusal refuse_unknown_team(const std::string& team, const EscalationPolicy& policy) {
  const auto& teams = policy.teams;
  if (team.empty() || teams.empty() || std::ranges::find(teams, team) != teams.end()) {
    return std::nullopt;
  }
  return absl::StrCat("The policy has no team ", team, names_near(team, teams),
                      ". Teams: ", absl::StrJoin(teams, ", "), ".");
}

bool is_held_by_other(const v1::Escalation& escalation, std::string_view person) {
  return is_held(escalation.status()) && escalation.person() != person;
}

std::string held_by_other(const v1::Escalation& escalation) {
  return absl::StrCat(escalation.person(), " has ", piece(status_name(escalation.status())),
                      " it already. Ask them, or reassign it.");
}

Refusal acknowledge(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  const bool joins = escalation.status() == v1::ESCALATION_STATUS_ACKNOWLEDGED &&
                     is_to_acknowledge(escalation, command.actor());
  if (is_held(escalation.status()) && !joins) {
    return escalation.person() == command.actor()
               ? absl::StrCat("You have ", piece(status_name(escalation.status())),
                              " it already. There is nothing to do.")
               : held_by_other(escalation);
  }
  Event event = draft.about(id);
  event.mutable_acknowledged()->set_person(command.actor());
  event.mutable_acknowledged()->set_others_are_asked(
      others_are_to_acknowledge(escalation, command.actor()));
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal accept(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (is_held_by_other(escalation, command.actor())) {
    return held_by_other(escalation);
  }
  if (escalation.status() == v1::ESCALATION_STATUS_ACCEPTED) {
    return "You have accepted it already. There is nothing to do.";
  }
  Event event = draft.about(id);
  event.mutable_accepted()->set_person(command.actor());
  event.mutable_accepted()->set_from_owner(owner_of(draft.state()));
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal decline(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& before = draft.escalation(id);
  if (!is_asked(before, command.actor())) {
    return absl::StrCat("You were not asked: ",
                        before.person().empty() ? "it is with nobody yet"
                                                : absl::StrCat(before.person(), " has it"),
                        ". Only who is asked can decline.");
  }
  const bool was_held = is_held(before.status());
  const bool had_it = before.person() == command.actor();
  Event event = draft.about(id);
  event.mutable_declined()->set_person(command.actor());
  event.mutable_declined()->set_reason(
      std::string(clip(command.decline().reason(), kStoryTextBytesMax)));
  event.mutable_declined()->set_team(before.queue_team());
  draft.emit(std::move(event));
  if (was_held && !had_it) {
    return std::nullopt;  // somebody else has it; only the pages end
  }
  const v1::Escalation& after = draft.escalation(id);
  if (!others_are_asked(after)) {
    climb_on(draft, id, draft.at());
  } else if (was_held || (had_it && !after.queue_team().empty())) {
    ask_again(draft, id, draft.at());
  }
  return std::nullopt;
}

Refusal reassign(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  const command::v1::Reassign& order = command.reassign();
  if (Refusal refusal = refuse_target(escalation, order, draft.policy())) {
    return refusal;
  }
  const std::string team = order.to_team().empty() ? escalation.team() : order.to_team();
  Event event = draft.about(id);
  v1::Reassigned& reassigned = *event.mutable_reassigned();
  reassigned.set_team(team);
  reassigned.set_person(order.to_person());
  reassigned.set_reason(std::string(clip(order.reason(), kStoryTextBytesMax)));
  reassigned.set_from_team(escalation.team());
  reassigned.set_type(team == escalation.team() ? escalation.type()
                                                : v1::ESCALATION_TYPE_FUNCTIONAL);
  draft.emit(std::move(event));
  const Target target = order.to_person().empty()
                            ? Target{Target::Kind::kTeamQueue, team}
                            : Target{Target::Kind::kPerson, order.to_person()};
  ask_instead(draft, id, target, draft.at());
  return std::nullopt;
}

Refusal raise(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (escalation.default_route()) {
    return "It is with the default supervisor route, and nobody is above. Reassign it to a team or "
           "a person instead.";
  }
  const int level = escalation.level() + 1;
  Event event = draft.about(id);
  event.mutable_raised()->set_level(level);
  event.mutable_raised()->set_reason(
      std::string(clip(command.raise().reason(), kStoryTextBytesMax)));
  event.mutable_raised()->set_promised_by_ms(promised_by_ms(draft, escalation));
  draft.emit(std::move(event));
  climb_to_level(draft, id, level, draft.at(), Windows::kIgnored);
  return std::nullopt;
}

Refusal de_escalate(Draft& draft, const std::string& id, const Command& command) {
  const int level = draft.escalation(id).level() - 1;
  Event event = draft.about(id);
  event.mutable_de_escalated()->set_level(level);
  event.mutable_de_escalated()->set_reason(
      std::string(clip(command.de_escalate().reason(), kStoryTextBytesMax)));
  draft.emit(std::move(event));
  if (level > 0) {
    descend_to_level(draft, id, level, draft.at());
    return std::nullopt;
  }
  // Nobody above the agent has it any more: it has ended here.
  Event resolved = draft.about(id);
  resolved.mutable_resolved()->set_outcome("returned_to_agent");
  resolved.mutable_resolved()->set_settled_by(command.actor());
  set_after_care(*resolved.mutable_resolved(), draft, AskRootCause::kNo);
  draft.emit(std::move(resolved));
  return std::nullopt;
}

Refusal resolve(Draft& draft, const std::string& id, const Command& command) {
  const command::v1::Resolve& order = command.resolve();
  const auto& outcomes = draft.policy().outcomes;
  if (std::ranges::find(outcomes, order.outcome()) == outcomes.end()) {
    return absl::StrCat(order.outcome().empty()
                            ? "The outcome is missing"
                            : absl::StrCat("There is no outcome ", order.outcome()),
                        names_near(order.outcome(), outcomes),
                        ". Give one of: ", absl::StrJoin(outcomes, ", "), ".");
  }
  Event event = draft.about(id);
  v1::Resolved& resolved = *event.mutable_resolved();
  resolved.set_outcome(order.outcome());
  resolved.set_root_cause(std::string(clip(order.root_cause(), kStoryTextBytesMax)));
  resolved.set_note(std::string(clip(order.note(), 4 * kStoryTextBytesMax)));
  resolved.set_compensation(std::string(clip(order.compensation(), kStoryTextBytesMax)));
  if (order.has_avoidable()) {
    resolved.set_avoidable(order.avoidable());
  }
  resolved.set_settled_by(command.actor());
  set_after_care(resolved, draft, AskRootCause::kYes);
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal note_root_cause(Draft& draft, const std::string& id, const Command& command) {
  const command::v1::NoteRootCause& order = command.note_root_cause();
  const v1::EscalationStatus status = draft.escalation(id).status();
  if (is_open(status)) {
    return absl::StrCat("The escalation is ", piece(status_name(status)),
                        ". Give the root cause when you resolve it.");
  }
  if (order.root_cause().empty() && order.compensation().empty() && !order.has_avoidable()) {
    return "Nothing is told. Give a root cause, a compensation, or whether it was avoidable.";
  }
  Event event = draft.about(id);
  v1::RootCauseNoted& noted = *event.mutable_root_cause_noted();
  noted.set_root_cause(std::string(clip(order.root_cause(), kStoryTextBytesMax)));
  noted.set_compensation(std::string(clip(order.compensation(), kStoryTextBytesMax)));
  if (order.has_avoidable()) {
    noted.set_avoidable(order.avoidable());
  }
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal reopen(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (is_open(escalation.status())) {
    return absl::StrCat("The escalation is ", piece(status_name(escalation.status())),
                        ", not closed. There is nothing to do.");
  }
  if (const v1::Escalation* other = rival_of(escalation, draft.state())) {
    return absl::StrCat("The case has another escalation open for the same team or cause: ",
                        other->escalation_id(), ". Use that one.");
  }
  Event event = draft.about(id);
  event.mutable_reopened()->set_reason(
      std::string(clip(command.reopen().reason(), kStoryTextBytesMax)));
  event.mutable_reopened()->set_promised_by_ms(promised_by_ms(draft, escalation));
  draft.emit(std::move(event));
  begin_ladder(draft, id, draft.at());
  return std::nullopt;
}

}  // namespace escalon::escalation
