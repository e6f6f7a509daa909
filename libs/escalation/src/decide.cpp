#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "care.hpp"
#include "clock_level.hpp"
#include "commands.hpp"
#include "draft.hpp"
#include "escalon/base/instant.hpp"
#include "instants.hpp"
#include "ladder.hpp"
#include "open.hpp"
#include "retirement.hpp"
#include "story.hpp"
#include "surge.hpp"

namespace escalon::escalation {
namespace {

using classification::v1::ClassificationEvent;
using classification::v1::Classified;
using sla::v1::SlaEvent;
using team::v1::TeamEvent;

/// How a contact left its queue whose customer gave up.
constexpr std::string_view kAbandoned = "abandoned";

Event story_event(v1::StoryNoted noted, absl::Time at) {
  Event event;
  event.set_effective_at_ms(to_ms(at));
  *event.mutable_story_noted() = std::move(noted);
  return event;
}

/// Escalations that end since the customer, who was on the line for them, gave up.
std::vector<std::string> given_up(const CaseEscalations& state, const Classified& classified,
                                  const EscalationPolicy& policy) {
  std::vector<std::string> ids;
  if (classified.contact().dequeued().outcome() != kAbandoned) {
    return ids;
  }
  for (const v1::Escalation& escalation : state.escalations()) {
    const bool held_back =
        escalation.care().hold_until_ms() != 0 || !escalation.care().surge_case_id().empty();
    const auto queue = policy.queues.find(held_back ? escalation.team() : escalation.queue_team());
    if (is_unseen(escalation) && queue != policy.queues.end() && queue->second.live) {
      ids.push_back(escalation.escalation_id());
    }
  }
  return ids;
}

void give_up(Draft& draft, const std::string& id) {
  Event event = draft.about(id);
  event.mutable_withdrawn()->set_reason("the customer gave up waiting");
  event.mutable_withdrawn()->set_abandoned(true);
  draft.emit(std::move(event));
}

Events decide_classified(const CaseEscalations& state, const Input& input,
                         const Classified& classified, absl::Time now,
                         const EscalationPolicy& policy) {
  const absl::Time at = occurred_at(classified);
  std::optional<v1::StoryNoted> change =
      story_change(state.story(), classified, policy.retire_after);
  std::vector<Reason> reasons = reasons_of(state, classified, policy);
  std::erase_if(reasons, [&](const Reason& reason) { return is_known(state, reason); });
  const std::vector<std::string> ending = given_up(state, classified, policy);
  const std::vector<std::string> kept = kept_promises(state, classified);
  if (reasons.empty() && ending.empty() && kept.empty()) {
    Events events;
    if (change) {
      events.push_back(story_event(*std::move(change), at));
    }
    return events;
  }
  Draft draft(state, at, now, policy);
  if (change) {
    draft.emit(story_event(*std::move(change), at));
  }
  for (const std::string& id : ending) {
    give_up(draft, id);
  }
  for (const std::string& id : kept) {
    keep_promise(draft, id);
  }
  for (const Reason& reason : reasons) {
    escalate(draft, input, reason);
  }
  draft.arm_retirement();
  return draft.take();
}

Events decide_breached(const CaseEscalations& state, const Input& input, const SlaEvent& sla,
                       absl::Time now, const EscalationPolicy& policy) {
  Reason reason;
  reason.cause = v1::CAUSE_SLA_BREACH;
  reason.source_id = sla.breached().breach_id();
  reason.clock = sla.clock();
  reason.detail = absl::StrCat(sla.clock(), " ", sla.breached().target());
  reason.due_at_ms = sla.breached().due_at_ms();
  Draft draft(state, from_ms(sla.effective_at_ms()), now, policy);
  escalate(draft, input, reason);
  if (!draft.state().escalations().empty()) {
    draft.arm_retirement();
  }
  return draft.take();
}

bool has_cause(const v1::Escalation& escalation, const std::string& source_id) {
  return std::ranges::any_of(escalation.causes(), [&](const v1::CauseRecord& cause) {
    return cause.source_id() == source_id;
  });
}

/// Takes the cause back, and ends an escalation that has none left and that nobody has seen.
void withdraw(Draft& draft, const std::string& id, const SlaEvent& sla) {
  const std::string reason = absl::StrCat("the breach of ", sla.clock(), " was taken back");
  const v1::Escalation& before = draft.escalation(id);
  const bool is_last = before.causes_size() == 1 && is_open(before.status());
  Event removed = draft.about(id);
  if (is_last && !is_unseen(before)) {
    removed.mutable_cause_removed()->set_kept_by(before.person());
  }
  removed.mutable_cause_removed()->set_source_id(sla.breach_withdrawn().breach_id());
  removed.mutable_cause_removed()->set_reason(reason);
  draft.emit(std::move(removed));
  const v1::Escalation& escalation = draft.escalation(id);
  if (escalation.causes().empty() && is_unseen(escalation)) {
    Event withdrawn = draft.about(id);
    withdrawn.mutable_withdrawn()->set_reason(reason);
    draft.emit(std::move(withdrawn));
  }
}

Events decide_breach_withdrawn(const CaseEscalations& state, const SlaEvent& sla, absl::Time now,
                               const EscalationPolicy& policy) {
  Draft draft(state, from_ms(sla.effective_at_ms()), now, policy);
  for (const v1::Escalation& escalation : state.escalations()) {
    if (has_cause(escalation, sla.breach_withdrawn().breach_id())) {
      withdraw(draft, escalation.escalation_id(), sla);
    }
  }
  return draft.take();
}

Events decide_sla(const CaseEscalations& state, const Input& input, const SlaEvent& sla,
                  absl::Time now, const EscalationPolicy& policy) {
  if (sla.has_breached()) {
    return decide_breached(state, input, sla, now, policy);
  }
  if (sla.has_level_reached()) {
    return decide_level_reached(state, input, sla, now, policy);
  }
  if (sla.has_level_withdrawn()) {
    return decide_breach_withdrawn(state, as_breach_withdrawn(sla), now, policy);
  }
  if (sla.has_clocks_run() && state.story().leaving()) {
    const Draft draft(state, now, now, policy);
    return look_later(draft, from_ms(state.story().retire_at_ms()) + policy.retire_after, false);
  }
  return sla.has_breach_withdrawn() ? decide_breach_withdrawn(state, sla, now, policy) : Events();
}

void assign(Draft& draft, const std::string& id, const TeamEvent& team) {
  Event event = draft.about(id);
  event.mutable_assigned()->set_person(team.offered().person());
  event.mutable_assigned()->set_team(draft.escalation(id).queue_team());
  draft.emit(std::move(event));
}

void say_nobody_free(Draft& draft, const std::string& id, const TeamEvent& team) {
  const v1::Escalation& escalation = draft.escalation(id);
  Event event = draft.about(id);
  v1::NobodyAvailable& nobody = *event.mutable_nobody_available();
  nobody.set_step(escalation.step());
  nobody.set_team(escalation.queue_team());
  nobody.set_present(team.nobody_free().present());
  const bool waits_for_ever = escalation.acknowledge_by_ms() == 0 && !escalation.default_route();
  draft.emit(std::move(event));
  if (waits_for_ever) {
    begin_default_route(draft, id, draft.at());
  }
}

Events decide_team(const CaseEscalations& state, const Input& input, const TeamEvent& team,
                   absl::Time now, const EscalationPolicy& policy) {
  if (speaks_of_surge(team)) {
    return decide_surge(state, input, team, now, policy);
  }
  const v1::Escalation* escalation = find_escalation(state, team.escalation_id());
  const bool waits = escalation != nullptr && escalation->assignment() == team.assignment() &&
                     !escalation->queue_team().empty() && is_unseen(*escalation);
  if (!waits || (!team.has_offered() && !team.has_nobody_free())) {
    return {};
  }
  Draft draft(state, from_ms(team.effective_at_ms()), now, policy);
  if (team.has_nobody_free()) {
    say_nobody_free(draft, escalation->escalation_id(), team);
  } else if (team.offered().person() != escalation->person()) {
    assign(draft, escalation->escalation_id(), team);
  }
  return draft.take();
}

struct Decider {
  const CaseEscalations& state;
  const Input& input;
  absl::Time now;
  const EscalationPolicy& policy;

  Events operator()(const ClassificationEvent* event) const {
    return event->has_classified()
               ? decide_classified(state, input, event->classified(), now, policy)
               : Events();
  }
  Events operator()(const SlaEvent* event) const {
    return decide_sla(state, input, *event, now, policy);
  }
  Events operator()(const command::v1::Command* command) const {
    return decide_command(state, input, *command, now, policy);
  }
  Events operator()(const TeamEvent* event) const {
    return decide_team(state, input, *event, now, policy);
  }
};

}  // namespace

Events decide(const CaseEscalations& state, const Input& input, absl::Time now,
              const EscalationPolicy& policy) {
  return std::visit(Decider{state, input, now, policy}, input.body);
}

}  // namespace escalon::escalation
