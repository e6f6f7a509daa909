#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::insight {

/// The name of an enumerator without its prefix, in lower case: `sla_breach`.
[[nodiscard]] std::string cause_name(escalation::v1::Cause cause);
[[nodiscard]] std::string type_name(escalation::v1::EscalationType type);

/// The name of the field that is set in the oneof `body` of a message; empty where none is.
[[nodiscard]] std::string body_name(const google::protobuf::Message& message);

}  // namespace escalon::insight
