#include "event_fields.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "escalon/base/suggest.hpp"

namespace escalon::importing {
namespace {

using contact::v1::ContactEvent;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct OwnField {
  std::string_view name;
  std::string_view remedy;
};
/// What the importer itself sets.
constexpr std::array<OwnField, 3> kOwnFields{
    {{"event_id", "it is made of name, case, row and line"},
     {"case_id", "it is what 'case' says"},
     {"occurred_at", "it is what 'at' says"}}};
constexpr std::string_view kDue = "due.";
constexpr std::string_view kAttributes = "attributes.";
constexpr std::string_view kCustomer = "customer.";

const google::protobuf::OneofDescriptor& bodies() {
  return *ContactEvent::descriptor()->FindOneofByName("body");
}

bool is_plain(const FieldDescriptor& field) {
  return !field.is_repeated() && field.message_type() == nullptr;
}

void add_names(const google::protobuf::Descriptor& type, std::string_view before,
               std::vector<std::string>& names) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (is_plain(*type.field(i))) {
      names.push_back(std::string(before) + type.field(i)->name());
    }
  }
}

Error unknown_field(std::string_view name, const FieldDescriptor* body) {
  std::vector<std::string> names{"due.NAME", "attributes.NAME"};
  add_names(*ContactEvent::descriptor(), "", names);
  add_names(*contact::v1::Customer::descriptor(), kCustomer, names);
  if (body != nullptr) {
    add_names(*body->message_type(), "", names);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return invalid(fmt::format("a contact event{} has no field '{}'{}",
                             body == nullptr ? "" : fmt::format(" of type {}", body->name()), name,
                             did_you_mean(name, known)));
}

Result<EventField> map_entry(EventField field, std::string_view entry) {
  if (entry.empty()) {
    return invalid(fmt::format("'{}' needs a name behind the dot", field.name));
  }
  field.entry = entry;
  return field;
}

/// Finds a scalar field of `message` behind the fields of `field.path`.
bool find_plain(const google::protobuf::Descriptor& message, std::string_view name,
                EventField& field) {
  const FieldDescriptor* found = message.FindFieldByName(std::string(name));
  if (found == nullptr || !is_plain(*found)) {
    return false;
  }
  field.path.push_back(found);
  return true;
}

Error not_a_number(const EventField& field, std::string_view text) {
  return invalid(fmt::format("{}: '{}' is not a number", field.name, text.substr(0, 40)));
}

template <typename Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

Message& holder_of(ContactEvent& event, const EventField& field) {
  Message* message = &event;
  for (std::size_t i = 0; i + 1 < field.path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, field.path[i]);
  }
  return *message;
}

Status set_scalar(ContactEvent& event, const EventField& field, std::string text) {
  Message& message = holder_of(event, field);
  const auto& reflection = *message.GetReflection();
  const FieldDescriptor* leaf = field.path.back();
  if (leaf->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection.SetString(&message, leaf, std::move(text));
    return {};
  }
  if (leaf->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    double number = 0;
    if (!read_number(text, number)) {
      return not_a_number(field, text);
    }
    reflection.SetDouble(&message, leaf, number);
    return {};
  }
  std::int64_t number = 0;
  const bool wide = leaf->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  if (!read_number(text, number) || (!wide && (number < INT32_MIN || number > INT32_MAX))) {
    return not_a_number(field, text);
  }
  wide ? reflection.SetInt64(&message, leaf, number)
       : reflection.SetInt32(&message, leaf, static_cast<std::int32_t>(number));
  return {};
}

}  // namespace

Result<const FieldDescriptor*> find_body(std::string_view type) {
  std::vector<std::string_view> known;
  for (int i = 0; i < bodies().field_count(); ++i) {
    if (bodies().field(i)->name() == type) {
      return bodies().field(i);
    }
    known.push_back(bodies().field(i)->name());
  }
  return invalid(fmt::format("there is no event type '{}'{}", type, did_you_mean(type, known)));
}

Result<EventField> find_field(std::string_view name, const FieldDescriptor* body) {
  EventField field;
  field.name = name;
  for (const OwnField& own : kOwnFields) {
    if (own.name == name) {
      return invalid(fmt::format("'{}' cannot be set here: {}", name, own.remedy));
    }
  }
  if (name.starts_with(kDue)) {
    field.kind = EventField::Kind::kDue;
    return map_entry(std::move(field), name.substr(kDue.size()));
  }
  if (name.starts_with(kAttributes)) {
    field.kind = EventField::Kind::kAttribute;
    return map_entry(std::move(field), name.substr(kAttributes.size()));
  }
  if (body != nullptr) {
    field.path = {body};
    if (find_plain(*body->message_type(), name, field)) {
      return field;
    }
  }
  field.path.clear();
  if (name.starts_with(kCustomer)) {
    field.path = {ContactEvent::descriptor()->FindFieldByName("customer")};
    name.remove_prefix(kCustomer.size());
  }
  const auto& holder =
      field.path.empty() ? *ContactEvent::descriptor() : *contact::v1::Customer::descriptor();
  if (!find_plain(holder, name, field)) {
    return unknown_field(field.name, body);
  }
  return field;
}

Status check_field_type(const EventField& field, Type type) {
  const bool number = field.kind == EventField::Kind::kScalar &&
                      field.path.back()->cpp_type() != FieldDescriptor::CPPTYPE_STRING;
  const bool due = field.kind == EventField::Kind::kDue;
  const bool fits = type == Type::kNull || (due      ? type == Type::kInstant
                                            : number ? type == Type::kText
                                                     : type != Type::kDuration);
  if (fits) {
    return {};
  }
  return invalid(fmt::format("'{}' takes {}, not {}", field.name,
                             due      ? "a time"
                             : number ? "a number"
                                      : "a text",
                             name_of(type)));
}

void set_body(ContactEvent& event, const FieldDescriptor& body) {
  event.GetReflection()->MutableMessage(&event, &body);
}

Status set_field(ContactEvent& event, const EventField& field, const Value& value) {
  if (is_null(value)) {
    return {};
  }
  switch (field.kind) {
    case EventField::Kind::kDue:
      set_timestamp((*event.mutable_due())[field.entry], std::get<absl::Time>(value));
      return {};
    case EventField::Kind::kAttribute:
      (*event.mutable_attributes())[field.entry] = text_of(value);
      return {};
    case EventField::Kind::kScalar:
      return set_scalar(event, field, text_of(value));
  }
  return {};
}

void set_timestamp(google::protobuf::Timestamp& out, absl::Time instant) {
  const std::int64_t seconds = absl::ToUnixSeconds(instant);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(instant - absl::FromUnixSeconds(seconds))));
}

}  // namespace escalon::importing
