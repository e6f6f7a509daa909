#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon {

/// Unix milliseconds of an instant, as journals and states store it; rounded down.
[[nodiscard]] std::int64_t to_ms(absl::Time instant);

/// The instant of Unix milliseconds.
[[nodiscard]] absl::Time from_ms(std::int64_t unix_ms);

/// RFC 3339 in UTC with milliseconds: `2024-03-01T09:00:00.000Z`.
[[nodiscard]] std::string format_instant(absl::Time instant);

/// Reads RFC 3339 with an offset or `Z`. The error names the text.
[[nodiscard]] Result<absl::Time> parse_instant(std::string_view text);

/// A duration as people write it in policies: `90s`, `15m`, `4h`, `1h30m`, `2d` (24 h each).
[[nodiscard]] Result<absl::Duration> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads back to the same duration (whole milliseconds).
[[nodiscard]] std::string format_duration(absl::Duration duration);

}  // namespace escalon
