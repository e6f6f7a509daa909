#include <utility>

#include "calendar_draft.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/calendar/closures.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "utf8.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

// A date on which no clock of the zone can have been read is a slip of the pen.
bool check_date(const Cursor& at, absl::CivilDay date, const absl::TimeZone& zone) {
  const absl::Time since = calendar::standard_time_since(zone);
  if (since == absl::InfinitePast() || date >= absl::ToCivilDay(since, zone)) {
    return true;
  }
  at.fail_at_key(
      cat(absl::FormatCivilTime(date), " is before the zone ", zone.name(),
          " had a standard time (", absl::FormatCivilTime(absl::ToCivilDay(since, zone)), ")"),
      "correct the date, or leave it out");
  return false;
}

// A holiday of one year (`2025-12-25`) or of every year (`12-25`).
void add_holiday(const Cursor& at, const std::string& date, std::string name, CalendarDraft& out) {
  if (const auto day = calendar::parse_date(date)) {
    if (check_date(at, *day, out.zone)) {
      out.spec.holidays[*day] = std::move(name);
    }
  } else if (const auto annual = calendar::parse_month_day(date)) {
    out.spec.annual_holidays[*annual] = std::move(name);
  } else {
    at.fail_at_key(cat("'", date, "' is no date"), "write 2025-12-25, or 12-25 for every year");
  }
}

void read_dates(const Cursor& at, const absl::TimeZone& zone,
                std::map<absl::CivilDay, Intervals>& out) {
  each_member(at, [&](const Cursor& entry) {
    const auto day = calendar::parse_date(entry.name());
    if (!day) {
      entry.fail_at_key(cat("'", entry.name(), "' is no date"), "write it like 2025-12-24");
    } else if (check_date(entry, *day, zone)) {
      out[*day] = read_intervals(entry);
    }
  });
}

void fail_unknown_file(const Cursor& at, const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& [file, holidays] : at.reading().holiday_files) {
    known.push_back(file);
  }
  at.fail(cat("there is no file '", name, "'", did_you_mean(name, known)),
          known.empty() ? "put the iCalendar file, named *.ics, beside this one"
                        : cat("use one of: ", list_of(known)));
}

// What is wrong stands in the iCalendar file, and is shown there.
void read_file(const Cursor& at, const PolicyFile& file, CalendarDraft& out) {
  PolicyErrors& errors = at.reading().errors;
  const std::string path = at.place().path;
  if (const auto bad = first_invalid_utf8(file.content)) {
    errors.push_back(Place{file.name, bad->line, bad->column, path}.error(
        "this byte is not UTF-8", "save the file as UTF-8"));
    return;
  }
  const auto closures = calendar::read_icalendar(file.content, out.zone);
  if (closures) {
    calendar::add_closures(*closures, out.spec);
    return;
  }
  for (const calendar::ClosuresError& error : closures.error()) {
    errors.push_back(Place{file.name, error.line, 1, path}.error(error.message, error.remedy));
  }
}

}  // namespace

void read_holidays(const Cursor& at, CalendarDraft& out) {
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

void read_holiday_files(const Cursor& at, CalendarDraft& out) {
  each_item_or_one(at, [&](const Cursor& item) {
    std::string name;
    if (!read_text(item, name)) {
      return;
    }
    const auto found = at.reading().holiday_files.find(name);
    if (found == at.reading().holiday_files.end()) {
      fail_unknown_file(item, name);
      return;
    }
    found->second.used = true;
    read_file(item, *found->second.file, out);
  });
}

void read_overrides(const Cursor& at, CalendarDraft& out) {
  read_dates(at, out.zone, out.spec.date_overrides);
}

void read_breaks(const Cursor& at, CalendarDraft& out) {
  read_dates(at, out.zone, out.spec.breaks);
}

void warn_of_holidays(const Cursor& at, const calendar::CalendarSpec& spec) {
  for (const auto& [date, intervals] : spec.date_overrides) {
    if (spec.holidays.contains(date) || spec.annual_holidays.contains({date.month(), date.day()})) {
      at.warn(
          cat(absl::FormatCivilTime(date), " is a holiday: its hours under overrides never apply"),
          "take the date out of one of the two");
    }
  }
}

}  // namespace escalon::policy
