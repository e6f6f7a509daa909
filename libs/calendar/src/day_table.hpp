#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "escalon/calendar/calendar_spec.hpp"

namespace escalon::calendar {

/// Open readings in ms after the midnight that begins a date; may pass 24 hours where a date owns a
/// night.
struct Readings {
  std::int64_t open_ms;
  std::int64_t close_ms;
};

/// Yearly holidays and repeated closed times are known from the first of these years to the end of
/// the last.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2100;

/// Days since 1970-01-01 by the wall calendar.
using DayNumber = std::int64_t;

[[nodiscard]] inline DayNumber day_of(absl::CivilDay date) {
  return date - absl::CivilDay(1970, 1, 1);
}
[[nodiscard]] inline absl::CivilDay date_of(DayNumber day) {
  return absl::CivilDay(1970, 1, 1) + day;
}

/// Which readings of which date are open: the wall-clock half of a calendar, without a zone.
class DayTable {
 public:
  explicit DayTable(const CalendarSpec& spec);

  /// What is open on the date by its own readings, 0 to 24 h, the nights of the date before
  /// included.
  [[nodiscard]] std::span<const Readings> readings(DayNumber day) const {
    return find(day, shown_, weekly_shown_);
  }
  /// What the date owns, its night included. Empty for a day that is no working day.
  [[nodiscard]] std::span<const Readings> owned(DayNumber day) const {
    return find(day, owned_, weekly_owned_);
  }
  /// Whether the week alone would have the date own the reading, in ms after its midnight.
  [[nodiscard]] bool week_owns(DayNumber day, std::int64_t reading_ms) const;
  /// `holiday NAME`, `special hours`, `break` or nothing.
  [[nodiscard]] std::string exception(DayNumber day) const;

  /// First and last date that does not follow the week because of a dated rule; an empty range
  /// where none does.
  [[nodiscard]] DayNumber first_dated() const { return first_dated_; }
  [[nodiscard]] DayNumber last_dated() const { return last_dated_; }

 private:
  using Week = std::array<std::vector<Readings>, 7>;
  struct Special {
    DayNumber day;
    std::vector<Readings> readings;
  };

  static std::size_t weekday(DayNumber day) {
    return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
  }
  static std::span<const Readings> find(DayNumber day, const std::vector<Special>& special,
                                        const Week& week);
  void build_week(const CalendarSpec& spec);
  void build_special(const CalendarSpec& spec, const std::set<DayNumber>& days);
  std::vector<Readings> owned_by(DayNumber day, const CalendarSpec& spec) const;

  Week weekly_owned_;
  Week weekly_shown_;
  std::vector<Special> owned_;  // sorted by day: dates that differ from the week
  std::vector<Special> shown_;
  std::map<DayNumber, std::string> holidays_;
  std::map<DayNumber, std::string> others_;
  DayNumber first_dated_ = 0;
  DayNumber last_dated_ = -1;
};

}  // namespace escalon::calendar
