#include "escalon/events/codec.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/base/suggest.hpp"
#include "json_writer.hpp"

namespace escalon::events {
namespace {

using google::protobuf::Descriptor;

constexpr std::string_view kNoField = ": Cannot find field.";

/// The message type that `path`, as `customer_message` or `attributes[0].value`, leads to; null
/// where it leads to none.
const Descriptor* type_at(const Descriptor* type, std::string_view path) {
  while (!path.empty()) {
    std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    step = step.substr(0, step.find('['));
    const auto* field = type->FindFieldByName(std::string(step));
    if (field == nullptr || field->message_type() == nullptr) {
      return nullptr;
    }
    type = field->message_type();
  }
  return type;
}

std::string known_names_hint(const Descriptor* type, std::string_view name) {
  if (type == nullptr) {
    return "";
  }
  std::vector<std::string_view> known;
  for (int i = 0; i < type->field_count(); ++i) {
    known.push_back(type->field(i)->name());
  }
  return did_you_mean(name, known);
}

/// Protobuf reports `(path) name: Cannot find field.`; the path is absent at the top.
std::string unknown_field(std::string_view reported, const Descriptor* type) {
  std::string_view path;
  if (reported.starts_with('(')) {
    path = reported.substr(1, reported.find(')') - 1);
    reported.remove_prefix(std::min(reported.size(), path.size() + 3));
  }
  const std::string_view name = reported.substr(0, reported.size() - kNoField.size());
  return fmt::format("{}{}{}: there is no such field{}", path, path.empty() ? "" : ".", name,
                     known_names_hint(type_at(type, path), name));
}

/// One line, without the excerpt that protobuf appends: it may hold a customer's words.
std::string explain(std::string_view reported, const Descriptor* type) {
  reported = reported.substr(0, reported.find('\n'));
  reported.remove_prefix(std::min(reported.size(), reported.find_first_not_of(": ")));
  if (reported.ends_with(kNoField)) {
    return unknown_field(reported, type);
  }
  return fmt::format("not a {} in JSON: {}", type->name(), reported);
}

}  // namespace

Status parse_json(std::string_view text, google::protobuf::Message& message) {
  const auto status =
      google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &message);
  if (status.ok()) {
    return {};
  }
  const std::string reported = status.message().ToString();
  return invalid(explain(reported, message.GetDescriptor()));
}

Result<ContactEvent> parse_event_json(std::string_view text) {
  ContactEvent event;
  if (Status parsed = parse_json(text, event); !parsed.ok()) {
    return parsed.error();
  }
  return event;
}

Result<ContactEvent> parse_event_binary(std::string_view bytes) {
  ContactEvent event;
  if (Status parsed = parse_event_binary(bytes, event); !parsed.ok()) {
    return parsed.error();
  }
  return event;
}

Status parse_event_binary(std::string_view bytes, ContactEvent& event) {
  // Protobuf would print a line for each bad text; the error says it once, to whom it concerns.
  const google::protobuf::LogSilencer silencer;
  if (bytes.size() > INT32_MAX ||
      !event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return invalid("not a ContactEvent in protobuf's binary form, or a text in it is not UTF-8");
  }
  return {};
}

std::string to_json(const ContactEvent& event) {
  return event_json(event);
}

std::string to_binary(const ContactEvent& event) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  event.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string to_json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  // Only a timestamp out of range can fail, and validate() has refused it before anything is
  // written.
  return status.ok() ? text : "{}";
}

}  // namespace escalon::events
