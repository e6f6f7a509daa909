#include "facts.hpp"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace escalon::escalation {

using rules::FieldKind;

std::string_view CauseFacts::text_of(FieldKind kind) const {
  switch (kind) {
    case FieldKind::kTenant:
      return asked_.tenant;
    case FieldKind::kChannel:
      return story_.channel();
    case FieldKind::kTier:
      return story_.customer().tier();
    case FieldKind::kLanguage:
      return story_.customer().language();
    case FieldKind::kQueue:
      return story_.queue();
    case FieldKind::kAgent:
      return story_.agent();
    case FieldKind::kPriority:
      return rules::small_number_text(story_.priority());
    case FieldKind::kStatus:
      return story_.status();
    case FieldKind::kDirection:
      return story_.direction();
    case FieldKind::kSource:
      return story_.source();
    case FieldKind::kIntent:
      return story_.intent();
    case FieldKind::kTeam:
      return asked_.team;
    case FieldKind::kCause:
      return asked_.cause;
    case FieldKind::kClock:
      return asked_.clock;
    default:
      return {};
  }
}

bool CauseFacts::any_attribute(const std::string& name, const rules::Test& test) const {
  const auto found = story_.attributes().find(name);
  return found != story_.attributes().end() && test.holds(found->second);
}

bool CauseFacts::any_trigger(const rules::Test& test) const {
  return asked_.classified != nullptr &&
         std::ranges::any_of(asked_.classified->triggers(),
                             [&](const auto& trigger) { return test.holds(trigger.cause()); });
}

bool CauseFacts::any(const rules::Field& field, const rules::Test& test) const {
  switch (field.kind()) {
    case FieldKind::kAttribute:
      return any_attribute(field.attribute_name(), test);
    case FieldKind::kTrigger:
      return any_trigger(test);
    case FieldKind::kSentiment:
      return test.holds(absl::StrCat(story_.sentiment()));
    case FieldKind::kRisk:
      return story_.risk() != 0 && test.holds(absl::StrCat(story_.risk()));
    case FieldKind::kUrgency:
      return asked_.classified != nullptr &&
             test.holds(absl::StrCat(asked_.classified->urgency().score()));
    default: {
      const std::string_view text = text_of(field.kind());
      return !text.empty() && test.holds(text);
    }
  }
}

std::string CauseFacts::shown(const rules::Field& field) const {
  switch (field.kind()) {
    case FieldKind::kAttribute: {
      const auto found = story_.attributes().find(field.attribute_name());
      return found == story_.attributes().end() ? "" : found->second;
    }
    case FieldKind::kTrigger: {
      const auto add = [](std::string* out, const auto& trigger) { *out += trigger.cause(); };
      return asked_.classified == nullptr ? ""
                                          : absl::StrJoin(asked_.classified->triggers(), ", ", add);
    }
    case FieldKind::kSentiment:
      return absl::StrCat(story_.sentiment());
    case FieldKind::kRisk:
      return story_.risk() == 0 ? "" : absl::StrCat(story_.risk());
    case FieldKind::kUrgency:
      return asked_.classified == nullptr ? "" : absl::StrCat(asked_.classified->urgency().score());
    default:
      return std::string(text_of(field.kind()));
  }
}

}  // namespace escalon::escalation
