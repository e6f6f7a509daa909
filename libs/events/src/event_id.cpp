#include "escalon/events/event_id.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <bit>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/base/ids.hpp"

namespace escalon::events {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void append_text(std::string& out, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "{}:{};", text.size(), text);
}

std::string canonical(const Message& message, std::string_view left_out);

/// The value of a field of its own, or the `index`-th of a repeated one.
std::string canonical_value(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return canonical(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                                : reflection.GetMessage(message, &field),
                       "");
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.GetRepeatedString(message, &field, index)
                      : reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return fmt::format("{:x}",
                         std::bit_cast<std::uint64_t>(reflection.GetDouble(message, &field)));
    default:
      ESCALON_ASSERT(false && "a contact event has no field of this type");
  }
}

/// Maps are repeated messages of a key and a value, in no order that may be relied on.
std::vector<std::string> canonical_elements(const Message& message, const FieldDescriptor& field) {
  std::vector<std::string> elements;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    elements.push_back(canonical_value(message, field, i));
  }
  if (field.is_map()) {
    std::sort(elements.begin(), elements.end());
  }
  return elements;
}

std::string canonical(const Message& message, std::string_view left_out) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::string out;
  for (const FieldDescriptor* field : fields) {
    if (field->name() == left_out) {
      continue;
    }
    fmt::format_to(std::back_inserter(out), "{}=", field->number());
    if (!field->is_repeated()) {
      append_text(out, canonical_value(message, *field, -1));
      continue;
    }
    for (const std::string& element : canonical_elements(message, *field)) {
      append_text(out, element);
    }
  }
  return out;
}

}  // namespace

std::string content_id(const contact::v1::ContactEvent& event) {
  return derive_id({canonical(event, "event_id")});
}

}  // namespace escalon::events
