#include <algorithm>
#include <cstdlib>
#include <limits>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"

namespace escalon::calendar {
namespace {

// A sum over a year has hundreds of lines; people read the ends of it.
constexpr std::size_t kLinesMax = 12;
constexpr std::size_t kDatesALine = 5;

/// Writes instants in the wall time of one zone.
class Wall {
 public:
  explicit Wall(const Explanation& sum) {
    if (!absl::LoadTimeZone(sum.time_zone, &zone_)) {
      zone_ = absl::UTCTimeZone();
    }
    offset_changes_ = sum.end != absl::InfiniteFuture() && offset(sum.start) != offset(sum.end);
  }

  [[nodiscard]] std::string text(absl::Time at) const {
    return at == absl::InfiniteFuture() ? "never"
                                        : absl::FormatTime("%a %Y-%m-%d ", at, zone_) + time(at);
  }

  // Without the date of `from` where `to` has the same.
  [[nodiscard]] std::string text(const Period& period) const {
    const absl::CivilDay from = absl::ToCivilDay(period.from, zone_);
    const bool same_date =
        period.to != absl::InfiniteFuture() && from == absl::ToCivilDay(period.to, zone_);
    return text(period.from) + " to " + (same_date ? time(period.to) : text(period.to));
  }

 private:
  [[nodiscard]] int offset(absl::Time at) const { return zone_.At(at).offset; }

  [[nodiscard]] std::string time(absl::Time at) const {
    const bool whole_seconds = at == absl::FromUnixSeconds(absl::ToUnixSeconds(at));
    const std::string format =
        std::string(whole_seconds ? "%H:%M:%S" : "%H:%M:%E3S") + (offset_changes_ ? " %Ez" : "");
    return absl::FormatTime(format, at, zone_);
  }

  absl::TimeZone zone_;
  bool offset_changes_ = false;
};

std::string counted(int count, const std::string& noun) {
  return std::to_string(std::abs(count)) + " " + noun + (std::abs(count) == 1 ? "" : "s") +
         (count < 0 ? " back" : "");
}

std::string quantity(const Explanation& sum) {
  switch (sum.counting) {
    case Explanation::Counting::kWorkingDays:
      return counted(sum.days, "working day");
    case Explanation::Counting::kCalendarDays:
      return counted(sum.days, "calendar day");
    case Explanation::Counting::kWallTime:
      return absl::FormatDuration(sum.counted) + " of wall time";
    case Explanation::Counting::kOpenTime:
      break;
  }
  return absl::FormatDuration(sum.counted) + " of open time";
}

std::string source(const Explanation& sum) {
  return sum.counting == Explanation::Counting::kWallTime
             ? " (" + sum.time_zone + ")\n"
             : " (" + sum.time_zone + ", calendar " + sum.calendar + " version " + sum.version +
                   ")\n";
}

std::string headline(const Explanation& sum, const Wall& wall) {
  std::string out =
      quantity(sum) + " from " + wall.text(sum.start) + " to " + wall.text(sum.end) + source(sum);
  if (sum.counting == Explanation::Counting::kWorkingDays && sum.counted_from != sum.start) {
    out += "  the start is outside opening: counted from " + wall.text(sum.counted_from) + "\n";
  }
  return out;
}

// Calls `line(i)` for the first and last of `count`, and `rest(left out)` between them.
template <typename Line, typename Rest>
void shortened(std::size_t count, std::size_t lines_max, Line line, Rest rest) {
  for (std::size_t i = 0; i < count; ++i) {
    if (count > lines_max && i == lines_max / 2) {
      i = count - lines_max / 2;
      rest(count - lines_max);
    }
    line(i);
  }
}

std::string text_of(const std::vector<Explanation::Counted>& periods, const Wall& wall,
                    std::size_t lines_max) {
  std::string out;
  shortened(
      periods.size(), lines_max,
      [&](std::size_t i) {
        out += "  " + wall.text(periods[i].open) + "  " + absl::FormatDuration(periods[i].counted) +
               "\n";
      },
      [&](std::size_t left_out) {
        out += "  and " + std::to_string(left_out) + " further open periods\n";
      });
  return out;
}

std::string text_of(const std::vector<absl::CivilDay>& dates) {
  std::string out;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const bool begins_a_line = i % kDatesALine == 0;
    const absl::Time noon = absl::FromCivil(absl::CivilHour(dates[i]) + 12, absl::UTCTimeZone());
    out += begins_a_line ? (i == 0 ? "  counted " : ",\n          ") : ", ";
    out += absl::FormatTime("%a %Y-%m-%d", noon, absl::UTCTimeZone());
  }
  return dates.empty() ? out : out + "\n";
}

std::string text_of(const Explanation& sum, std::size_t lines_max) {
  const Wall wall(sum);
  std::string out =
      headline(sum, wall) + text_of(sum.periods, wall, lines_max) + text_of(sum.dates);
  shortened(
      sum.exceptions.size(), lines_max,
      [&](std::size_t i) {
        out += "  " + absl::FormatCivilTime(sum.exceptions[i].date) + " " + sum.exceptions[i].what +
               "\n";
      },
      [&](std::size_t left_out) {
        out += "  and " + std::to_string(left_out) + " further holidays and dates of their own\n";
      });
  for (const Period& pause : sum.pauses) {
    out += "  paused " + wall.text(pause) + "\n";
  }
  return out;
}

}  // namespace

std::string Explanation::text() const {
  return text_of(*this, kLinesMax);
}

std::string Explanation::full_text() const {
  return text_of(*this, std::numeric_limits<std::size_t>::max());
}

}  // namespace escalon::calendar
