#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/calendar/calendar_spec.hpp"

namespace escalon::calendar {

/// A half-open span of time.
struct Period {
  absl::Time from;
  absl::Time to;

  friend bool operator==(const Period&, const Period&) = default;
};

/// Times that do not count. Any order; overlaps count once; one without an end has `to` =
/// absl::InfiniteFuture().
using Pauses = std::span<const Period>;

/// How a target in working days ends.
struct WorkdayOptions {
  /// Due at the close of the day reached instead of at the same wall time.
  bool end_of_working_day = false;
  /// Open time added afterwards.
  absl::Duration extra = absl::ZeroDuration();
  /// Due at the close of the day reached where the same wall time comes after it, as on a day that
  /// closes early.
  bool pull_back_to_close = false;
};

/// The sum that made a due instant or an elapsed time.
struct Explanation {
  /// What was summed up.
  enum class Counting {
    kOpenTime,
    kWallTime,  ///< Set by who counts wall time with a calendar that never closes.
    kWorkingDays,
    kCalendarDays
  };

  /// What was counted: one open period, less the pauses in it.
  struct Counted {
    Period open;
    absl::Duration counted;
  };
  /// A date whose week did not apply.
  struct Exception {
    absl::CivilDay date;
    std::string what;  ///< `holiday`, with its name if it has one; `special hours`; `break`.
  };

  std::string calendar;  ///< Name of the calendar.
  std::string version;   ///< Its version.
  std::string time_zone;
  absl::Time start;
  absl::Time end;  ///< The due instant, or the end of the span.
  Counting counting = Counting::kOpenTime;
  absl::Duration counted;        ///< Of open time: the sum of `periods`.
  std::vector<Counted> periods;  ///< Of open time: in order of time, whichever way was counted.
  /// Of days: where the count began, which is the next opening for a start outside opening.
  absl::Time counted_from;
  int days = 0;                       ///< Of days: how many were asked for; below 0 backwards.
  std::vector<absl::CivilDay> dates;  ///< Of working days: those that were counted, in order.
  std::vector<Exception> exceptions;  ///< Dates from `start` to `end`.
  std::vector<Period> pauses;         ///< Those that touch the span, merged and sorted.

  /// A few lines for people, in the calendar's own wall time. An instant shows its offset where the
  /// offset changes within the sum. Of long lists only the ends.
  [[nodiscard]] std::string text() const;
  /// The same with every line.
  [[nodiscard]] std::string full_text() const;
};

/// Opening hours of an organisation, compiled. An immutable value: cheap to copy, and several
/// threads may read one.
///
/// An instant is open iff its wall-clock reading lies in a half-open interval of the owning date.
/// Time is counted absolutely, in whole ms (instants are rounded down), so an ambiguous hour counts
/// twice and a missing one not at all. A target met exactly at closing time is due at closing time.
/// Yearly holidays and changes of the zone's offset are known from 1970 to 2100; openings are
/// searched up to 2200. No function fails; what never comes is absl::InfiniteFuture().
class Calendar {
 public:
  /// Checks and compiles. Refused, with the remedy: an unknown zone, times of day out of range, and
  /// a calendar that stays closed for over 370 days somewhere.
  [[nodiscard]] static Result<Calendar> compile(const CalendarSpec& spec);

  /// Whether work is done at `at`.
  [[nodiscard]] bool is_open(absl::Time at) const;

  /// The first instant by which `open_time` has been open since `start`, less pauses. A target of
  /// zero or less is due at `start`, open or not.
  [[nodiscard]] absl::Time due(absl::Time start, absl::Duration open_time,
                               Pauses pauses = {}) const;

  /// `days` working days after `start` at the same wall time. A start outside opening first moves
  /// to the next opening; for negative days to the previous closing. A working day is a date that
  /// owns an open interval. A pause that begins before the due instant moves it on by the open time
  /// that the pause took. A missing wall time begins at the first valid instant; of an ambiguous
  /// one the first is taken.
  [[nodiscard]] absl::Time due_workdays(absl::Time start, int days,
                                        const WorkdayOptions& options = {},
                                        Pauses pauses = {}) const;

  /// `days` calendar days after `start` at the same wall time, closed days included. Pauses move it
  /// on by their length.
  [[nodiscard]] absl::Time due_calendar_days(absl::Time start, int days, Pauses pauses = {}) const;

  /// Open time in [from, to) less pauses; zero where `to` is not after `from`.
  [[nodiscard]] absl::Duration elapsed(absl::Time from, absl::Time to, Pauses pauses = {}) const;

  /// The last instant from which `open_time` is open until `at`, less pauses; `at` itself for zero.
  /// absl::InfinitePast() before the year 1900.
  [[nodiscard]] absl::Time before(absl::Time at, absl::Duration open_time,
                                  Pauses pauses = {}) const;

  /// `at` if it is open, else the next opening.
  [[nodiscard]] absl::Time next_open(absl::Time at) const;

  /// The first `count` open periods from `from` on, touching ones joined, none beginning at or
  /// after `until`. A period that never ends is cut at `until`.
  [[nodiscard]] std::vector<Period> open_periods(absl::Time from, absl::Time until,
                                                 std::size_t count) const;

  /// What makes `at` differ from the week: the exception of its own date, and that of the date
  /// before where the week has a night that reaches `at`.
  [[nodiscard]] std::vector<Explanation::Exception> exceptions_at(absl::Time at) const;

  /// The sum behind due().
  [[nodiscard]] Explanation explain_due(absl::Time start, absl::Duration open_time,
                                        Pauses pauses = {}) const;
  /// The sum behind before(): from the instant found to `at`.
  [[nodiscard]] Explanation explain_before(absl::Time at, absl::Duration open_time,
                                           Pauses pauses = {}) const;
  /// The days behind due_workdays().
  [[nodiscard]] Explanation explain_due_workdays(absl::Time start, int days,
                                                 const WorkdayOptions& options = {},
                                                 Pauses pauses = {}) const;
  /// The days behind due_calendar_days().
  [[nodiscard]] Explanation explain_due_calendar_days(absl::Time start, int days,
                                                      Pauses pauses = {}) const;
  /// The sum behind elapsed().
  [[nodiscard]] Explanation explain_elapsed(absl::Time from, absl::Time to,
                                            Pauses pauses = {}) const;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& time_zone() const;
  /// Names content and time zone rules: two calendars with one version answer alike. 16 hexadecimal
  /// digits.
  [[nodiscard]] const std::string& version() const;

 private:
  struct Compiled;
  // An explanation without periods: the exceptions and pauses of the span.
  [[nodiscard]] Explanation span(absl::Time from, absl::Time to, Pauses pauses) const;
  explicit Calendar(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;  // never null
};

}  // namespace escalon::calendar
