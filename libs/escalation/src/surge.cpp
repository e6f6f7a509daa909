#include "surge.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "care.hpp"
#include "escalon/base/instant.hpp"
#include "ladder.hpp"
#include "story.hpp"
#include "urgency.hpp"

namespace escalon::escalation {
namespace {

using team::v1::TeamEvent;

/// The rule of an escalation that stands for a surge.
constexpr std::string_view kSurge = "surge";

const SurgeRule& rule_of(const EscalationPolicy& policy, const std::string& team) {
  static const SurgeRule kGone;
  const auto found = policy.care.surges.find(team);
  return found == policy.care.surges.end() ? kGone : found->second;
}

const v1::Escalation* parent_of(const CaseEscalations& state, const std::string& surge_id) {
  for (const v1::Escalation& escalation : state.escalations()) {
    if (escalation.care().surge_id() == surge_id) {
      return &escalation;
    }
  }
  return nullptr;
}

void tell_story(Draft& draft, const team::v1::SurgeOpened& surge) {
  Event event = draft.plain();
  v1::StoryNoted& noted = *event.mutable_story_noted();
  noted.set_speaker("platform");
  noted.set_text(absl::StrCat("a surge: ", surge.count(), " cases of ", surge.intent(), " within ",
                              format_duration(absl::Milliseconds(surge.within_ms()))));
  noted.set_is_issue(true);
  noted.set_intent(surge.intent());
  noted.set_retire_at_ms(to_ms(draft.at() + draft.policy().retire_after));
  draft.emit(std::move(event));
}

Event parent_event(const Draft& draft, const Input& input, const team::v1::SurgeOpened& surge) {
  const SurgeRule& rule = rule_of(draft.policy(), surge.team());
  Event event = draft.plain();
  event.set_escalation_id(derive_id({"escalation", input.case_key.str(), surge.surge_id()}));
  v1::Opened& opened = *event.mutable_opened();
  opened.set_type(v1::ESCALATION_TYPE_PRIORITY);
  opened.set_automatic(true);
  opened.mutable_cause()->set_cause(v1::CAUSE_CRITICAL_EVENT);
  opened.mutable_cause()->set_source_id(surge.surge_id());
  opened.mutable_cause()->set_detail(absl::StrCat(surge.count(), " cases of ", surge.intent()));
  opened.mutable_cause()->set_at_ms(to_ms(draft.at()));
  opened.set_rule(std::string(kSurge));
  opened.set_team(surge.team());
  opened.set_level(std::max(rule.level, urgent_level(draft.policy(), rule.ladder, rule.priority)));
  opened.set_priority(rule.priority);
  opened.set_ladder(rule.ladder);
  *opened.mutable_handover() = make_handover(draft.state().story(), "");
  opened.mutable_care()->set_surge_id(surge.surge_id());
  opened.mutable_care()->set_surge_team(surge.team());
  set_manager(*opened.mutable_care(), draft.policy(), split_key(input.case_key).tenant);
  return event;
}

void open_parent(Draft& draft, const Input& input, const team::v1::SurgeOpened& surge) {
  if (parent_of(draft.state(), surge.surge_id()) != nullptr) {
    return;
  }
  tell_story(draft, surge);
  Event event = parent_event(draft, input, surge);
  const std::string id = event.escalation_id();
  draft.emit(std::move(event));
  begin_ladder(draft, id, draft.at());
}

void grow(Draft& draft, const TeamEvent& team) {
  const v1::Escalation* parent = parent_of(draft.state(), team.surge_member().surge_id());
  if (parent == nullptr || !is_open(parent->status())) {
    return;
  }
  Event event = draft.about(parent->escalation_id());
  event.mutable_surge_grew()->set_case_id(team.case_id());
  event.mutable_surge_grew()->set_count(team.surge_member().count());
  draft.emit(std::move(event));
}

// Who has it already keeps it: nobody is paged for it any more.
void join(Draft& draft, const TeamEvent& team) {
  const v1::Escalation* escalation = find_escalation(draft.state(), team.escalation_id());
  if (escalation == nullptr || !is_unseen(*escalation)) {
    return;
  }
  Event event = draft.about(escalation->escalation_id());
  event.mutable_surge_joined()->set_surge_id(team.surge_member().surge_id());
  event.mutable_surge_joined()->set_parent_case_id(team.surge_member().parent_case_id());
  event.mutable_surge_joined()->set_intent(team.surge_member().intent());
  draft.emit(std::move(event));
}

bool settles(const Draft& draft, const v1::Escalation& escalation, const std::string& outcome) {
  const auto& outcomes = draft.policy().outcomes;
  return rule_of(draft.policy(), escalation.team()).settles_members &&
         std::ranges::find(outcomes, outcome) != outcomes.end();
}

void end(Draft& draft, const std::string& id, const TeamEvent& team) {
  const std::string& outcome = team.surge_closed().outcome();
  Event ended = draft.about(id);
  ended.mutable_surge_ended()->set_surge_id(team.surge_closed().surge_id());
  ended.mutable_surge_ended()->set_outcome(outcome);
  draft.emit(std::move(ended));
  const v1::Escalation& escalation = draft.escalation(id);
  if (!settles(draft, escalation, outcome)) {
    begin_ladder(draft, id, draft.at());
    return;
  }
  Event resolved = draft.about(id);
  resolved.mutable_resolved()->set_outcome(outcome);
  resolved.mutable_resolved()->set_note(absl::StrCat("with ", team.case_id()));
  set_after_care(*resolved.mutable_resolved(), draft, AskRootCause::kNo);
  draft.emit(std::move(resolved));
}

std::vector<std::string> members_of(const CaseEscalations& state, const std::string& parent_case) {
  std::vector<std::string> ids;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (is_open(escalation.status()) && escalation.care().surge_case_id() == parent_case) {
      ids.push_back(escalation.escalation_id());
    }
  }
  return ids;
}

}  // namespace

bool speaks_of_surge(const TeamEvent& team) {
  return team.has_surge_opened() || team.has_surge_member() || team.has_surge_closed();
}

Events decide_surge(const CaseEscalations& state, const Input& input, const TeamEvent& team,
                    absl::Time now, const EscalationPolicy& policy) {
  Draft draft(state, from_ms(team.effective_at_ms()), now, policy);
  const std::string case_id = split_key(input.case_key).name;
  if (team.has_surge_opened()) {
    open_parent(draft, input, team.surge_opened());
  } else if (team.has_surge_closed()) {
    for (const std::string& id : members_of(state, team.case_id())) {
      end(draft, id, team);
    }
  } else if (case_id == team.surge_member().parent_case_id()) {
    grow(draft, team);
  } else {
    join(draft, team);
  }
  return draft.take();
}

void watch_for_surge(v1::Opened& opened, const Draft& draft) {
  const std::string& intent = draft.state().story().intent();
  const auto found = draft.policy().care.surges.find(opened.team());
  if (intent.empty() || found == draft.policy().care.surges.end()) {
    return;
  }
  const SurgeRule& rule = found->second;
  const bool watched = std::ranges::any_of(
      rule.intents, [&](const std::string& entry) { return entry == intent || entry == "*"; });
  if (!watched) {
    return;
  }
  opened.mutable_care()->set_surge_intent(intent);
  if (rule.hold > absl::ZeroDuration()) {
    opened.mutable_care()->set_hold_until_ms(to_ms(draft.at() + rule.hold));
  }
}

}  // namespace escalon::escalation
