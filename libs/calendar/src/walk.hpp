#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "day_table.hpp"
#include "escalon/base/instant.hpp"
#include "zone_table.hpp"

namespace escalon::calendar {

/// The instant in ms, brought into the range that is searched.
[[nodiscard]] inline std::int64_t bounded_ms(absl::Time at) {
  return std::clamp(to_ms(at), kSearchBeginMs, kSearchEndMs);
}

[[nodiscard]] inline DayNumber floor_day(std::int64_t local_ms) {
  return local_ms >= 0 ? local_ms / kDayMs : -((-local_ms + kDayMs - 1) / kDayMs);
}

/// Calls `visit(from_ms, to_ms)` with each open piece of [from_ms, until_ms) in order, until it
/// returns false. Pieces are cut at midnights and where the zone's offset changes, so neighbours
/// may touch.
template <typename Visit>
void walk(const DayTable& days, const ZoneTable& zone, std::int64_t from_ms, std::int64_t until_ms,
          Visit visit) {
  from_ms = std::max(from_ms, kSearchBeginMs);
  until_ms = std::min(until_ms, kSearchEndMs);
  for (std::size_t i = zone.find(from_ms); from_ms < until_ms; ++i) {
    const ZoneTable::Segment& segment = zone.segments()[i];
    const std::int64_t end_ms = std::min(segment.to_ms, until_ms);
    const std::int64_t local_from = from_ms + segment.offset_ms;
    const std::int64_t local_end = end_ms + segment.offset_ms;
    for (DayNumber day = floor_day(local_from); day * kDayMs < local_end; ++day) {
      for (const Readings& open : days.readings(day)) {
        const std::int64_t low = std::max(day * kDayMs + open.open_ms, local_from);
        const std::int64_t high = std::min(day * kDayMs + open.close_ms, local_end);
        if (low < high && !visit(low - segment.offset_ms, high - segment.offset_ms)) {
          return;
        }
      }
    }
    from_ms = end_ms;
  }
}

/// The same backwards: pieces of [kSearchBeginMs, until_ms), the last first.
template <typename Visit>
void walk_back(const DayTable& days, const ZoneTable& zone, std::int64_t until_ms, Visit visit) {
  until_ms = std::min(until_ms, kSearchEndMs);
  for (std::size_t i = zone.find(until_ms - 1); until_ms > kSearchBeginMs; --i) {
    const ZoneTable::Segment& segment = zone.segments()[i];
    const std::int64_t local_from = segment.from_ms + segment.offset_ms;
    const std::int64_t local_end = until_ms + segment.offset_ms;
    for (DayNumber day = floor_day(local_end - 1); (day + 1) * kDayMs > local_from; --day) {
      const auto readings = days.readings(day);
      for (auto open = readings.rbegin(); open != readings.rend(); ++open) {
        const std::int64_t low = std::max(day * kDayMs + open->open_ms, local_from);
        const std::int64_t high = std::min(day * kDayMs + open->close_ms, local_end);
        if (low < high && !visit(low - segment.offset_ms, high - segment.offset_ms)) {
          return;
        }
      }
    }
    until_ms = segment.from_ms;
  }
}

}  // namespace escalon::calendar
