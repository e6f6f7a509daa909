#include "case_view.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace escalon::sla {
namespace {

using contact::v1::ContactEvent;
using escalation::v1::EscalationEvent;
using rules::FieldKind;

std::map<int, std::string> names_of_events() {
  std::map<int, std::string> names;
  const auto* contact = ContactEvent::descriptor()->FindOneofByName("body");
  for (int i = 0; i < contact->field_count(); ++i) {
    names[contact->field(i)->number()] = contact->field(i)->name();
  }
  const auto* escalation = EscalationEvent::descriptor()->FindOneofByName("body");
  for (int i = 0; i < escalation->field_count(); ++i) {
    names[kOfEscalation + escalation->field(i)->number()] =
        "escalation_" + escalation->field(i)->name();
  }
  return names;
}

std::string_view event_name(int what) {
  static const std::map<int, std::string> names = names_of_events();
  const auto found = names.find(what);
  return found == names.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view speaker(const v1::Fact& fact) {
  switch (fact.what()) {
    case ContactEvent::kCustomerMessage:
      return "customer";
    case ContactEvent::kAgentMessage:
      return "agent";
    default:
      return fact.speaker();
  }
}

std::string_view said_or(const std::string& said, const std::string& known) {
  return said.empty() ? known : said;
}

bool number_holds(double number, const rules::Test& test) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return error == std::errc{} &&
         test.holds(std::string_view(text, static_cast<std::size_t>(end - text)));
}

}  // namespace

std::string_view CaseView::attribute(const std::string& name) const {
  const auto said = fact_.attributes().find(name);
  if (said != fact_.attributes().end()) {
    return said->second;
  }
  const auto known = before_.attributes().find(name);
  return known == before_.attributes().end() ? std::string_view() : std::string_view(known->second);
}

std::int64_t CaseView::carried_due_ms(const std::string& clock) const {
  const auto said = fact_.due_at_ms().find(clock);
  if (said != fact_.due_at_ms().end()) {
    return said->second;
  }
  const auto known = before_.due_at_ms().find(clock);
  return known == before_.due_at_ms().end() ? 0 : known->second;
}

std::string_view CaseView::value(const rules::Field& field) const {
  switch (field.kind()) {
    case FieldKind::kTenant:
      return tenant_;
    case FieldKind::kChannel:
      return said_or(fact_.channel(), before_.channel());
    case FieldKind::kTier:
      return said_or(fact_.tier(), before_.tier());
    case FieldKind::kLanguage:
      return said_or(fact_.language(), before_.language());
    case FieldKind::kQueue:
      return said_or(fact_.queue(), before_.queue());
    case FieldKind::kAgent:
      return said_or(fact_.agent(), before_.agent());
    case FieldKind::kStatus:
      return said_or(fact_.status(), before_.status());
    case FieldKind::kDirection:
      return said_or(fact_.direction(), before_.direction());
    case FieldKind::kSource:
      return said_or(fact_.source(), before_.source());
    case FieldKind::kIntent:
      return said_or(fact_.intent(), before_.intent());
    case FieldKind::kTeam:
      return said_or(fact_.team(), before_.team());
    case FieldKind::kPriority:
      return rules::small_number_text(fact_.priority() != 0 ? fact_.priority()
                                                            : before_.priority());
    case FieldKind::kLevel:
      return rules::small_number_text(fact_.level() != 0 || fact_.level_left() ? fact_.level()
                                                                               : before_.level());
    case FieldKind::kEvent:
      return event_name(fact_.what());
    case FieldKind::kSpeaker:
      return speaker(fact_);
    case FieldKind::kReason:
      return fact_.reason();
    case FieldKind::kAttribute:
      return attribute(field.attribute_name());
    default:
      return {};
  }
}

bool CaseView::any(const rules::Field& field, const rules::Test& test) const {
  switch (field.kind()) {
    case FieldKind::kTrigger:
      return std::any_of(fact_.triggers().begin(), fact_.triggers().end(),
                         [&](const std::string& cause) { return test.holds(cause); });
    case FieldKind::kSentiment:
      return number_holds(fact_.sentiment() != 0 ? fact_.sentiment() : before_.sentiment(), test);
    case FieldKind::kUrgency:
      return number_holds(fact_.urgency(), test);
    default: {
      const std::string_view found = value(field);
      return !found.empty() && test.holds(found);
    }
  }
}

std::string CaseView::shown(const rules::Field& field) const {
  switch (field.kind()) {
    case FieldKind::kTrigger:
      return absl::StrJoin(fact_.triggers(), ", ");
    case FieldKind::kSentiment:
      return absl::StrCat(fact_.sentiment() != 0 ? fact_.sentiment() : before_.sentiment());
    case FieldKind::kUrgency:
      return absl::StrCat(fact_.urgency());
    default:
      return std::string(value(field));
  }
}

}  // namespace escalon::sla
