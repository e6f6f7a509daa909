#pragma once

#include <string>
#include <string_view>

#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

using ContactEvent = contact::v1::ContactEvent;

/// Reads one message in protobuf's JSON mapping (field names as in the .proto, or lowerCamelCase)
/// into `message`. The error names the field by its path, says what is wrong, and suggests the
/// nearest known name for one that does not exist. `message` is unspecified after an error. Used
/// for events and for commands.
[[nodiscard]] Status parse_json(std::string_view text, google::protobuf::Message& message);

/// One contact event in protobuf's JSON mapping.
[[nodiscard]] Result<ContactEvent> parse_event_json(std::string_view text);

/// One contact event in protobuf's binary form. Invalid UTF-8 in a text is an error.
[[nodiscard]] Result<ContactEvent> parse_event_binary(std::string_view bytes);

/// The same into an event that the caller keeps.
[[nodiscard]] Status parse_event_binary(std::string_view bytes, ContactEvent& event);

/// The message as one line of JSON without the line end, with the field names of the .proto.
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);

/// The same for an event, with the entries of maps in order of their names: equal events give equal
/// lines.
[[nodiscard]] std::string to_json(const ContactEvent& event);

/// The event in protobuf's binary form, with the entries of maps in order of their names.
[[nodiscard]] std::string to_binary(const ContactEvent& event);

}  // namespace escalon::events
