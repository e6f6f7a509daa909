#include <algorithm>

#include "absl/time/time.h"
#include "compiled.hpp"
#include "pause_list.hpp"
#include "walk.hpp"

namespace escalon::calendar {
namespace {

// A sum over a year has hundreds of lines; people read the ends of it.
constexpr std::size_t kLinesMax = 12;

std::string local_text(const absl::TimeZone& zone, absl::Time at) {
  return absl::FormatTime("%a %Y-%m-%d %H:%M:%S", at, zone);
}

std::string to_line(const absl::TimeZone& zone, const Explanation::Counted& line) {
  return "  " + local_text(zone, line.open.from) + " to " + local_text(zone, line.open.to) + "  " +
         absl::FormatDuration(line.counted) + "\n";
}

}  // namespace

Explanation Calendar::explain_elapsed(absl::Time from, absl::Time to, Pauses pauses) const {
  Explanation sum{
      compiled_->name, compiled_->version, compiled_->time_zone, from, to, {}, {}, {}, {}};
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
  for (const PauseList::Span& pause : list.spans()) {
    if (pause.from_ms < bounded_ms(to) && pause.to_ms > bounded_ms(from)) {
      sum.pauses.push_back({from_ms(pause.from_ms), from_ms(pause.to_ms)});
    }
  }
  const DayNumber last = floor_day(compiled_->zone.to_local(bounded_ms(to)));
  for (DayNumber day = floor_day(compiled_->zone.to_local(bounded_ms(from))); day <= last; ++day) {
    if (std::string what = compiled_->days.exception(day); !what.empty()) {
      sum.exceptions.push_back({date_of(day), std::move(what)});
    }
  }
  return sum;
}

Explanation Calendar::explain_due(absl::Time start, absl::Duration open_time, Pauses pauses) const {
  const absl::Time due_at = due(start, open_time, pauses);
  Explanation sum = explain_elapsed(start, std::min(due_at, from_ms(kSearchEndMs)), pauses);
  sum.end = due_at;
  return sum;
}

std::string Explanation::text() const {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(time_zone, &zone)) {
    zone = absl::UTCTimeZone();
  }
  std::string out = absl::FormatDuration(counted) + " of open time from " +
                    local_text(zone, start) + " to " + local_text(zone, end) + " (" + time_zone +
                    ", calendar " + calendar + " version " + version + ")\n";
  for (std::size_t i = 0; i < periods.size(); ++i) {
    if (periods.size() > kLinesMax && i == kLinesMax / 2) {
      i = periods.size() - kLinesMax / 2;
      out += "  and " + std::to_string(periods.size() - kLinesMax) + " further open periods\n";
    }
    out += to_line(zone, periods[i]);
  }
  for (const Exception& exception : exceptions) {
    out += "  " + absl::FormatCivilTime(exception.date) + " " + exception.what + "\n";
  }
  for (const Period& pause : pauses) {
    out += "  paused " + local_text(zone, pause.from) + " to " + local_text(zone, pause.to) + "\n";
  }
  return out;
}

}  // namespace escalon::calendar
