#include "escalon/rota/handovers.hpp"

#include <algorithm>

#include "wall_clock.hpp"

namespace escalon::rota {
namespace {

constexpr absl::Duration kTurnMax = absl::Hours(24 * 3660);
constexpr int kMonthsMax = 120;
constexpr std::int64_t kMonthsAYear = 12;

Error bad_length() {
  return invalid(
      "a turn has zero length or more than ten years; give each turn at least one second and at "
      "most 3660 days or 120 months");
}

bool fits(const TurnLength& length) {
  if (length.months != 0) {
    return length.months > 0 && length.months <= kMonthsMax && length.cycle.empty();
  }
  return !length.cycle.empty() && std::ranges::all_of(length.cycle, [](absl::Duration turn) {
    return turn >= absl::Seconds(1) && turn <= kTurnMax &&
           turn % absl::Seconds(1) == absl::ZeroDuration();
  });
}

std::int64_t month_number(absl::CivilSecond reading) {
  return reading.year() * kMonthsAYear + reading.month() - 1;
}

}  // namespace

TurnLength hours(int count) {
  return {.cycle = {absl::Hours(count)}};
}
TurnLength days(int count) {
  return {.cycle = {absl::Hours(24) * count}};
}
TurnLength weeks(int count) {
  return {.cycle = {absl::Hours(24 * 7) * count}};
}
TurnLength months(int count) {
  return {.months = count};
}
TurnLength custom(std::vector<absl::Duration> cycle) {
  return {.cycle = std::move(cycle)};
}

Result<Handovers> Handovers::compile(const std::string& time_zone, absl::CivilSecond start,
                                     const TurnLength& length) {
  const auto zone = load_zone(time_zone);
  if (!zone) {
    return zone.error();
  }
  if (!fits(length)) {
    return bad_length();
  }
  Handovers handovers(*zone, start);
  handovers.months_ = length.months;
  std::int64_t end_s = 0;
  for (const absl::Duration turn : length.cycle) {
    end_s += absl::ToInt64Seconds(turn);
    handovers.ends_s_.push_back(end_s);
  }
  return handovers;
}

// The reading at which the turn begins.
absl::CivilSecond Handovers::begin_of(std::int64_t number) const {
  if (months_ > 0) {
    const absl::CivilMonth month = absl::CivilMonth(start_) + number * months_;
    const auto last_day = (absl::CivilDay(month + 1) - 1).day();
    return absl::CivilSecond(month.year(), month.month(), std::min(start_.day(), last_day),
                             start_.hour(), start_.minute(), start_.second());
  }
  const auto turns = static_cast<std::int64_t>(ends_s_.size());
  const std::int64_t in_cycle = floor_rest(number, turns);
  const std::int64_t before_s = in_cycle == 0 ? 0 : ends_s_[static_cast<std::size_t>(in_cycle - 1)];
  return start_ + (floor_divide(number, turns) * ends_s_.back() + before_s);
}

// The last turn that begins at or before the reading.
std::int64_t Handovers::last_by(absl::CivilSecond reading) const {
  if (months_ > 0) {
    const std::int64_t number = floor_divide(month_number(reading) - month_number(start_), months_);
    return begin_of(number) > reading ? number - 1 : number;
  }
  const std::int64_t passed_s = reading - start_;
  const std::int64_t rest_s = floor_rest(passed_s, ends_s_.back());
  const auto in_cycle = std::upper_bound(ends_s_.begin(), ends_s_.end(), rest_s) - ends_s_.begin();
  return floor_divide(passed_s, ends_s_.back()) * static_cast<std::int64_t>(ends_s_.size()) +
         in_cycle;
}

Turn Handovers::turn_at(absl::Time at) const {
  const std::int64_t number = last_by(reading_reached(zone_, at));
  return {number, first_instant(zone_, begin_of(number)),
          first_instant(zone_, begin_of(number + 1))};
}

}  // namespace escalon::rota
