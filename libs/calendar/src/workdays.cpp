#include <algorithm>
#include <optional>

#include "compiled.hpp"
#include "pause_list.hpp"
#include "walk.hpp"

namespace escalon::calendar {
namespace {

constexpr DayNumber kFirstDay = kSearchBeginMs / kDayMs;
constexpr DayNumber kLastDay = kSearchEndMs / kDayMs;

// A place in working time: a date that owns open time, and a reading counted from its midnight.
struct Place {
  DayNumber day;
  std::int64_t reading_ms;

  [[nodiscard]] std::int64_t local_ms() const { return day * kDayMs + reading_ms; }
  [[nodiscard]] bool known() const { return kFirstDay < day && day < kLastDay; }
};

// The working day whose open time holds the reading: its own date, or the night of the date before.
Place place_of(const DayTable& days, std::int64_t local_ms) {
  const DayNumber today = floor_day(local_ms);
  const auto owned = days.owned(today);
  const std::int64_t reading_ms = local_ms - today * kDayMs;
  const bool own = std::any_of(owned.begin(), owned.end(), [&](const Readings& open) {
    return open.open_ms <= reading_ms && reading_ms < open.close_ms;
  });
  return own ? Place{today, reading_ms} : Place{today - 1, reading_ms + kDayMs};
}

// Where the count begins.
struct Beginning {
  std::int64_t at_ms;
  Place place;
};

// The start where it is open, else the next opening.
std::optional<Beginning> beginning(const DayTable& days, const ZoneTable& zone,
                                   std::int64_t start_ms) {
  std::optional<Beginning> found;
  walk(days, zone, start_ms, kSearchEndMs, [&](std::int64_t low, std::int64_t) {
    found = Beginning{low, place_of(days, zone.to_local(low))};
    return false;
  });
  return found;
}

// The start where it is open, else the last closing.
std::optional<Beginning> beginning_back(const DayTable& days, const ZoneTable& zone,
                                        std::int64_t start_ms) {
  std::optional<Beginning> found = beginning(days, zone, start_ms);
  if (found && found->at_ms == start_ms) {
    return found;
  }
  found.reset();
  walk_back(days, zone, start_ms, [&](std::int64_t, std::int64_t high) {
    found = Beginning{high, place_of(days, zone.to_local(high - 1))};
    ++found->place.reading_ms;
    return false;
  });
  return found;
}

std::optional<Beginning> beginning(const DayTable& days, const ZoneTable& zone, absl::Time start,
                                   int count) {
  const std::int64_t start_ms = bounded_ms(start);
  return count < 0 ? beginning_back(days, zone, start_ms) : beginning(days, zone, start_ms);
}

// `count` working days on, or back; `visit(day)` for each of them.
template <typename Visit>
Place moved(const DayTable& table, Place place, int count, Visit visit) {
  const int step = count < 0 ? -1 : 1;
  while (count != 0 && place.known()) {
    place.day += step;
    if (!table.owned(place.day).empty()) {
      count -= step;
      visit(place.day);
    }
  }
  return place;
}

void settle(const DayTable& table, const WorkdayOptions& options, Place& place) {
  const std::int64_t close_ms = table.owned(place.day).back().close_ms;
  if (options.end_of_working_day) {
    place.reading_ms = close_ms;
  } else if (options.pull_back_to_close) {
    place.reading_ms = std::min(place.reading_ms, close_ms);
  }
}

}  // namespace

absl::Time Calendar::due_workdays(absl::Time start, int days, const WorkdayOptions& options,
                                  Pauses pauses) const {
  const DayTable& table = compiled_->days;
  const absl::Time never = days < 0 ? absl::InfinitePast() : absl::InfiniteFuture();
  const auto from = beginning(table, compiled_->zone, start, days);
  if (!from) {
    return never;
  }
  Place place = moved(table, from->place, days, [](DayNumber) {});
  if (!place.known()) {
    return never;
  }
  settle(table, options, place);
  absl::Time due_at = due(from_ms(compiled_->zone.to_utc(place.local_ms())), options.extra);
  const PauseList list(pauses);
  for (const PauseList::Span& pause : list.spans()) {
    const absl::Time paused = std::max(start, from_ms(pause.from_ms));
    if (paused < due_at) {
      due_at = pause.to_ms >= kSearchEndMs ? absl::InfiniteFuture()
                                           : due(due_at, elapsed(paused, from_ms(pause.to_ms)));
    }
  }
  return due_at;
}

absl::Time Calendar::due_calendar_days(absl::Time start, int days, Pauses pauses) const {
  const std::int64_t local_ms = compiled_->zone.to_local(bounded_ms(start)) + days * kDayMs;
  absl::Time due_at = from_ms(compiled_->zone.to_utc(local_ms));
  const PauseList list(pauses);
  for (const PauseList::Span& pause : list.spans()) {
    const absl::Time from = std::max(start, from_ms(pause.from_ms));
    if (from < due_at && from < from_ms(pause.to_ms)) {
      due_at +=
          pause.to_ms >= kSearchEndMs ? absl::InfiniteDuration() : from_ms(pause.to_ms) - from;
    }
  }
  return due_at;
}

Explanation Calendar::explain_due_workdays(absl::Time start, int days,
                                           const WorkdayOptions& options, Pauses pauses) const {
  const absl::Time due_at = due_workdays(start, days, options, pauses);
  Explanation sum = span(start, due_at, pauses);
  sum.counting = Explanation::Counting::kWorkingDays;
  sum.days = days;
  sum.counted_from = start;
  if (const auto from = beginning(compiled_->days, compiled_->zone, start, days)) {
    sum.counted_from = from->at_ms == bounded_ms(start) ? start : from_ms(from->at_ms);
    moved(compiled_->days, from->place, days,
          [&](DayNumber day) { sum.dates.push_back(date_of(day)); });
  }
  return sum;
}

Explanation Calendar::explain_due_calendar_days(absl::Time start, int days, Pauses pauses) const {
  Explanation sum = span(start, due_calendar_days(start, days, pauses), pauses);
  sum.counting = Explanation::Counting::kCalendarDays;
  sum.days = days;
  sum.counted_from = start;
  return sum;
}

}  // namespace escalon::calendar
