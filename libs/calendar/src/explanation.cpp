#include <algorithm>

#include "absl/time/time.h"
#include "compiled.hpp"
#include "pause_list.hpp"
#include "walk.hpp"

namespace escalon::calendar {
namespace {

// What was summed ends where a pause without an end begins.
absl::Time end_of_sum(absl::Time start, absl::Time due_at, const PauseList& pauses) {
  if (due_at != absl::InfiniteFuture()) {
    return due_at;
  }
  const bool stands_still = !pauses.empty() && pauses.spans().back().to_ms >= kSearchEndMs;
  return stands_still ? std::max(start, from_ms(pauses.spans().back().from_ms)) : start;
}

}  // namespace

Explanation Calendar::span(absl::Time from, absl::Time to, Pauses pauses) const {
  Explanation sum;
  sum.calendar = compiled_->name;
  sum.version = compiled_->version;
  sum.time_zone = compiled_->time_zone;
  sum.start = from;
  sum.end = to;
  const PauseList list(pauses);
  const absl::Time low = std::min(from, to);
  const absl::Time high = std::max(from, end_of_sum(from, to, list));
  for (const PauseList::Span& pause : list.spans()) {
    const bool last_word = to == absl::InfiniteFuture() && pause.to_ms >= kSearchEndMs;
    if ((pause.from_ms < bounded_ms(high) || last_word) && pause.to_ms > bounded_ms(low)) {
      sum.pauses.push_back({from_ms(pause.from_ms), pause.to_ms >= kSearchEndMs
                                                        ? absl::InfiniteFuture()
                                                        : from_ms(pause.to_ms)});
    }
  }
  const DayNumber last = floor_day(compiled_->zone.to_local(bounded_ms(high)));
  for (DayNumber day = floor_day(compiled_->zone.to_local(bounded_ms(low))); day <= last; ++day) {
    if (std::string what = compiled_->days.exception(day); !what.empty()) {
      sum.exceptions.push_back({date_of(day), std::move(what)});
    }
  }
  return sum;
}

std::vector<Explanation::Exception> Calendar::exceptions_at(absl::Time at) const {
  std::vector<Explanation::Exception> found;
  const std::int64_t local_ms = compiled_->zone.to_local(bounded_ms(at));
  const DayNumber today = floor_day(local_ms);
  const std::int64_t since_yesterday_ms = local_ms - (today - 1) * kDayMs;
  if (std::string what = compiled_->days.exception(today - 1);
      !what.empty() && compiled_->days.week_owns(today - 1, since_yesterday_ms)) {
    found.push_back({date_of(today - 1), std::move(what)});
  }
  if (std::string what = compiled_->days.exception(today); !what.empty()) {
    found.push_back({date_of(today), std::move(what)});
  }
  return found;
}

Explanation Calendar::explain_elapsed(absl::Time from, absl::Time to, Pauses pauses) const {
  Explanation sum = span(from, to, pauses);
  PauseList list(pauses);
  for (const Period& open : open_periods(from, to, static_cast<std::size_t>(-1))) {
    std::int64_t counted_ms = 0;
    list.outside(bounded_ms(open.from), bounded_ms(open.to),
                 [&](std::int64_t low, std::int64_t high) {
                   counted_ms += high - low;
                   return true;
                 });
    sum.periods.push_back({open, absl::Milliseconds(counted_ms)});
    sum.counted += absl::Milliseconds(counted_ms);
  }
  return sum;
}

Explanation Calendar::explain_due(absl::Time start, absl::Duration open_time, Pauses pauses) const {
  const absl::Time due_at = due(start, open_time, pauses);
  const PauseList list(pauses);
  Explanation sum = explain_elapsed(start, end_of_sum(start, due_at, list), pauses);
  if (due_at == absl::InfiniteFuture()) {
    Explanation whole = span(start, due_at, pauses);
    whole.periods = std::move(sum.periods);
    whole.counted = sum.counted;
    return whole;
  }
  return sum;
}

Explanation Calendar::explain_before(absl::Time at, absl::Duration open_time, Pauses pauses) const {
  const absl::Time from = before(at, open_time, pauses);
  return explain_elapsed(std::max(from, from_ms(kSearchBeginMs)), at, pauses);
}

}  // namespace escalon::calendar
