#include "care.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "ladder.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

using contact::v1::ContactEvent;

constexpr std::string_view kEveryTenant = "*";

struct CareTimer {
  TimerKind kind;
  std::string_view prefix;
  std::int64_t (v1::Care::*due_ms)() const;
};

constexpr std::array<CareTimer, 5> kTimers{{
    {kHoldTimer, "hold/", &v1::Care::hold_until_ms},
    {kPromiseTimer, "promise/", &v1::Care::promised_by_ms},
    {kRootCauseTimer, "root_cause/", &v1::Care::ask_root_cause_at_ms},
    {kFollowUpTimer, "follow_up/", &v1::Care::follow_up_at_ms},
    {kSurveyTimer, "survey/", &v1::Care::survey_at_ms},
}};

bool is_held(v1::EscalationStatus status) {
  return status == v1::ESCALATION_STATUS_ACKNOWLEDGED || status == v1::ESCALATION_STATUS_ACCEPTED;
}

bool agent_speaks(const ContactEvent& contact) {
  return contact.has_agent_message() ||
         (contact.has_transcript_segment() && contact.transcript_segment().speaker() == "agent");
}

/// Takes the escalation up a level since the customer has waited in vain. What has nobody above it,
/// or is asked elsewhere, stays where it is.
void raise_for_promise(Draft& draft, const std::string& id) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (escalation.default_route() || !escalation.care().surge_case_id().empty()) {
    return;
  }
  const int level = escalation.level() + 1;
  Event event = draft.about(id);
  event.mutable_raised()->set_level(level);
  event.mutable_raised()->set_reason("the customer did not hear by when it was promised");
  event.mutable_raised()->set_promised_by_ms(promised_by_ms(draft, escalation));
  draft.emit(std::move(event));
  climb_to_level(draft, id, level, draft.at(), Windows::kKept);
}

void miss_promise(Draft& draft, const std::string& id) {
  Event event = draft.about(id);
  event.mutable_promise_missed()->set_promised_by_ms(draft.escalation(id).care().promised_by_ms());
  draft.emit(std::move(event));
  raise_for_promise(draft, id);
}

/// It may have become more urgent while it waited for company.
void end_hold(Draft& draft, const std::string& id) {
  const v1::Escalation& escalation = draft.escalation(id);
  const int level = escalation.level();
  return level > escalation.entry_level()
             ? climb_to_level(draft, id, level, draft.at(), Windows::kKept)
             : begin_ladder(draft, id, draft.at());
}

void carry_out(Draft& draft, const std::string& id, int kind) {
  Event event = draft.about(id);
  switch (kind) {
    case kHoldTimer:
      return end_hold(draft, id);
    case kPromiseTimer:
      return miss_promise(draft, id);
    case kRootCauseTimer:
      event.mutable_root_cause_asked()->set_person(draft.escalation(id).care().settled_by());
      break;
    case kFollowUpTimer:
      event.mutable_follow_up_due();
      break;
    default:
      event.mutable_survey_due();
      break;
  }
  draft.emit(std::move(event));
}

void evolve_resolved(v1::Care& care, const v1::Resolved& resolved) {
  care.clear_hold_until_ms();
  care.clear_promised_by_ms();
  care.clear_surge_case_id();
  care.set_settled_by(resolved.settled_by());
  care.set_ask_root_cause_at_ms(resolved.ask_root_cause_at_ms());
  care.set_follow_up_at_ms(resolved.follow_up_at_ms());
  care.set_survey_at_ms(resolved.survey_at_ms());
}

void forget_after_care(v1::Care& care) {
  care.clear_settled_by();
  care.clear_ask_root_cause_at_ms();
  care.clear_follow_up_at_ms();
  care.clear_survey_at_ms();
}

/// Somebody is asked, or has it: it neither waits for company nor hides behind a parent.
void stand_alone(v1::Care& care) {
  care.clear_hold_until_ms();
  care.clear_surge_case_id();
}

}  // namespace

std::int64_t end_ms(const Wait& wait, absl::Time start) {
  if (wait.time <= absl::ZeroDuration()) {
    return 0;
  }
  return to_ms(wait.calendar == nullptr ? start + wait.time : wait.calendar->due(start, wait.time));
}

std::int64_t promised_by_ms(const Draft& draft, absl::Time from) {
  return end_ms(draft.policy().care.promise, from);
}

std::int64_t promised_by_ms(const Draft& draft, const v1::Escalation& escalation) {
  return escalation.care().surge_id().empty() ? promised_by_ms(draft, draft.at()) : 0;
}

void set_manager(v1::Care& care, const EscalationPolicy& policy, const std::string& tenant) {
  const auto& managers = policy.care.managers;
  auto found = managers.find(tenant);
  if (found == managers.end()) {
    found = managers.find(kEveryTenant);
  }
  if (found != managers.end()) {
    care.set_manager(found->second);
  }
}

