#include "event_names.hpp"

#include <google/protobuf/descriptor.h>

#include "absl/strings/ascii.h"

namespace escalon::insight {
namespace {

std::string without_prefix(const std::string& name, std::size_t prefix) {
  return name.size() <= prefix ? std::string() : absl::AsciiStrToLower(name.substr(prefix));
}

}  // namespace

std::string cause_name(escalation::v1::Cause cause) {
  return without_prefix(escalation::v1::Cause_Name(cause), sizeof "CAUSE_" - 1);
}

std::string type_name(escalation::v1::EscalationType type) {
  return without_prefix(escalation::v1::EscalationType_Name(type), sizeof "ESCALATION_TYPE_" - 1);
}

std::string body_name(const google::protobuf::Message& message) {
  const auto* body = message.GetDescriptor()->FindOneofByName("body");
  const auto* field = message.GetReflection()->GetOneofFieldDescriptor(message, body);
  return field == nullptr ? std::string() : field->name();
}

}  // namespace escalon::insight
