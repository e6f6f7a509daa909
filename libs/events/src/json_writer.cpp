#include "json_writer.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/assert.hpp"

namespace escalon::events {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void append_string(std::string& out, std::string_view text) {
  static constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  out += '"';
  for (const char c : text) {
    if (const std::size_t found = kShort.find(c); found != std::string_view::npos) {
      out += '\\';
      out += kLetters[found];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Fractions have 0, 3, 6 or 9 digits, as protobuf's JSON mapping wants.
void append_timestamp(std::string& out, const google::protobuf::Timestamp& value) {
  const auto civil =
      absl::ToCivilSecond(absl::FromUnixSeconds(value.seconds()), absl::UTCTimeZone());
  fmt::format_to(std::back_inserter(out), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year(),
                 civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second());
  if (const int nanos = value.nanos(); nanos != 0) {
    if (nanos % 1'000'000 == 0) {
      fmt::format_to(std::back_inserter(out), ".{:03}", nanos / 1'000'000);
    } else if (nanos % 1'000 == 0) {
      fmt::format_to(std::back_inserter(out), ".{:06}", nanos / 1'000);
    } else {
      fmt::format_to(std::back_inserter(out), ".{:09}", nanos);
    }
  }
  out += "Z\"";
}

void append_message(std::string& out, const Message& message);

void append_value(std::string& out, const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      append_string(out, reflection.GetStringReference(message, &field, &scratch));
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      append_message(out, reflection.GetMessage(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      fmt::format_to(std::back_inserter(out), "{}", reflection.GetInt32(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      fmt::format_to(std::back_inserter(out), "\"{}\"", reflection.GetInt64(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      const double number = reflection.GetDouble(message, &field);
      // Infinite and undefined numbers are refused by validate(); JSON has no words for them.
      fmt::format_to(std::back_inserter(out), "{}", std::isfinite(number) ? number : 0);
      return;
    }
    default:
      ESCALON_ASSERT(false && "a contact event has no field of this type");
  }
}

void append_map(std::string& out, const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  const FieldDescriptor& key = *field.message_type()->map_key();
  const FieldDescriptor& value = *field.message_type()->map_value();
  std::vector<const Message*> entries;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    entries.push_back(&reflection.GetRepeatedMessage(message, &field, i));
  }
  std::sort(entries.begin(), entries.end(), [&key](const Message* left, const Message* right) {
    return left->GetReflection()->GetString(*left, &key) <
           right->GetReflection()->GetString(*right, &key);
  });
  out += '{';
  for (const Message* entry : entries) {
    out += out.back() == '{' ? "" : ",";
    append_value(out, *entry, key);
    out += ':';
    append_value(out, *entry, value);
  }
  out += '}';
}

void append_message(std::string& out, const Message& message) {
  if (const auto* timestamp = dynamic_cast<const google::protobuf::Timestamp*>(&message)) {
    append_timestamp(out, *timestamp);
    return;
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  out += '{';
  for (const FieldDescriptor* field : fields) {
    out += out.back() == '{' ? "\"" : ",\"";
    out += field->name();
    out += "\":";
    field->is_map() ? append_map(out, message, *field) : append_value(out, message, *field);
  }
  out += '}';
}

}  // namespace

std::string event_json(const contact::v1::ContactEvent& event) {
  std::string out;
  append_message(out, event);
  return out;
}

}  // namespace escalon::events
