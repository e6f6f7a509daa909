#pragma once

#include <google/protobuf/message.h>

#include "absl/time/time.h"
#include "cursor.hpp"

namespace escalon::policy {

/// Reads one field of a message, by the name that the message gives it. A message that is written
/// as a single value is its first field. Instants may be durations from `start` on. False for a
/// name that the message has not; then nothing is reported.
bool read_message_field(const Cursor& at, absl::Time start, google::protobuf::Message& out);

/// An instant, or a duration from `start` on.
bool read_when(const Cursor& at, absl::Time start, absl::Time& out);

}  // namespace escalon::policy
