#include "escalon/rules/field.hpp"

#include <array>
#include <span>
#include <utility>

#include "escalon/base/suggest.hpp"

namespace escalon::rules {
namespace {

constexpr std::string_view kAttributePrefix = "attributes.";

constexpr std::array<std::string_view, 22> kNames = {
    "tenant",    "channel", "tier",   "language", "queue",     "agent",   "priority", "status",
    "direction", "source",  "intent", "trigger",  "sentiment", "urgency", "level",    "team",
    "cause",     "clock",   "event",  "speaker",  "reason",    "risk"};
static_assert(kNames.size() == static_cast<std::size_t>(FieldKind::kAttribute));

}  // namespace

Field Field::attribute(std::string name) {
  Field field(FieldKind::kAttribute);
  field.name_ = std::move(name);
  return field;
}

Result<Field> Field::parse(std::string_view text) {
  if (text.starts_with(kAttributePrefix) && text.size() > kAttributePrefix.size()) {
    return attribute(std::string(text.substr(kAttributePrefix.size())));
  }
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) {
      return Field(static_cast<FieldKind>(i));
    }
  }
  return invalid("unknown field '" + std::string(text) + "'" + did_you_mean(text, kNames) +
                 ". Use one of the known fields, or attributes.NAME for an attribute of the case");
}

std::string Field::text() const {
  if (kind_ == FieldKind::kAttribute) {
    return std::string(kAttributePrefix) + name_;
  }
  return std::string(kNames[static_cast<std::size_t>(kind_)]);
}

}  // namespace escalon::rules
