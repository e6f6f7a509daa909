#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace escalon::rota {

/// A half-open span of a week by the wall clock, in seconds after Monday 00:00 (0 to 604,800). An
/// end at or before its begin runs into the next week; equal means the whole week.
struct WeekSpan {
  int from_s = 0;  ///< 0 to 604,799.
  int to_s = 0;    ///< 0 to 604,800.

  friend bool operator==(const WeekSpan&, const WeekSpan&) = default;
};

/// An instant, or a reading of the rota's wall clock. A begin that is missing on the day of a clock
/// change is the first valid instant after it, and so is an end; an ambiguous begin is the first of
/// the two instants, an ambiguous end the last.
using Moment = std::variant<absl::Time, absl::CivilSecond>;

/// How long the turns of a rotation are, by the wall clock: `days(1)` hands over at the same time
/// every day, on the days of 23 and 25 hours too. A plain value; see the functions below.
struct TurnLength {
  /// The turns have these lengths one after the other, and then again from the first.
  std::vector<absl::Duration> cycle = {};
  /// Above zero: turns of so many months instead. A day that a month does not have is its last.
  int months = 0;
};

[[nodiscard]] TurnLength hours(int count);
[[nodiscard]] TurnLength days(int count);
[[nodiscard]] TurnLength weeks(int count);
[[nodiscard]] TurnLength months(int count);
/// Turns of any lengths, in whole seconds: `custom({5 days, 2 days})` hands over a working week and
/// a weekend in turn.
[[nodiscard]] TurnLength custom(std::vector<absl::Duration> cycle);

/// People who take turns.
struct RotationSpec {
  std::string name = {};
  /// Who has the first turn, the second, and so on; then the first again. Those of one turn are on
  /// call together.
  std::vector<std::vector<std::string>> turns = {};
  TurnLength length = {};
  /// The reading at which the first turn begins; nobody is on call before it.
  absl::CivilSecond start = {};
  /// The reading at which the rotation ends for good.
  std::optional<absl::CivilSecond> until = {};
  /// When it counts; always where empty. Overlapping spans count once. Turns go on outside of it.
  std::vector<WeekSpan> only = {};
};

/// Rotations that are on call together.
struct LayerSpec {
  std::string name = {};
  /// Bounds all its rotations, in addition to their own hours; always where empty.
  std::vector<WeekSpan> only = {};
  std::vector<RotationSpec> rotations = {};
};

/// Changes who is on call for a while. It speaks of whoever the layers schedule, not of what other
/// overrides make of it, so that two people can swap.
struct OverrideSpec {
  Moment from = {};
  Moment until = {};
  /// Who is on call by it; empty: nobody, it only takes away.
  std::string person = {};
  /// Whom it takes away. `person` then is on call only while this one is scheduled. Empty: nobody.
  std::string instead_of = {};
  /// True: it takes away everybody, those of overrides before it included.
  bool instead_of_everyone = false;
  /// Shown with the answer; may be empty.
  std::string reason = {};
};

/// One stay of a temporary schedule.
struct TemporaryShift {
  std::string person = {};
  Moment from = {};
  Moment until = {};
};

/// Replaces layers and overrides for a while. Where it has no shift, nobody is on call.
struct TemporarySpec {
  std::string name = {};
  Moment from = {};
  Moment until = {};
  std::vector<TemporaryShift> shifts = {};
};

/// A rota as people write it. A plain value; Rota::compile checks it.
struct RotaSpec {
  std::string name = {};
  /// IANA name, as `Europe/Berlin`.
  std::string time_zone = "UTC";
  /// A later layer covers the earlier ones whenever it has somebody on call.
  std::vector<LayerSpec> layers = {};
  /// In the order in which they were made.
  std::vector<OverrideSpec> overrides = {};
  std::vector<TemporarySpec> temporary = {};
};

}  // namespace escalon::rota
