#include "escalon/calendar/closures.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "content_lines.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "ical_events.hpp"

namespace escalon::calendar {
namespace {

constexpr int kDatesMax = 200'000;  // that all events of a file together may close
constexpr absl::CivilSecond kEarliest(1900, 1, 1);
constexpr absl::CivilSecond kLatest(2200, 1, 1);
constexpr std::int64_t kDayS = 86'400;

bool is_midnight(absl::CivilSecond at) {
  return at == absl::CivilSecond(absl::CivilDay(at));
}

// The reading of `moment` on the clock of `start`.
absl::CivilSecond on_clock_of(const Moment& start, const Moment& moment) {
  return start.zone && moment.zone ? start.zone->At(moment.instant()).cs : moment.wall;
}

std::string one_line(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return name;
}

/// Turns the events of one file into what they close in one zone.
class Closing {
 public:
  explicit Closing(const absl::TimeZone& zone)
      : zone_(zone), earliest_(std::max(kEarliest, standard_since(zone))) {}

  void add_all(const std::vector<Event>& events) {
    for (const Event& event : events) {
      if (event.replaces) {
        replaced_.push_back(&event);
      }
    }
    for (const Event& event : events) {
      if (!event.cancelled) {
        add(event);
      }
    }
  }

  Result<Closures, std::vector<ClosuresError>> result() && {
    if (!errors_.empty()) {
      return std::move(errors_);
    }
    return std::move(closures_);
  }

 private:
  using Readings = std::set<absl::CivilSecond>;

  static absl::CivilSecond standard_since(const absl::TimeZone& zone) {
    const absl::Time since = standard_time_since(zone);
    return since == absl::InfinitePast() ? kEarliest : zone.At(since).cs;
  }

  void fail(const Event& event, std::string message, std::string remedy) {
    errors_.push_back({event.line, std::move(message), std::move(remedy)});
  }

  void add(const Event& event) {
    const std::int64_t length_s = length_of(event);
    if (length_s <= 0 || (event.start.all_day && length_s % kDayS != 0)) {
      fail(event, "it takes no time, or no whole days",
           "give it a DTEND after its DTSTART, both dates or both times");
      return;
    }
    const bool once = !event.has_rule && event.added.empty();
    if (once && event.start.wall + length_s <= earliest_) {
      fail(event,
           "it is dated " + absl::FormatCivilTime(absl::CivilDay(event.start.wall)) +
               ", before the zone " + zone_.name() + " had a standard time (" +
               absl::FormatCivilTime(absl::CivilDay(earliest_)) + ")",
           "correct its DTSTART, or take the event out");
      return;
    }
    for (const absl::CivilSecond start : starts_of(event)) {
      if (!close_from(event, start, length_s)) {
        fail(event, "the file closes more than 200,000 dates", "end its rules by COUNT or UNTIL");
        return;
      }
    }
  }

  static std::int64_t length_of(const Event& event) {
    if (event.end) {
      const bool alike = event.end->all_day == event.start.all_day;
      return alike ? on_clock_of(event.start, *event.end) - event.start.wall : 0;
    }
    if (event.length) {
      return absl::ToInt64Seconds(*event.length);
    }
    return event.start.all_day ? kDayS : 0;
  }

  // The readings at which the event begins, on its own clock.
  [[nodiscard]] Readings starts_of(const Event& event) const {
    Readings starts(event.repeats.begin(), event.repeats.end());
    starts.insert(event.start.wall);
    for (const Moment& moment : event.added) {
      starts.insert(on_clock_of(event.start, moment));
    }
    for (const Moment& moment : event.left_out) {
      leave_out(event.start, moment, starts);
    }
    if (!event.replaces) {
      for (const Event* other : replaced_) {
        if (other->uid == event.uid) {
          leave_out(event.start, *other->replaces, starts);
        }
      }
    }
    return starts;
  }

  static void leave_out(const Moment& start, const Moment& moment, Readings& starts) {
    if (start.all_day != moment.all_day) {
      const absl::CivilDay date(moment.wall);
      std::erase_if(starts, [&](absl::CivilSecond at) { return absl::CivilDay(at) == date; });
    } else {
      starts.erase(on_clock_of(start, moment));
    }
  }

  bool close_from(const Event& event, absl::CivilSecond start, std::int64_t length_s) {
    if (!event.start.zone) {
      return close(start, start + length_s, event.name);
    }
    const Moment from{start, false, event.start.zone};
    const Moment to{start + length_s, false, event.start.zone};
    return close(zone_.At(from.instant()).cs, zone_.At(to.instant()).cs, event.name);
  }

  // Readings of the calendar's own zone. False where the file closes too much.
  bool close(absl::CivilSecond from, absl::CivilSecond to, const std::string& name) {
    const bool whole_dates = is_midnight(from) && is_midnight(to);
    from = std::max(from, kEarliest);
    to = std::min(to, kLatest);
    for (absl::CivilDay date(from); absl::CivilSecond(date) < to; ++date) {
      if (++dates_ > kDatesMax) {
        return false;
      }
      if (whole_dates) {
        closures_.holidays.emplace(date, one_line(name));
      } else {
        const absl::CivilSecond midnight(date);
        closures_.breaks[date].push_back(
            {static_cast<int>(std::max(from - midnight, std::int64_t{0})),
             static_cast<int>(std::min(to - midnight, kDayS))});
      }
    }
    return true;
  }

  const absl::TimeZone& zone_;
  const absl::CivilSecond earliest_;
  std::vector<const Event*> replaced_;
  Closures closures_;
  std::vector<ClosuresError> errors_;
  int dates_ = 0;
};

}  // namespace

Result<Closures, std::vector<ClosuresError>> read_icalendar(std::string_view text,
                                                            const absl::TimeZone& time_zone) {
  const auto marked = mark_events(text);
  if (!marked) {
    return std::vector<ClosuresError>{marked.error()};
  }
  const auto events = parse_events(*marked);
  if (!events) {
    return events.error();
  }
  Closing closing(time_zone);
  closing.add_all(*events);
  return std::move(closing).result();
}

void add_closures(const Closures& closures, CalendarSpec& calendar) {
  for (const auto& [date, name] : closures.holidays) {
    calendar.holidays.emplace(date, name);
  }
  for (const auto& [date, intervals] : closures.breaks) {
    auto& breaks = calendar.breaks[date];
    breaks.insert(breaks.end(), intervals.begin(), intervals.end());
  }
}

}  // namespace escalon::calendar
