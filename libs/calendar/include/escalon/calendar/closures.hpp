#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/calendar/calendar_spec.hpp"

namespace escalon::calendar {

/// What an iCalendar file closes, by the wall clock of one zone, with repetitions written out.
struct Closures {
  /// Whole dates, with the summary of the event that closes each.
  std::map<absl::CivilDay, std::string> holidays;
  /// Hours of a date that are closed.
  std::map<absl::CivilDay, std::vector<DayInterval>> breaks;

  friend bool operator==(const Closures&, const Closures&) = default;
};

/// What is wrong with an iCalendar file.
struct ClosuresError {
  int line = 0;  ///< Of the event or of the property, counted from 1.
  std::string message;
  std::string remedy;

  friend bool operator==(const ClosuresError&, const ClosuresError&) = default;
};

/// An iCalendar file (RFC 5545) as closed times of a calendar in `time_zone`, or everything that is
/// wrong with it, by line.
///
/// - An event from midnight to midnight by the wall clock of the zone, as every all-day event is,
///   makes holidays; any other closes the hours that it covers.
/// - All-day and floating events keep their reading in whatever zone; others are moved into it. A
///   TZID must name a zone of the IANA database, by itself, as its end, or by an X-LIC-LOCATION of
///   its VTIMEZONE; other rules of a VTIMEZONE are not used.
/// - RRULE, RDATE, EXDATE and RECURRENCE-ID are followed from 1970 to 2100; a repeated event keeps
///   its wall-clock length. Cancelled events close nothing. TRANSP is not asked.
/// - Refused: rules that repeat within a day, RANGE, EXRULE, periods in RDATE, over 200 rules or
///   100,000 repetitions, an event without a beginning or a length, and one that ended before the
///   zone had a standard time.
///
/// Pure and thread-safe; any bytes are an input. libical is known to one source file.
[[nodiscard]] Result<Closures, std::vector<ClosuresError>> read_icalendar(
    std::string_view text, const absl::TimeZone& time_zone);

/// Adds closed times to a calendar. A holiday that the calendar names itself keeps its name.
void add_closures(const Closures& closures, CalendarSpec& calendar);

}  // namespace escalon::calendar
