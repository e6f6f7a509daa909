#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::up {

/// One thing to be told at an instant of mesh time.
struct PlayItem {
  absl::Time at;
  std::variant<contact::v1::ContactEvent, command::v1::Command> what;
};
/// In order of their instants; equal instants in the order of the file.
using PlayItems = std::vector<PlayItem>;

/// The last millisecond before the item's instant: mesh time is held there until it is durable.
[[nodiscard]] absl::Time hold_before(const PlayItem& item);

/// Events and commands in the order in which they happened. kInvalid where an event has no instant.
[[nodiscard]] Result<PlayItems> make_items(std::vector<contact::v1::ContactEvent> events,
                                           std::vector<command::v1::Command> commands);

/// Keeps the cases alone all of whose events lie in [from, to).
void keep_cases_between(std::vector<contact::v1::ContactEvent>& events, absl::Time from,
                        absl::Time to);

/// Moves every instant by `shift`, and marks every id of events, cases, contacts and commands with
/// `run`, so that each run has cases of its own.
void redate(PlayItems& items, absl::Duration shift, const std::string& run);

/// The shift by which a play that begins at `wall` and runs at `speed` ends when its clock meets
/// the wall clock.
[[nodiscard]] absl::Duration shift_to_join(const PlayItems& items, absl::Time wall, double speed);

/// Reads commands, one a line in protobuf's JSON mapping, each with `issued_at`.
[[nodiscard]] Result<std::vector<command::v1::Command>> read_commands(const std::string& text);

/// Reads events, one a line in protobuf's JSON mapping.
[[nodiscard]] Result<std::vector<contact::v1::ContactEvent>> read_event_lines(
    const std::string& text);

}  // namespace escalon::up
