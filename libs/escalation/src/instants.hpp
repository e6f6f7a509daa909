#pragma once

#include "absl/time/time.h"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/command/v1/command.pb.h"

namespace escalon::escalation {

/// The instant that a protobuf timestamp tells.
[[nodiscard]] inline absl::Time instant_of(const google::protobuf::Timestamp& stamp) {
  return absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
}

/// When the classified contact event happened.
[[nodiscard]] inline absl::Time occurred_at(const classification::v1::Classified& classified) {
  return instant_of(classified.contact().occurred_at());
}

/// When the command was given; `now` where it does not say.
[[nodiscard]] inline absl::Time issued_at(const command::v1::Command& command, absl::Time now) {
  return command.has_issued_at() ? instant_of(command.issued_at()) : now;
}

}  // namespace escalon::escalation
