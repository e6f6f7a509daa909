#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/calendar/closures.hpp"

namespace escalon::calendar {

/// A date or a time as a file writes it.
struct Moment {
  absl::CivilSecond wall;  ///< Its reading; a date's midnight.
  bool all_day = false;
  std::optional<absl::TimeZone> zone;  ///< Nothing for a date, and for a time that floats.

  /// The first instant with this reading; the first valid one after it where it is missing.
  [[nodiscard]] absl::Time instant() const;
};

/// An event with its repetitions, as a file says it.
struct Event {
  int line = 0;
  std::string uid;
  std::string name;
  bool cancelled = false;
  Moment start;
  std::optional<Moment> end;
  std::optional<absl::Duration> length;    ///< In place of `end`, by the wall clock.
  bool has_rule = false;                   ///< Whether an RRULE repeats it.
  std::vector<absl::CivilSecond> repeats;  ///< By its rules, on the clock of `start`, from 1970 on.
  std::vector<Moment> added;
  std::vector<Moment> left_out;
  std::optional<Moment> replaces;  ///< Which repetition of the event with its uid it stands for.
};

/// The events of a text that mark_events() has made. Bounded: 100,000 repetitions and a share of
/// fruitless looking for them.
[[nodiscard]] Result<std::vector<Event>, std::vector<ClosuresError>> parse_events(
    const std::string& marked);

}  // namespace escalon::calendar
