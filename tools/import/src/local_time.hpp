#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace escalon::importing {

/// How a wall-clock reading fits its zone.
enum class Fit {
  kExact,      ///< It names one instant.
  kMissing,    ///< The clocks skipped it: the first valid instant after the gap is taken.
  kAmbiguous,  ///< It came twice: the first is taken.
};

struct LocalTime {
  absl::Time instant;
  Fit fit = Fit::kExact;
};

/// Reads a point in time. Without `format`: ISO 8601 as `2016-02-29`, `2016-02-29T01:16`,
/// `2016-02-29 01:16:07.25` or any of them with `Z`, `+01`, `+0100` or `+01:00`. With `format`: as
/// absl::ParseTime reads it. An offset in the text beats `zone`. Nothing where the text is not such
/// a time.
[[nodiscard]] std::optional<LocalTime> read_time(std::string_view text, const absl::TimeZone& zone,
                                                 const std::string& format);

}  // namespace escalon::importing
