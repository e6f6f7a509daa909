#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "escalon/base/result.hpp"

namespace escalon::calendar {

/// Opening hours by the wall clock, half-open: seconds after the midnight that begins the owning
/// date. `close_s` at or before `open_s` runs into the next day; equal means 24 hours; 86400 is
/// written 24:00.
struct DayInterval {
  int open_s = 0;   ///< 0 to 86399.
  int close_s = 0;  ///< 0 to 86400.

  friend bool operator==(const DayInterval&, const DayInterval&) = default;
};

/// Month and day of a date that returns every year.
using MonthDay = std::pair<int, int>;

/// A calendar as people write it. A plain value; Calendar::compile checks it.
struct CalendarSpec {
  /// The calendar's name in the policy; only shown.
  std::string name;
  /// IANA name, as `Europe/Berlin`.
  std::string time_zone = "UTC";
  /// Opening hours of each day of the week, Monday first. An interval belongs to the date on which
  /// it starts.
  std::array<std::vector<DayInterval>, 7> weekly;
  /// Dates that lose every interval they own, with the holiday's name (which may be empty).
  std::map<absl::CivilDay, std::string> holidays;
  /// The same for every year.
  std::map<MonthDay, std::string> annual_holidays;
  /// Dates whose intervals replace those of the week. A holiday on the same date still wins.
  std::map<absl::CivilDay, std::vector<DayInterval>> date_overrides;
  /// Readings of a date that are closed, whichever date owns the interval they are cut from.
  std::map<absl::CivilDay, std::vector<DayInterval>> breaks;
};

/// Reads `HH:MM` or `HH:MM:SS`, up to 24:00, as seconds after midnight.
[[nodiscard]] Result<int> parse_time_of_day(std::string_view text);

/// Reads opening and closing time of an interval, as `08:30` and `17:00`.
[[nodiscard]] Result<DayInterval> parse_interval(std::string_view open, std::string_view close);

/// Reads an interval as `08:30-17:00`, blanks round the dash allowed.
[[nodiscard]] Result<DayInterval> parse_span(std::string_view text);

/// Days of the week that follow one another.
struct Weekdays {
  int first = 0;  ///< 0 is Monday.
  int count = 1;  ///< 1 to 7; may run over Sunday.

  friend bool operator==(const Weekdays&, const Weekdays&) = default;
};

/// Reads `mon`, `mon-fri`, `sat-mon` or `daily`.
[[nodiscard]] Result<Weekdays> parse_weekdays(std::string_view text);

/// Reads `YYYY-MM-DD`; a date that does not exist is refused.
[[nodiscard]] Result<absl::CivilDay> parse_date(std::string_view text);

/// Reads `MM-DD`; `02-29` is a holiday in leap years.
[[nodiscard]] Result<MonthDay> parse_month_day(std::string_view text);

/// Reads `mon` to `sun` as 0 to 6.
[[nodiscard]] Result<int> parse_weekday(std::string_view text);

}  // namespace escalon::calendar
