#pragma once

#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::replay {

/// The hours in which nobody likes to be paged, by the wall clock of one zone. The end is not
/// within; a night may run over midnight.
struct Night {
  int from_minute = 22 * 60;  ///< Of the day.
  int until_minute = 6 * 60;
  absl::TimeZone zone = absl::UTCTimeZone();

  [[nodiscard]] bool holds(absl::Time at) const;
};

/// Reads hours like `22:00-06:00`. The error says how they are written.
[[nodiscard]] Result<Night> parse_night(std::string_view hours, absl::TimeZone zone);

}  // namespace escalon::replay
