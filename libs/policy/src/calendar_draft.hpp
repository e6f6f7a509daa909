#pragma once

#include <map>
#include <vector>

#include "absl/time/time.h"
#include "cursor.hpp"
#include "escalon/calendar/calendar_spec.hpp"

namespace escalon::policy {

/// A calendar while it is read. The zone is read first: what follows is judged by it.
struct CalendarDraft {
  calendar::CalendarSpec spec;
  absl::TimeZone zone;
};

using Intervals = std::vector<calendar::DayInterval>;

/// One span of hours, a list of them, or `closed`. Spans that overlap are an error.
[[nodiscard]] Intervals read_intervals(const Cursor& at);

/// Closed dates, with or without names.
void read_holidays(const Cursor& at, CalendarDraft& out);

/// iCalendar files of the policy's folder, one or a list.
void read_holiday_files(const Cursor& at, CalendarDraft& out);

/// Dates with hours of their own.
void read_overrides(const Cursor& at, CalendarDraft& out);

/// Dates with closed hours.
void read_breaks(const Cursor& at, CalendarDraft& out);

/// What cannot be meant, though each part may be: hours for a date that is a holiday.
void warn_of_holidays(const Cursor& at, const calendar::CalendarSpec& spec);

}  // namespace escalon::policy
