#include <algorithm>
#include <array>
#include <utility>

#include "escalon/notify/notify.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;
using sla::v1::SlaEvent;

constexpr std::array<std::pair<EscalationEvent::BodyCase, std::string_view>, 34> kEscalationTypes{{
    {EscalationEvent::kOpened, "escalation.opened"},
    {EscalationEvent::kCauseAdded, "escalation.cause_added"},
    {EscalationEvent::kCauseRemoved, "escalation.cause_removed"},
    {EscalationEvent::kStepStarted, "escalation.step_started"},
    {EscalationEvent::kAssigned, "escalation.assigned"},
    {EscalationEvent::kAcknowledgementTimedOut, "escalation.acknowledgement_timed_out"},
    {EscalationEvent::kAcknowledged, "escalation.acknowledged"},
    {EscalationEvent::kAccepted, "escalation.accepted"},
    {EscalationEvent::kDeclined, "escalation.declined"},
    {EscalationEvent::kReassigned, "escalation.reassigned"},
    {EscalationEvent::kRaised, "escalation.raised"},
    {EscalationEvent::kDeEscalated, "escalation.de_escalated"},
    {EscalationEvent::kResolved, "escalation.resolved"},
    {EscalationEvent::kReopened, "escalation.reopened"},
    {EscalationEvent::kWithdrawn, "escalation.withdrawn"},
    {EscalationEvent::kNobodyAvailable, "escalation.nobody_available"},
    {EscalationEvent::kNoRuleMatched, "escalation.no_rule_matched"},
    {EscalationEvent::kSurgeJoined, "escalation.surge_joined"},
    {EscalationEvent::kSurgeGrew, "escalation.surge_grew"},
    {EscalationEvent::kSurgeEnded, "escalation.surge_ended"},
    {EscalationEvent::kPromiseKept, "escalation.promise_kept"},
    {EscalationEvent::kPromiseMissed, "escalation.promise_missed"},
    {EscalationEvent::kRootCauseAsked, "escalation.root_cause_asked"},
    {EscalationEvent::kRootCauseNoted, "escalation.root_cause_noted"},
    {EscalationEvent::kFollowUpDue, "escalation.follow_up_due"},
    {EscalationEvent::kSurveyDue, "escalation.survey_due"},
    {EscalationEvent::kApproved, "escalation.approved"},
    {EscalationEvent::kApprovalRefused, "escalation.approval_refused"},
    {EscalationEvent::kAssistRequested, "escalation.assist_requested"},
    {EscalationEvent::kHelpAsked, "escalation.help_asked"},
    {EscalationEvent::kHelpEnded, "escalation.help_ended"},
    {EscalationEvent::kNoteAdded, "escalation.note_added"},
    {EscalationEvent::kStepPostponed, "escalation.step_postponed"},
    {EscalationEvent::kStepSkipped, "escalation.step_skipped"},
}};

constexpr std::array<std::pair<SlaEvent::BodyCase, std::string_view>, 5> kSlaTypes{{
    {SlaEvent::kWarningReached, "sla.warning"},
    {SlaEvent::kBreached, "sla.breached"},
    {SlaEvent::kBreachWithdrawn, "sla.breach_withdrawn"},
    {SlaEvent::kLevelReached, "sla.level_reached"},
    {SlaEvent::kLevelWithdrawn, "sla.level_withdrawn"},
}};

template <typename Table, typename Body>
std::string_view type_in(const Table& table, Body body) {
  const auto found = std::ranges::find(table, body, &Table::value_type::first);
  return found == table.end() ? std::string_view() : found->second;
}

std::vector<std::string_view> all_types() {
  std::vector<std::string_view> types;
  for (const auto& [body, type] : kEscalationTypes) {
    types.push_back(type);
  }
  for (const auto& [body, type] : kSlaTypes) {
    types.push_back(type);
  }
  return types;
}

}  // namespace

std::string_view event_type(const EscalationEvent& event) {
  return type_in(kEscalationTypes, event.body_case());
}

std::string_view event_type(const SlaEvent& event) {
  return type_in(kSlaTypes, event.body_case());
}

const std::vector<std::string_view>& event_types() {
  static const std::vector<std::string_view> kTypes = all_types();
  return kTypes;
}

}  // namespace escalon::notify
