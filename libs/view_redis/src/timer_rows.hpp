#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalon/journal/ports.hpp"

namespace escalon::view_redis {

/// The row of a timer as a page holds it: `due \0 key \0 timer \0 generation \0 kind`. Rows compare
/// byte by byte in the order of (due, key, timer).
[[nodiscard]] std::string encode_row(const journal::TimerRow& timer);

/// What encode_row wrote; nothing for anything else.
[[nodiscard]] std::optional<journal::TimerRow> decode_row(std::string_view row);

/// What the row of a timer at that place begins with; empty for the place before all timers.
[[nodiscard]] std::string encode_position(const journal::TimerPosition& position);

/// A due instant in 15 bytes that compare as the instants do: decimal for those since 1970, `-` and
/// the complement for earlier ones. Instants beyond the year 33658 are all one.
[[nodiscard]] std::string encode_due(std::int64_t due_ms);

}  // namespace escalon::view_redis
