#pragma once

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::rota {

/// The zone of an IANA name, for its wall clock. kInvalid where there is none.
[[nodiscard]] Result<absl::TimeZone> load_zone(const std::string& name);

/// The first instant with this reading; the first valid instant after it where the reading is
/// missing.
[[nodiscard]] absl::Time first_instant(const absl::TimeZone& zone, absl::CivilSecond reading);

/// The last instant with this reading; the first valid instant after it where it is missing.
[[nodiscard]] absl::Time last_instant(const absl::TimeZone& zone, absl::CivilSecond reading);

/// The last reading whose first instant has come by `at`: what the clock shows, or while it shows
/// an hour for the second time, what it had reached before.
[[nodiscard]] absl::CivilSecond reading_reached(const absl::TimeZone& zone, absl::Time at);

/// Division that rounds down, and the rest, which is never negative.
[[nodiscard]] std::int64_t floor_divide(std::int64_t value, std::int64_t by);
[[nodiscard]] std::int64_t floor_rest(std::int64_t value, std::int64_t by);

}  // namespace escalon::rota
