#pragma once

#include <string>

#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

/// One event in protobuf's JSON mapping, with fields in order of their numbers and maps in order of
/// their keys.
[[nodiscard]] std::string event_json(const contact::v1::ContactEvent& event);

}  // namespace escalon::events
