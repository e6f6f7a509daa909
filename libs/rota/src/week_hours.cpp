#include "week_hours.hpp"

#include <algorithm>

#include "wall_clock.hpp"

namespace escalon::rota {
namespace {

constexpr int kWeekS = 7 * 86'400;
// A Monday.
constexpr absl::CivilSecond kOrigin(1970, 1, 5);

}  // namespace

WeekHours::WeekHours(const std::vector<WeekSpan>& spans) {
  for (const WeekSpan& span : spans) {
    if (span.to_s > span.from_s) {
      add(span.from_s, span.to_s);
    } else {
      add(span.from_s, kWeekS);
      add(0, span.to_s);
    }
  }
  if (spans.empty()) {
    add(0, kWeekS);
  }
  join();
}

void WeekHours::add(int from_s, int to_s) {
  if (from_s < to_s) {
    spans_.push_back({from_s, to_s});
  }
}

void WeekHours::join() {
  std::ranges::sort(spans_, {}, &Span::from_s);
  std::vector<Span> joined;
  for (const Span& span : spans_) {
    if (!joined.empty() && span.from_s <= joined.back().to_s) {
      joined.back().to_s = std::max(joined.back().to_s, span.to_s);
    } else {
      joined.push_back(span);
    }
  }
  spans_ = std::move(joined);
}

WeekHours WeekHours::within(const WeekHours& other) const {
  WeekHours both;
  both.spans_.clear();
  for (const Span& one : spans_) {
    for (const Span& two : other.spans_) {
      both.add(std::max(one.from_s, two.from_s), std::min(one.to_s, two.to_s));
    }
  }
  both.join();
  return both;
}

bool WeekHours::always_open() const {
  return spans_.size() == 1 && spans_[0].from_s == 0 && spans_[0].to_s == kWeekS;
}

// The last span to have begun decides: spans are apart, so an earlier one has ended before it.
WeekHours::State WeekHours::at(const absl::TimeZone& zone, absl::Time at) const {
  if (always_open()) {
    return {true, absl::InfiniteFuture()};
  }
  const absl::CivilSecond reading = reading_reached(zone, at);
  const std::int64_t in_week_s = floor_rest(reading - kOrigin, kWeekS);
  const absl::CivilSecond week = reading - in_week_s;
  const auto next = std::ranges::upper_bound(spans_, in_week_s, {}, &Span::from_s);
  const bool of_last_week = next == spans_.begin();
  const Span& last = of_last_week ? spans_.back() : *(next - 1);
  const absl::Time closes = last_instant(zone, week + (last.to_s - (of_last_week ? kWeekS : 0)));
  if (at < closes) {
    return {true, closes};
  }
  const std::int64_t opens_s = next == spans_.end() ? spans_.front().from_s + kWeekS : next->from_s;
  return {false, first_instant(zone, week + opens_s)};
}

}  // namespace escalon::rota
