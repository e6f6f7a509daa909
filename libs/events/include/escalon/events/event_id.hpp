#pragma once

#include <string>

#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

/// The id of an event that brings none: SHA-256 over every other field that is set, in order of
/// field number, with maps in order of their keys; 32 lower-case hexadecimal digits. Equal events
/// have equal ids in every process.
[[nodiscard]] std::string content_id(const contact::v1::ContactEvent& event);

}  // namespace escalon::events
