#pragma once

#include <string>

namespace google::protobuf {
class Message;
}

namespace escalon::service {

/// Replaces every text that carries the option (escalon.contact.v1.personal) by `[redacted]`, at
/// any depth. Empty texts stay empty; personal fields of another type are cleared.
void redact(google::protobuf::Message& message);

/// The message as one line of JSON without personal text.
[[nodiscard]] std::string redacted_json(const google::protobuf::Message& message);

}  // namespace escalon::service
