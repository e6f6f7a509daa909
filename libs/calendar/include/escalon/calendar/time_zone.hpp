#pragma once

#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::calendar {

/// The time zone of an IANA name, as `Europe/Berlin`. An unknown name is refused with the nearest
/// known one; so is what would mean another zone on another machine: `localtime`, and file names.
[[nodiscard]] Result<absl::TimeZone> load_time_zone(std::string_view name);

/// When the zone's first standard time began; before it each town kept its own mean time, or nobody
/// lived there. absl::InfinitePast() where the zone has never known another time, as UTC.
[[nodiscard]] absl::Time standard_time_since(const absl::TimeZone& zone);

}  // namespace escalon::calendar
