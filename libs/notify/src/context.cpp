#include "context.hpp"

#include <algorithm>
#include <utility>

namespace escalon::notify {

using escalation::v1::EscalationEvent;
using notification::v1::ContextNoted;
using notification::v1::NotifiedEscalation;

namespace {

escalation::v1::EscalationStatus status_after(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
    case EscalationEvent::kReopened:
    case EscalationEvent::kReassigned:
    case EscalationEvent::kRaised:
    case EscalationEvent::kDeEscalated:
    case EscalationEvent::kSurgeJoined:
      return escalation::v1::ESCALATION_STATUS_OPEN;
    case EscalationEvent::kAcknowledged:
      return escalation::v1::ESCALATION_STATUS_ACKNOWLEDGED;
    case EscalationEvent::kAccepted:
      return escalation::v1::ESCALATION_STATUS_ACCEPTED;
    case EscalationEvent::kResolved:
      return escalation::v1::ESCALATION_STATUS_RESOLVED;
    case EscalationEvent::kWithdrawn:
      return escalation::v1::ESCALATION_STATUS_WITHDRAWN;
    default:
      return escalation::v1::ESCALATION_STATUS_UNSPECIFIED;
  }
}

void note_opened(ContextNoted& change, const escalation::v1::Opened& opened) {
  change.set_team(opened.team());
  change.set_level(opened.level());
  change.set_rule(opened.rule());
  change.set_priority(opened.priority());
  *change.mutable_handover() = opened.handover();
  *change.mutable_cause() = opened.cause();
  change.set_promised_by_ms(opened.care().promised_by_ms());
  change.set_no_customer(!opened.care().surge_id().empty());
}

// The policy may promise less than it did.
void note_promise(ContextNoted& change, std::int64_t promised_by_ms) {
  change.set_promised_by_ms(promised_by_ms);
  change.set_promise_ended(promised_by_ms == 0);
}

void note_step(ContextNoted& change, const EscalationEvent& event) {
  change.set_assignment(event.assignment());
  change.set_level(event.step_started().level());
  change.set_acknowledge_by_ms(event.step_started().acknowledge_by_ms());
}

}  // namespace

const NotifiedEscalation* find_escalation(const CaseNotifications& state,
                                          std::string_view escalation_id) {
  for (const NotifiedEscalation& escalation : state.escalations()) {
    if (escalation.escalation_id() == escalation_id) {
      return &escalation;
    }
  }
  return nullptr;
}

bool leads(const CaseNotifications& state, std::string_view notification_id) {
  return std::ranges::find(state.pending(), notification_id, &PendingNotification::leader_id) !=
         state.pending().end();
}

int priority_of(const CaseNotifications& state, const notification::v1::Planned& planned) {
  const auto* escalation = find_escalation(state, planned.escalation_id());
  return escalation == nullptr ? 0 : escalation->priority();
}

Allowed allowed_at(const notification::v1::Planned& planned, int priority, absl::Time due,
                   const NotifyPolicy& policy) {
  if (planned.never_quiet()) {
    return {planned.channel(), due, {}};
  }
  return allowed(policy.quiet_hours, {planned.recipient(), planned.channel(), priority, due});
}

ContextNoted context_change(const EscalationEvent& event) {
  ContextNoted change;
  change.set_escalation_id(event.escalation_id());
  change.set_status(status_after(event));
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
      note_opened(change, event.opened());
      break;
    case EscalationEvent::kStepStarted:
      note_step(change, event);
      break;
    case EscalationEvent::kCauseAdded:
      change.set_priority(event.cause_added().priority());
      break;
    case EscalationEvent::kReassigned:
      change.set_team(event.reassigned().team());
      break;
    case EscalationEvent::kRaised:
      change.set_level(event.raised().level());
      note_promise(change, event.raised().promised_by_ms());
      break;
    case EscalationEvent::kReopened:
      note_promise(change, event.reopened().promised_by_ms());
      break;
    case EscalationEvent::kDeEscalated:
      change.set_level(event.de_escalated().level());
      break;
    case EscalationEvent::kNoteAdded:
      change.set_note(event.note_added().text());
      break;
    default:
      break;
  }
  return change;
}

bool is_empty(const ContextNoted& change) {
  return change.status() == escalation::v1::ESCALATION_STATUS_UNSPECIFIED &&
         change.team().empty() && change.level() == 0 && change.assignment() == 0 &&
         change.priority() == 0 && change.note().empty();
}

void apply(NotifiedEscalation& escalation, const ContextNoted& change) {
  escalation.set_escalation_id(change.escalation_id());
  if (change.status() != escalation::v1::ESCALATION_STATUS_UNSPECIFIED) {
    escalation.set_status(change.status());
  }
  if (!change.team().empty()) {
    escalation.set_team(change.team());
  }
  if (change.level() != 0) {
    escalation.set_level(change.level());
  }
  if (change.assignment() != 0) {
    escalation.set_assignment(change.assignment());
    escalation.set_acknowledge_by_ms(change.acknowledge_by_ms());
  }
  if (change.priority() != 0) {
    escalation.set_priority(change.priority());
  }
  if (change.promised_by_ms() != 0 || change.promise_ended()) {
    escalation.set_promised_by_ms(change.promised_by_ms());
  }
  if (change.no_customer()) {
    escalation.set_no_customer(true);
  }
  if (!change.rule().empty()) {
    escalation.set_rule(change.rule());
  }
  if (change.has_handover()) {
    *escalation.mutable_handover() = change.handover();
  }
  if (!change.note().empty()) {
    escalation.mutable_handover()->set_note(change.note());
    escalation.mutable_handover()->set_note_missing(false);
  }
  if (change.has_cause()) {
    *escalation.mutable_cause() = change.cause();
  }
}

}  // namespace escalon::notify
