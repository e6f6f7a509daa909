#include "escalon/service/redaction.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <vector>

#include "escalon/contact/v1/options.pb.h"

namespace escalon::service {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kRedacted = "[redacted]";

void redact_personal(Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    reflection->ClearField(&message, field);
    return;
  }
  if (!field->is_repeated()) {
    reflection->SetString(&message, field, kRedacted);
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    reflection->SetRepeatedString(&message, field, i, kRedacted);
  }
}

void redact_inside(Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    redact(*reflection->MutableMessage(&message, field));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    redact(*reflection->MutableRepeatedMessage(&message, field, i));
  }
}

}  // namespace

void redact(Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->options().GetExtension(contact::v1::personal)) {
      redact_personal(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      redact_inside(message, field);
    }
  }
}

std::string redacted_json(const Message& message) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  redact(*copy);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*copy, &json, options).ok()) {
    return "{}";
  }
  return json;
}

}  // namespace escalon::service
