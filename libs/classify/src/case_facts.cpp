#include "case_facts.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace escalon::classify {

using contact::v1::ContactEvent;
using rules::Field;
using rules::FieldKind;

namespace {

std::string name_of_body(const ContactEvent& event) {
  const auto* field = ContactEvent::descriptor()->FindFieldByNumber(event.body_case());
  return field == nullptr ? std::string() : field->name();
}

}  // namespace

Said said_in(const ContactEvent& event) {
  switch (event.body_case()) {
    case ContactEvent::kCustomerMessage:
      return {event.customer_message().text(), true, false, true};
    case ContactEvent::kAgentMessage:
      return {event.agent_message().text(), false, true, true};
    case ContactEvent::kTranscriptSegment: {
      const bool agent = event.transcript_segment().speaker() == "agent";
      return {event.transcript_segment().text(), !agent, agent, true};
    }
    case ContactEvent::kStarted:
      return {event.started().subject(), true, false, false};
    case ContactEvent::kSurveyAnswered:
      return {event.survey_answered().comment(), true, false, false};
    default:
      return {};
  }
}

std::int64_t occurred_at_ms(const ContactEvent& event) {
  return event.occurred_at().seconds() * 1000 + event.occurred_at().nanos() / 1'000'000;
}

const std::string& newest(const std::string& of_event, const std::string& of_case, bool late) {
  const bool event_first = late ? of_case.empty() : !of_event.empty();
  return event_first ? of_event : of_case;
}

bool CaseFacts::any(const Field& field, const rules::Test& test) const {
  if (field.kind() == FieldKind::kTrigger) {
    return std::any_of(causes.begin(), causes.end(),
                       [&](std::string_view cause) { return test.holds(cause); });
  }
  const std::string found = value(field);
  return !found.empty() && test.holds(found);
}

std::string CaseFacts::value(const Field& field) const {
  switch (field.kind()) {
    case FieldKind::kAttribute:
      return attribute(field.attribute_name());
    case FieldKind::kChannel:
      return newest(event_.channel(), state_.channel(), late_);
    case FieldKind::kTier:
      return newest(event_.customer().tier(), state_.tier(), late_);
    case FieldKind::kQueue:
      return newest(event_.queue(), state_.queue(), late_);
    case FieldKind::kStatus:
      return newest(event_.status_changed().status(), state_.status(), late_);
    case FieldKind::kLanguage:
      return language;
    case FieldKind::kIntent:
      return intent;
    case FieldKind::kSentiment:
      return absl::StrCat(sentiment);
    case FieldKind::kUrgency:
      return absl::StrCat(urgency);
    case FieldKind::kRisk:
      return state_.risk() == 0 ? std::string() : absl::StrCat(state_.risk());
    case FieldKind::kPriority:
      return priority == 0 ? std::string() : absl::StrCat(priority);
    default:
      return of_event(field.kind());
  }
}

std::string CaseFacts::of_event(FieldKind kind) const {
  switch (kind) {
    case FieldKind::kTenant:
      return event_.tenant();
    case FieldKind::kAgent:
      return event_.agent();
    case FieldKind::kDirection:
      return event_.direction();
    case FieldKind::kSource:
      return event_.source();
    case FieldKind::kEvent:
      return name_of_body(event_);
    case FieldKind::kSpeaker: {
      const Said said = said_in(event_);
      return said.by_customer ? "customer" : said.by_agent ? "agent" : "";
    }
    case FieldKind::kReason:
      return event_.ended().reason();
    default:
      return {};
  }
}

std::string CaseFacts::attribute(const std::string& name) const {
  static const std::string kNone;
  const auto find = [&](const auto& map) -> const std::string& {
    const auto found = map.find(name);
    return found == map.end() ? kNone : found->second;
  };
  return newest(find(event_.attributes()), find(state_.attributes()), late_);
}

}  // namespace escalon::classify
