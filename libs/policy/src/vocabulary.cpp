#include "vocabulary.hpp"

#include <array>
#include <string>
#include <vector>

#include "escalon/contact/v1/contact.pb.h"
#include "escalon/escalation/escalation_policy.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "text.hpp"

namespace escalon::policy {
namespace {

using rules::FieldKind;

constexpr std::array<std::string_view, 7> kChannels{"voice",  "chat",  "email", "message",
                                                    "social", "video", "other"};
constexpr std::array<std::string_view, 3> kDirections{"inbound", "outbound", "internal"};
constexpr std::array<std::string_view, 2> kSpeakers{"customer", "agent"};
constexpr std::array<std::string_view, 9> kPriorities{"1", "2", "3", "4", "5", "6", "7", "8", "9"};

void add_body_names(const google::protobuf::Descriptor& message, std::string_view prefix,
                    std::vector<std::string>& names) {
  const auto* body = message.FindOneofByName("body");
  for (int i = 0; body != nullptr && i < body->field_count(); ++i) {
    names.push_back(cat(prefix, body->field(i)->name()));
  }
}

// The names come from the messages themselves, so that a new event needs no second list.
std::span<const std::string_view> events() {
  static const auto kNames = [] {
    std::vector<std::string> names;
    add_body_names(*contact::v1::ContactEvent::descriptor(), "", names);
    add_body_names(*escalation::v1::EscalationEvent::descriptor(), "escalation_", names);
    return names;
  }();
  static const std::vector<std::string_view> kViews(kNames.begin(), kNames.end());
  return kViews;
}

}  // namespace

std::span<const std::string_view> causes() {
  static const auto kCauses = [] {
    std::vector<std::string_view> names;
    const auto* type = escalation::v1::Cause_descriptor();
    for (int i = 0; i < type->value_count(); ++i) {
      const auto cause = static_cast<escalation::v1::Cause>(type->value(i)->number());
      if (const std::string_view name = escalation::cause_name(cause);
          cause != escalation::v1::CAUSE_UNSPECIFIED && !name.empty()) {
        names.push_back(name);
      }
    }
    return names;
  }();
  return kCauses;
}

std::span<const std::string_view> known_values(FieldKind field) {
  switch (field) {
    case FieldKind::kChannel:
      return kChannels;
    case FieldKind::kDirection:
      return kDirections;
    case FieldKind::kSpeaker:
      return kSpeakers;
    case FieldKind::kPriority:
      return kPriorities;
    case FieldKind::kEvent:
      return events();
    case FieldKind::kTrigger:
    case FieldKind::kCause:
      return causes();
    default:
      return {};
  }
}

std::string_view value_word(FieldKind field) {
  switch (field) {
    case FieldKind::kChannel:
      return "channel";
    case FieldKind::kDirection:
      return "direction";
    case FieldKind::kSpeaker:
      return "speaker";
    case FieldKind::kPriority:
      return "priority";
    case FieldKind::kEvent:
      return "event";
    default:
      return "cause";
  }
}

}  // namespace escalon::policy
