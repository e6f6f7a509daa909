#include <algorithm>

#include "compiled.hpp"
#include "pause_list.hpp"
#include "walk.hpp"

namespace escalon::calendar {

bool Calendar::is_open(absl::Time at) const {
  const std::int64_t at_ms = bounded_ms(at);
  bool open = false;
  walk(compiled_->days, compiled_->zone, at_ms, at_ms + 1, [&](std::int64_t, std::int64_t) {
    open = true;
    return false;
  });
  return open;
}

absl::Time Calendar::due(absl::Time start, absl::Duration open_time, Pauses pauses) const {
  std::int64_t left_ms = absl::ToInt64Milliseconds(open_time);
  if (left_ms <= 0) {
    return start;
  }
  PauseList list(pauses);
  absl::Time due = absl::InfiniteFuture();
  const auto count = [&](std::int64_t low, std::int64_t high) {
    if (left_ms <= high - low) {
      due = escalon::from_ms(low + left_ms);
      return false;
    }
    left_ms -= high - low;
    return true;
  };
  walk(compiled_->days, compiled_->zone, bounded_ms(start), kSearchEndMs,
       [&](std::int64_t low, std::int64_t high) { return list.outside(low, high, count); });
  return due;
}

absl::Duration Calendar::elapsed(absl::Time from, absl::Time to, Pauses pauses) const {
  PauseList list(pauses);
  std::int64_t total_ms = 0;
  const auto count = [&](std::int64_t low, std::int64_t high) {
    total_ms += high - low;
    return true;
  };
  walk(compiled_->days, compiled_->zone, bounded_ms(from), bounded_ms(to),
       [&](std::int64_t low, std::int64_t high) { return list.outside(low, high, count); });
  return absl::Milliseconds(total_ms);
}

absl::Time Calendar::before(absl::Time at, absl::Duration open_time, Pauses pauses) const {
  std::int64_t left_ms = absl::ToInt64Milliseconds(open_time);
  if (left_ms <= 0) {
    return at;
  }
  PauseList list(pauses);
  absl::Time found = absl::InfinitePast();
  const auto count = [&](std::int64_t low, std::int64_t high) {
    if (left_ms <= high - low) {
      found = escalon::from_ms(high - left_ms);
      return false;
    }
    left_ms -= high - low;
    return true;
  };
  walk_back(
      compiled_->days, compiled_->zone, bounded_ms(at),
      [&](std::int64_t low, std::int64_t high) { return list.outside_back(low, high, count); });
  return found;
}

absl::Time Calendar::next_open(absl::Time at) const {
  absl::Time found = absl::InfiniteFuture();
  walk(compiled_->days, compiled_->zone, bounded_ms(at), kSearchEndMs,
       [&](std::int64_t low, std::int64_t) {
         found = std::max(at, escalon::from_ms(low));
         return false;
       });
  return found;
}

std::vector<Period> Calendar::open_periods(absl::Time from, absl::Time until,
                                           std::size_t count) const {
  std::vector<Period> periods;
  walk(compiled_->days, compiled_->zone, bounded_ms(from), bounded_ms(until),
       [&](std::int64_t low, std::int64_t high) {
         if (!periods.empty() && periods.back().to == escalon::from_ms(low)) {
           periods.back().to = escalon::from_ms(high);
           return true;
         }
         if (periods.size() == count) {
           return false;
         }
         periods.push_back({escalon::from_ms(low), escalon::from_ms(high)});
         return true;
       });
  return periods;
}

}  // namespace escalon::calendar
