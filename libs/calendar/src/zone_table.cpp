#include "zone_table.hpp"

#include <algorithm>

#include "absl/time/time.h"
#include "escalon/calendar/time_zone.hpp"

namespace escalon::calendar {
namespace {

std::int64_t offset_at(const absl::TimeZone& zone, std::int64_t utc_ms) {
  return std::int64_t{zone.At(absl::FromUnixMillis(utc_ms)).offset} * 1000;
}

// A transition is told by the readings before and after it; the instant is where one of them is not
// unique.
std::int64_t instant_of(const absl::TimeZone& zone, const absl::TimeZone::CivilTransition& change) {
  const absl::CivilSecond odd = change.from < change.to ? change.from : change.to;
  return absl::ToUnixMillis(zone.At(odd).trans);
}

}  // namespace

Result<ZoneTable> ZoneTable::load(const std::string& name) {
  const auto loaded = load_time_zone(name);
  if (!loaded) {
    return loaded.error();
  }
  const absl::TimeZone& zone = *loaded;
  const absl::Time until = absl::FromCivil(absl::CivilDay(2101, 1, 1), absl::UTCTimeZone());
  ZoneTable table;
  table.segments_.push_back({kSearchBeginMs, kSearchEndMs, offset_at(zone, kSearchBeginMs)});
  absl::Time at = absl::FromUnixMillis(kSearchBeginMs);
  absl::TimeZone::CivilTransition change;
  while (at < until && zone.NextTransition(at, &change)) {
    const std::int64_t at_ms = instant_of(zone, change);
    at = absl::FromUnixMillis(at_ms);
    const std::int64_t offset_ms = offset_at(zone, at_ms);
    if (at_ms > kSearchBeginMs && offset_ms != table.segments_.back().offset_ms) {
      table.segments_.back().to_ms = at_ms;
      table.segments_.push_back({at_ms, kSearchEndMs, offset_ms});
    }
  }
  return table;
}

std::size_t ZoneTable::find(std::int64_t utc_ms) const {
  const auto after = std::upper_bound(
      segments_.begin(), segments_.end(), utc_ms,
      [](std::int64_t at, const Segment& segment) { return at < segment.from_ms; });
  return after == segments_.begin() ? 0 : static_cast<std::size_t>(after - segments_.begin()) - 1;
}

std::int64_t ZoneTable::to_utc(std::int64_t local_ms) const {
  // No offset exceeds a day, so the reading can only lie in segments that touch the day around it.
  std::size_t index = find(local_ms - kDayMs);
  for (; index + 1 < segments_.size(); ++index) {
    if (local_ms < segments_[index].to_ms + segments_[index].offset_ms) {
      break;
    }
  }
  const Segment& segment = segments_[index];
  return std::max(local_ms - segment.offset_ms,
                  index == 0 ? local_ms - segment.offset_ms : segment.from_ms);
}

}  // namespace escalon::calendar
