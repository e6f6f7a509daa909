#include "escalon/events/outside_event.hpp"

#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/utf8.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;
using Headers = std::vector<std::pair<std::string, std::string>>;

// The attributes of an envelope that an event can use.
struct Envelope {
  std::string specversion;
  std::string id;
  std::string source;
  std::string type;
  std::string time;
  std::string subject;
};

std::optional<std::string_view> header(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &Headers::value_type::first);
  return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

// `application/json` of `Application/JSON; charset=UTF-8`.
std::string media_type(std::string_view text) {
  std::string media(text.substr(0, text.find(';')));
  absl::StripAsciiWhitespace(&media);
  absl::AsciiStrToLower(&media);
  return media;
}

Result<ContactEvent> parse_as(std::string_view content_type, std::string_view value) {
  const std::string media = media_type(content_type);
  const std::size_t first = value.find_first_not_of(" \t\r\n");
  const bool json = media.empty() ? first != std::string_view::npos && value[first] == '{'
                                  : media == "application/json" || media.ends_with("+json");
  if (json) {
    return parse_event_json(value);
  }
  if (!media.empty() && media != "application/protobuf" && media != "application/x-protobuf" &&
      media != "application/octet-stream") {
    return invalid(
        "content-type: the form is not known; write application/json or "
        "application/protobuf");
  }
  return parse_event_binary(value);
}

Status check(const Envelope& envelope) {
  if (envelope.specversion != "1.0") {
    return invalid("specversion: must be 1.0");
  }
  for (const auto& [name, value] :
       {std::pair("id", &envelope.id), {"source", &envelope.source}, {"type", &envelope.type}}) {
    if (value->empty()) {
      return invalid(fmt::format("{}: a CloudEvent must have it", name));
    }
    if (!is_utf8(*value)) {
      return invalid(fmt::format("{}: must be UTF-8", name));
    }
  }
  return {};
}

// What the event says itself wins.
Result<ContactEvent> complete(ContactEvent event, const Envelope& envelope) {
  if (event.event_id().empty()) {
    event.set_event_id(derive_id({"cloudevent", envelope.source, envelope.id}));
  }
  if (event.source().empty()) {
    event.set_source(envelope.source);
  }
  if (event.contact_id().empty() && event.case_id().empty() && is_utf8(envelope.subject)) {
    event.set_contact_id(envelope.subject);
  }
  if (!event.has_occurred_at() && !envelope.time.empty()) {
    const auto time = parse_instant(envelope.time);
    if (!time) {
      return invalid("time: must be an instant as RFC 3339 writes it");
    }
    const std::int64_t ms = to_ms(*time);
    event.mutable_occurred_at()->set_seconds(ms / 1'000);
    event.mutable_occurred_at()->set_nanos(static_cast<std::int32_t>(ms % 1'000 * 1'000'000));
  }
  return event;
}

Result<ContactEvent> enveloped(const Envelope& envelope, Result<ContactEvent> event) {
  if (Status checked = check(envelope); !checked) {
    return checked.error();
  }
  return event ? complete(std::move(event).value(), envelope) : event;
}

Result<ContactEvent> parse_binary_mode(const Headers& headers, std::string_view value) {
  const auto attribute = [&](std::string_view name) {
    return std::string(header(headers, name).value_or(""));
  };
  const Envelope envelope{attribute("ce_specversion"), attribute("ce_id"),
                          attribute("ce_source"),      attribute("ce_type"),
                          attribute("ce_time"),        attribute("ce_subject")};
  return enveloped(envelope, parse_as(header(headers, "content-type").value_or(""), value));
}

Result<ContactEvent> parse_data(const google::protobuf::Struct& envelope,
                                std::string_view content_type) {
  const auto data = envelope.fields().find("data");
  if (data != envelope.fields().end()) {
    return data->second.has_struct_value()
               ? parse_event_json(to_json(data->second.struct_value()))
               : invalid("data: must be an object, the event; write bytes as data_base64");
  }
  const auto encoded = envelope.fields().find("data_base64");
  std::string bytes;
  if (encoded == envelope.fields().end() ||
      !absl::Base64Unescape(encoded->second.string_value(), &bytes)) {
    return invalid("data: a CloudEvent must have the event as data, or in base64 as data_base64");
  }
  return parse_as(content_type, bytes);
}

Result<ContactEvent> parse_structured_mode(std::string_view value) {
  google::protobuf::Struct envelope;
  if (!parse_json(value, envelope)) {
    return invalid("the value is not a CloudEvent in JSON");
  }
  const auto attribute = [&](const char* name) {
    const auto found = envelope.fields().find(name);
    return found == envelope.fields().end() ? std::string() : found->second.string_value();
  };
  const Envelope attributes{attribute("specversion"), attribute("id"),   attribute("source"),
                            attribute("type"),        attribute("time"), attribute("subject")};
  return enveloped(attributes, parse_data(envelope, attribute("datacontenttype")));
}

}  // namespace

Result<ContactEvent> parse_outside_event(const Headers& headers, std::string_view value) {
  const std::string_view content_type = header(headers, "content-type").value_or("");
  const std::string media = media_type(content_type);
  if (media == "application/cloudevents+json") {
    return parse_structured_mode(value);
  }
  if (media.starts_with("application/cloudevents")) {
    return invalid(
        "content-type: of structured CloudEvents the JSON format is understood; write "
        "application/cloudevents+json");
  }
  return header(headers, "ce_specversion") ? parse_binary_mode(headers, value)
                                           : parse_as(content_type, value);
}

}  // namespace escalon::events
