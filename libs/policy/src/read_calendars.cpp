#include <array>
#include <utility>

#include "absl/time/time.h"
#include "draft.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using calendar::CalendarSpec;
using calendar::DayInterval;
using Intervals = std::vector<DayInterval>;

constexpr std::size_t kWeekdays = 7;
constexpr int kSecondsADay = 86'400;

void read_zone(const Cursor& at, CalendarSpec& out) {
  std::string zone;
  absl::TimeZone loaded;
  if (!read_text(at, zone)) {
    return;
  }
  if (!absl::LoadTimeZone(zone, &loaded)) {
    at.fail(cat("there is no time zone '", zone, "'"),
            "write an IANA name as Europe/Berlin, America/New_York or UTC; if the name is right, "
            "install "
            "the package tzdata");
    return;
  }
  out.time_zone = std::move(zone);
}

void read_interval(const Cursor& at, Intervals& out) {
  std::string text;
  if (!read_text(at, text) || text == "closed") {
    return;
  }
  const std::vector<std::string_view> ends = split(text, "-");
  if (ends.size() != 2) {
    at.fail(cat("'", text, "' is no span of hours"), "write it like \"08:30-17:00\", or closed");
    return;
  }
  const Result<DayInterval> interval = calendar::parse_interval(trim(ends[0]), trim(ends[1]));
  if (!interval) {
    fail_with(at, interval.error().message);
    return;
  }
  out.push_back(*interval);
}

Intervals read_intervals(const Cursor& at) {
  Intervals intervals;
  each_item_or_one(at, [&](const Cursor& item) { read_interval(item, intervals); });
  return intervals;
}

// `mon`, `mon-fri` (which may run over Sunday) or `daily`: first day and number of days.
Result<std::pair<int, int>> parse_days(std::string_view text) {
  if (text == "daily") {
    return std::pair<int, int>(0, kWeekdays);
  }
  const std::vector<std::string_view> ends = split(text, "-");
  const Result<int> first = calendar::parse_weekday(ends.front());
  const Result<int> last = calendar::parse_weekday(ends.back());
  if (ends.size() > 2 || !first || !last) {
    return invalid(cat("'", text, "' is no day of the week"));
  }
  const int days = (*last - *first + static_cast<int>(kWeekdays)) % static_cast<int>(kWeekdays) + 1;
  return std::pair<int, int>(*first, days);
}

void read_weekdays(const Cursor& at, std::array<bool, kWeekdays>& given, CalendarSpec& out) {
  const Result<std::pair<int, int>> days = parse_days(at.name());
  if (!days) {
    at.fail_at_key(days.error().message, "write a day as mon, a span as mon-fri, or daily");
    return;
  }
  const Intervals intervals = read_intervals(at);
  for (int i = 0; i < days->second; ++i) {
    const std::size_t day = static_cast<std::size_t>(days->first + i) % kWeekdays;
    if (given[day]) {
      at.fail_at_key("a day of it has its hours already", "give each day of the week once");
      return;
    }
    given[day] = true;
    out.weekly[day] = intervals;
  }
}

void read_hours(const Cursor& at, CalendarSpec& out) {
  if (at.node().kind == Node::Kind::kScalar && at.node().scalar == "always") {
    out.weekly.fill({DayInterval{0, kSecondsADay}});
    return;
  }
  std::array<bool, kWeekdays> given{};
  each_member(at, [&](const Cursor& entry) { read_weekdays(entry, given, out); });
}

// A holiday of one year (`2025-12-25`) or of every year (`12-25`).
void add_holiday(const Cursor& at, const std::string& date, std::string name, CalendarSpec& out) {
  if (const auto day = calendar::parse_date(date)) {
    out.holidays[*day] = std::move(name);
  } else if (const auto annual = calendar::parse_month_day(date)) {
    out.annual_holidays[*annual] = std::move(name);
  } else {
    at.fail_at_key(cat("'", date, "' is no date"), "write 2025-12-25, or 12-25 for every year");
  }
}

void read_holidays(const Cursor& at, CalendarSpec& out) {
  if (at.node().kind == Node::Kind::kMap) {
    each_member(at, [&](const Cursor& entry) {
      std::string name;
      if (entry.node().kind == Node::Kind::kNull || read_text(entry, name)) {
        add_holiday(entry, std::string(entry.name()), name, out);
      }
    });
    return;
  }
  each_item(at, [&](const Cursor& item) {
    std::string date;
    if (read_text(item, date)) {
      add_holiday(item, date, "", out);
    }
  });
}

void read_dates(const Cursor& at, std::map<absl::CivilDay, Intervals>& out) {
  each_member(at, [&](const Cursor& entry) {
    const auto day = calendar::parse_date(entry.name());
    if (!day) {
      entry.fail_at_key(cat("'", entry.name(), "' is no date"), "write it like 2025-12-24");
      return;
    }
    out[*day] = read_intervals(entry);
  });
}

constexpr Field<CalendarSpec> kCalendarFields[] = {
    {"zone", Need::kRequired, &read_zone, "IANA time zone, as Europe/Berlin."},
    {"hours", Need::kRequired, &read_hours,
     "Opening hours by day (mon, mon-fri, daily), or the word always."},
    {"holidays", Need::kOptional, &read_holidays,
     "Closed dates, with or without names; without a year they return every year."},
    {"overrides", Need::kOptional,
     [](const Cursor& at, CalendarSpec& out) { read_dates(at, out.date_overrides); },
     "Dates with hours of their own."},
    {"breaks", Need::kOptional,
     [](const Cursor& at, CalendarSpec& out) { read_dates(at, out.breaks); },
     "Hours of a date that are closed."},
};

void read_calendar(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kCalendar, std::string(at.name()));
  CalendarSpec spec;
  spec.name = std::string(at.name());
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kCalendarFields, spec) || at.reading().errors.size() != errors_before) {
    return;
  }
  Result<calendar::Calendar> compiled = calendar::Calendar::compile(spec);
  if (!compiled) {
    at.fail_at_key(compiled.error().message, "");
    return;
  }
  out.calendars.emplace(spec.name,
                        std::make_shared<const calendar::Calendar>(std::move(*compiled)));
}

}  // namespace

void read_calendars(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_calendar(entry, out); });
}

}  // namespace escalon::policy
