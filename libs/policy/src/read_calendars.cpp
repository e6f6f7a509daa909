#include <array>
#include <utility>

#include "calendar_draft.hpp"
#include "draft.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using calendar::DayInterval;

constexpr std::size_t kWeekdays = 7;
constexpr int kSecondsADay = 86'400;

void read_zone(const Cursor& at, CalendarDraft& out) {
  read_time_zone(at, out.spec.time_zone, out.zone);
}

void read_weekdays(const Cursor& at, std::array<bool, kWeekdays>& given, CalendarDraft& out) {
  const Result<calendar::Weekdays> days = calendar::parse_weekdays(at.name());
  if (!days) {
    fail_at_key_with(at, days.error().message);
    return;
  }
  const Intervals intervals = read_intervals(at);
  for (int i = 0; i < days->count; ++i) {
    const std::size_t day = static_cast<std::size_t>(days->first + i) % kWeekdays;
    if (given[day]) {
      at.fail_at_key("a day of it has its hours already", "give each day of the week once");
      return;
    }
    given[day] = true;
    out.spec.weekly[day] = intervals;
  }
}

void read_hours(const Cursor& at, CalendarDraft& out) {
  if (at.is_word("always")) {
    out.spec.weekly.fill({DayInterval{0, kSecondsADay}});
    return;
  }
  if (at.node().kind == Node::Kind::kMap && at.node().members.empty()) {
    at.fail("no hours are given", "write a day as mon-fri: \"08:30-17:00\", or the word always");
    return;
  }
  std::array<bool, kWeekdays> given{};
  each_member(at, [&](const Cursor& entry) { read_weekdays(entry, given, out); });
}

constexpr Field<CalendarDraft> kCalendarFields[] = {
    {"zone", Need::kRequired, &read_zone, "IANA time zone, as Europe/Berlin."},
    {"hours", Need::kRequired, &read_hours,
     "Opening hours by day (mon, mon-fri, daily), or the word always."},
    {"holidays", Need::kOptional, &read_holidays,
     "Closed dates, with or without names; without a year they return every year."},
    {"holiday_files", Need::kOptional, &read_holiday_files,
     "iCalendar files of this folder: all-day events are holidays, others close their hours."},
    {"overrides", Need::kOptional, &read_overrides, "Dates with hours of their own."},
    {"breaks", Need::kOptional, &read_breaks, "Hours of a date that are closed."},
};

void read_calendar(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kCalendar, std::string(at.name()));
  CalendarDraft draft;
  draft.spec.name = std::string(at.name());
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kCalendarFields, draft) || at.reading().errors.size() != errors_before) {
    return;
  }
  warn_of_holidays(at, draft.spec);
  Result<calendar::Calendar> compiled = calendar::Calendar::compile(draft.spec);
  if (!compiled) {
    fail_at_key_with(at, compiled.error().message);
    return;
  }
  out.calendars.emplace(draft.spec.name,
                        std::make_shared<const calendar::Calendar>(std::move(*compiled)));
}

}  // namespace

void read_calendars(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_calendar(entry, out); });
}

}  // namespace escalon::policy
