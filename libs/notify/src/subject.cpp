#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "context.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;
using notification::v1::NotifiedEscalation;
using sla::v1::SlaEvent;

std::string reason_of(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kDeclined:
      return event.declined().reason();
    case EscalationEvent::kReassigned:
      return event.reassigned().reason();
    case EscalationEvent::kRaised:
      return event.raised().reason();
    case EscalationEvent::kDeEscalated:
      return event.de_escalated().reason();
    case EscalationEvent::kReopened:
      return event.reopened().reason();
    case EscalationEvent::kWithdrawn:
      return event.withdrawn().reason();
    case EscalationEvent::kCauseRemoved:
      return event.cause_removed().reason();
    default:
      return {};
  }
}

std::string instant_text(std::int64_t at_ms, const char* otherwise) {
  return at_ms == 0 ? otherwise : format_instant(from_ms(at_ms));
}

std::string number_text(std::int64_t number) {
  return number == 0 ? std::string() : absl::StrCat(number);
}

using Values = std::map<std::string_view, std::string, std::less<>>;

void add_escalation(Values& values, const NotifiedEscalation& escalation) {
  values["escalation_id"] = escalation.escalation_id();
  values["cause"] = escalation.cause().cause() == escalation::v1::CAUSE_UNSPECIFIED
                        ? ""
                        : cause_text(escalation.cause());
  values["detail"] = escalation.cause().detail();
  values["rule"] = escalation.rule();
  values["team"] = escalation.team();
  values["level"] = number_text(escalation.level());
  values["priority"] = number_text(escalation.priority());
  values["acknowledge_by"] = instant_text(escalation.acknowledge_by_ms(), "any time");
}

void add_handover(Values& values, const escalation::v1::Handover& handover) {
  values["issue"] = handover.issue().empty() ? "no words yet" : handover.issue();
  values["customer"] = handover.customer_id();
  values["tier"] = handover.tier();
  values["language"] = handover.language();
  values["agent"] = handover.agent();
  values["channel"] = handover.channel();
  values["note"] = handover.note_missing() ? "no handover note" : handover.note();
}

std::int64_t due_of(const SlaEvent& event) {
  switch (event.body_case()) {
    case SlaEvent::kBreached:
      return event.breached().due_at_ms();
    case SlaEvent::kWarningReached:
      return event.warning_reached().due_at_ms();
    default:
      return event.level_reached().due_at_ms();
  }
}

// Which level it is, as `manager (2h after)`.
std::string detail_of(const SlaEvent& event) {
  if (event.has_level_reached()) {
    return absl::StrCat(event.level_reached().level(), " (", event.level_reached().at(), ")");
  }
  if (event.has_level_withdrawn()) {
    return absl::StrCat(event.level_withdrawn().level(), " (", event.level_withdrawn().at(), ")");
  }
  return {};
}

}  // namespace

std::string cause_text(const escalation::v1::CauseRecord& cause) {
  const std::string& name = escalation::v1::Cause_Name(cause.cause());
  return absl::AsciiStrToLower(absl::StripPrefix(name, "CAUSE_"));
}

Subject subject_of(const CaseNotifications& state, const Key& case_key,
                   const EscalationEvent& event) {
  Subject subject;
  subject.case_parts = split_key(case_key);
  subject.type = event_type(event);
  if (const NotifiedEscalation* known = find_escalation(state, event.escalation_id())) {
    subject.escalation = *known;
  }
  apply(subject.escalation, context_change(event));
  subject.actor = event.actor();
  subject.reason = reason_of(event);
  subject.outcome = event.resolved().outcome();
  subject.root_cause = event.resolved().root_cause();
  add_help(subject, event);
  return subject;
}

Subject subject_of(const Key& case_key, const SlaEvent& event) {
  Subject subject;
  subject.case_parts = split_key(case_key);
  subject.type = event_type(event);
  subject.clock = event.clock();
  subject.due_at_ms = due_of(event);
  subject.escalation.mutable_cause()->set_detail(detail_of(event));
  return subject;
}

ValueOf values_for(const Subject& subject, std::string_view person) {
  Values values;
  values["case_id"] = subject.case_parts.name;
  values["tenant"] = subject.case_parts.tenant;
  values["event"] = std::string(subject.type);
  values["person"] = std::string(person);
  values["actor"] = subject.actor;
  values["reason"] = subject.reason;
  values["outcome"] = subject.outcome;
  values["terms"] = subject.terms;
  values["amount"] = subject.amount;
  values["mode"] = subject.mode;
  values["helper"] = subject.helper;
  values["clock"] = subject.clock;
  values["root_cause"] = subject.root_cause;
  values["why"] = subject.why;
  values["who"] = subject.who;
  values["promised"] = subject.promised;
  values["due"] = instant_text(subject.due_at_ms, "");
  add_escalation(values, subject.escalation);
  add_handover(values, subject.escalation.handover());
  return [values = std::move(values)](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
}

}  // namespace escalon::notify
