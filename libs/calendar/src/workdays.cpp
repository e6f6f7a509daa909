#include <algorithm>
#include <optional>

#include "compiled.hpp"
#include "pause_list.hpp"
#include "walk.hpp"

namespace escalon::calendar {
namespace {

// A place in working time: a date that owns open time, and a reading counted from its midnight.
struct Place {
  DayNumber day;
  std::int64_t reading_ms;
};

// The working day whose open time holds the instant: its own date, or the night of the date before.
std::optional<Place> place_of(const DayTable& days, std::int64_t local_ms, bool closing_counts) {
  const DayNumber today = floor_day(local_ms);
  for (const DayNumber day : {today, today - 1}) {
    const std::int64_t reading_ms = local_ms - day * kDayMs;
    for (const Readings& open : days.owned(day)) {
      const bool inside = open.open_ms <= reading_ms && reading_ms < open.close_ms;
      if (inside || (closing_counts && reading_ms == open.close_ms)) {
        return Place{day, reading_ms};
      }
    }
  }
  return std::nullopt;
}

Place next_opening(const DayTable& days, std::int64_t local_ms) {
  for (DayNumber day = floor_day(local_ms);; ++day) {
    for (const Readings& open : days.owned(day)) {
      if (day * kDayMs + open.open_ms >= local_ms) {
        return {day, open.open_ms};
      }
    }
  }
}

Place last_closing(const DayTable& days, std::int64_t local_ms) {
  for (DayNumber day = floor_day(local_ms);; --day) {
    const auto owned = days.owned(day);
    for (auto open = owned.rbegin(); open != owned.rend(); ++open) {
      if (day * kDayMs + open->close_ms <= local_ms) {
        return {day, open->close_ms};
      }
    }
  }
}

DayNumber move(const DayTable& days, DayNumber day, int count) {
  const int step = count < 0 ? -1 : 1;
  while (count != 0) {
    day += step;
    count -= days.owned(day).empty() ? 0 : step;
  }
  return day;
}

}  // namespace

absl::Time Calendar::due_workdays(absl::Time start, int days, const WorkdayOptions& options,
                                  Pauses pauses) const {
  const DayTable& table = compiled_->days;
  const std::int64_t local_ms = compiled_->zone.to_local(bounded_ms(start));
  const auto inside = place_of(table, local_ms, days < 0);
  Place place = inside     ? *inside
                : days < 0 ? last_closing(table, local_ms)
                           : next_opening(table, local_ms);
  place.day = move(table, place.day, days);
  if (options.end_of_working_day) {
    place.reading_ms = table.owned(place.day).back().close_ms;
  }
  absl::Time due_at = from_ms(compiled_->zone.to_utc(place.day * kDayMs + place.reading_ms));
  due_at = due(due_at, options.extra);
  const PauseList list(pauses);
  for (const PauseList::Span& pause : list.spans()) {
    const absl::Time from = std::max(start, from_ms(pause.from_ms));
    const absl::Time to = from_ms(pause.to_ms);
    if (from < due_at) {
      due_at =
          pause.to_ms >= kSearchEndMs ? absl::InfiniteFuture() : due(due_at, elapsed(from, to));
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

}  // namespace escalon::calendar
