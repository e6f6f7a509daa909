#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::staffing {

/// One contact that asked for somebody of a team, as it was recorded.
struct Call {
  std::string case_id = {};
  absl::Time arrived = absl::InfinitePast();
  int priority = 0;
  std::string channel = {};
  std::string intent = {};
  /// Until it was answered, or until the customer gave up.
  absl::Duration waited = absl::ZeroDuration();
  /// How long it was served; none where the customer gave up.
  std::optional<absl::Duration> service = std::nullopt;
};

/// From when to when somebody was there.
struct Presence {
  std::string person = {};
  absl::Time from;
  absl::Time to;
};

/// One day of a team, by UTC date of arrival: calls in order of arrival.
struct Day {
  std::string date = {};
  std::vector<Call> calls = {};
  std::vector<Presence> presences = {};
};

struct RecordedDays {
  std::vector<Day> days = {};  ///< In order.
  int left_out = 0;            ///< Calls that nobody who is named answered, or that have no end.
};

/// Reads the contact events of an events file and keeps what concerns `queue`: `queued` is the
/// arrival, `dequeued` with the outcome abandoned is giving up, `agent_joined` the answer, `ended`
/// the end of the service. Who answers a call within `gap` of the end of their last one was there
/// in between. The error names the file and the event.
[[nodiscard]] Result<RecordedDays> read_days(const std::string& events, const std::string& queue,
                                             absl::Duration gap);

}  // namespace escalon::staffing