void give_to_manager(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const std::string& manager = escalation.care().manager();
  if (manager.empty() || std::ranges::binary_search(escalation.declined(), manager)) {
    return;
  }
  Event event = draft.about(id);
  event.set_effective_at_ms(to_ms(due));
  event.set_assignment(escalation.assignment() + 1);
  v1::StepStarted& started = *event.mutable_step_started();
  started.set_step(escalation.step());
  started.set_round(escalation.round());
  started.set_default_route(true);
  started.set_level(escalation.level());
  started.set_priority(escalation.priority());
  started.set_due_at_ms(escalation.due_at_ms());
  started.set_opened_at_ms(escalation.opened_at_ms());
  started.add_targets()->set_person(manager);
  draft.emit(std::move(event));
}

void set_after_care(v1::Resolved& resolved, const Draft& draft, AskRootCause ask) {
  const CarePolicy& care = draft.policy().care;
  if (ask == AskRootCause::kYes && resolved.root_cause().empty()) {
    resolved.set_ask_root_cause_at_ms(end_ms(care.root_cause, draft.at()));
  }
  resolved.set_follow_up_at_ms(end_ms(care.follow_up, draft.at()));
  resolved.set_survey_at_ms(end_ms(care.survey, draft.at()));
  resolved.set_agent(draft.state().story().agent());
}

std::vector<std::string> kept_promises(const CaseEscalations& state,
                                       const classification::v1::Classified& classified) {
  std::vector<std::string> ids;
  if (!agent_speaks(classified.contact())) {
    return ids;
  }
  for (const v1::Escalation& escalation : state.escalations()) {
    if (is_held(escalation.status()) && escalation.care().promised_by_ms() != 0) {
      ids.push_back(escalation.escalation_id());
    }
  }
  return ids;
}

void keep_promise(Draft& draft, const std::string& id) {
  Event event = draft.about(id);
  event.mutable_promise_kept()->set_promised_by_ms(draft.escalation(id).care().promised_by_ms());
  draft.emit(std::move(event));
}

void add_care_timers(const v1::Escalation& escalation, std::vector<DueTimer>& due) {
  for (const CareTimer& timer : kTimers) {
    const std::int64_t at_ms = (escalation.care().*timer.due_ms)();
    if (at_ms != 0) {
      due.push_back({absl::StrCat(piece(timer.prefix), escalation.escalation_id()),
                     static_cast<std::uint64_t>(at_ms), from_ms(at_ms), timer.kind});
    }
  }
}

Events decide_care(const CaseEscalations& state, const DueTimer& timer, absl::Time now,
                   const EscalationPolicy& policy) {
  std::vector<DueTimer> armed;
  for (const v1::Escalation& escalation : state.escalations()) {
    armed.clear();
    add_care_timers(escalation, armed);
    if (std::ranges::find(armed, timer) != armed.end()) {
      Draft draft(state, timer.due, now, policy);
      carry_out(draft, escalation.escalation_id(), timer.kind);
      return draft.take();
    }
  }
  return {};
}

bool owes_something(const v1::Escalation& escalation) {
  std::vector<DueTimer> armed;
  add_care_timers(escalation, armed);
  return !armed.empty();
}

namespace {

void change(v1::Care& care, const Event& event) {
  switch (event.body_case()) {
    case Event::kStepStarted:
    case Event::kStepPostponed:
    case Event::kNobodyAvailable:
    case Event::kAcknowledged:
    case Event::kAccepted:
      return stand_alone(care);
    case Event::kSurgeJoined:
      care.clear_hold_until_ms();
      return care.set_surge_case_id(event.surge_joined().parent_case_id());
    case Event::kSurgeEnded:
      return care.clear_surge_case_id();
    case Event::kRaised:
      return care.set_promised_by_ms(event.raised().promised_by_ms());
    case Event::kPromiseKept:
    case Event::kPromiseMissed:
      return care.clear_promised_by_ms();
    case Event::kResolved:
      return evolve_resolved(care, event.resolved());
    case Event::kWithdrawn:
      stand_alone(care);
      return care.clear_promised_by_ms();
    case Event::kReopened:
      forget_after_care(care);
      return care.set_promised_by_ms(event.reopened().promised_by_ms());
    case Event::kRootCauseAsked:
    case Event::kRootCauseNoted:
      return care.clear_ask_root_cause_at_ms();
    case Event::kFollowUpDue:
      return care.clear_follow_up_at_ms();
    case Event::kSurveyDue:
      return care.clear_survey_at_ms();
    default:
      return;
  }
}

}  // namespace

void evolve_care(v1::Escalation& escalation, const Event& event) {
  change(*escalation.mutable_care(), event);
  if (escalation.care().ByteSizeLong() == 0) {
    escalation.clear_care();
  }
}

}  // namespace escalon::escalation
