#include "clock_level.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "draft.hpp"
#include "escalon/base/instant.hpp"
#include "open.hpp"
#include "urgency.hpp"

namespace escalon::escalation {
namespace {

using sla::v1::LevelReached;
using sla::v1::SlaEvent;

Reason reason_of(const SlaEvent& sla) {
  const LevelReached& level = sla.level_reached();
  Reason reason;
  reason.cause = level.before_due() ? v1::CAUSE_PREDICTED : v1::CAUSE_SLA_BREACH;
  reason.source_id = level.level_id();
  reason.clock = sla.clock();
  reason.clock_level = absl::StrCat(sla.clock(), "/", level.level());
  reason.detail = absl::StrCat(reason.clock_level, " ", level.at());
  reason.due_at_ms = level.due_at_ms();
  reason.raise_priority_to = level.raise_priority_to();
  return reason;
}

/// Escalations that are opened later take the priority of the story.
void raise_story(Draft& draft, int priority) {
  const v1::CaseStory& story = draft.state().story();
  if (story.priority() != 0 && story.priority() <= priority) {
    return;
  }
  Event event = draft.plain();
  event.mutable_story_noted()->set_priority(priority);
  event.mutable_story_noted()->set_sentiment(story.sentiment());
  event.mutable_story_noted()->set_risk(story.risk());
  draft.emit(std::move(event));
}

std::vector<std::string> less_urgent(const CaseEscalations& state, int priority) {
  std::vector<std::string> ids;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (is_open(escalation.status()) && escalation.priority() > priority) {
      ids.push_back(escalation.escalation_id());
    }
  }
  return ids;
}

/// The level has urged it before, and now asks for more.
void renew_cause(Draft& draft, const std::string& id, const Reason& reason) {
  const auto& causes = draft.escalation(id).causes();
  if (std::ranges::find(causes, reason.source_id, &v1::CauseRecord::source_id) == causes.end()) {
    return;
  }
  Event event = draft.about(id);
  event.mutable_cause_removed()->set_source_id(reason.source_id);
  event.mutable_cause_removed()->set_reason("it is reached anew, and asks for more");
  draft.emit(std::move(event));
}

void raise_priority(Draft& draft, const std::string& id, const Reason& reason) {
  renew_cause(draft, id, reason);
  Event event = draft.about(id);
  v1::CauseAdded& added = *event.mutable_cause_added();
  added.mutable_cause()->set_cause(reason.cause);
  added.mutable_cause()->set_source_id(reason.source_id);
  added.mutable_cause()->set_detail(reason.detail);
  added.mutable_cause()->set_at_ms(to_ms(draft.at()));
  added.set_rule(reason.clock_level);
  added.set_priority(reason.raise_priority_to);
  draft.emit(std::move(event));
  skip_levels(draft, id, {});
}

}  // namespace

Events decide_level_reached(const CaseEscalations& state, const Input& input, const SlaEvent& sla,
                            absl::Time now, const EscalationPolicy& policy) {
  const Reason reason = reason_of(sla);
  Draft draft(state, from_ms(sla.effective_at_ms()), now, policy);
  if (reason.raise_priority_to != 0) {
    raise_story(draft, reason.raise_priority_to);
  }
  if (sla.level_reached().escalates()) {
    escalate(draft, input, reason);
  }
  if (reason.raise_priority_to != 0) {
    for (const std::string& id : less_urgent(draft.state(), reason.raise_priority_to)) {
      raise_priority(draft, id, reason);
    }
  }
  if (!draft.state().escalations().empty()) {
    draft.arm_retirement();
  }
  return draft.take();
}

SlaEvent as_breach_withdrawn(const SlaEvent& sla) {
  SlaEvent withdrawn = sla;
  withdrawn.mutable_breach_withdrawn()->set_breach_id(sla.level_withdrawn().level_id());
  withdrawn.mutable_breach_withdrawn()->set_because_event_id(
      sla.level_withdrawn().because_event_id());
  return withdrawn;
}

}  // namespace escalon::escalation
