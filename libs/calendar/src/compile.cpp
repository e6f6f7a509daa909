#include <algorithm>
#include <optional>

#include "absl/time/civil_time.h"
#include "compiled.hpp"
#include "escalon/base/ids.hpp"
#include "walk.hpp"

namespace escalon::calendar {
namespace {

constexpr DayNumber kClosedDaysMax = 370;

std::optional<Error> check_intervals(const CalendarSpec& spec, const std::string& where,
                                     const std::vector<DayInterval>& intervals) {
  for (const DayInterval& interval : intervals) {
    const bool open_fits = interval.open_s >= 0 && interval.open_s < 86400;
    const bool close_fits = interval.close_s >= 0 && interval.close_s <= 86400;
    if (!open_fits || !close_fits) {
      return invalid("calendar '" + spec.name + "', " + where +
                     ": an interval opens from 00:00 and closes by 24:00; correct its times");
    }
  }
  return std::nullopt;
}

std::optional<Error> check_spec(const CalendarSpec& spec) {
  for (const auto& intervals : spec.weekly) {
    if (auto error = check_intervals(spec, "weekly", intervals)) {
      return error;
    }
  }
  for (const auto* dated : {&spec.date_overrides, &spec.breaks}) {
    for (const auto& [date, intervals] : *dated) {
      if (auto error = check_intervals(spec, absl::FormatCivilTime(date), intervals)) {
        return error;
      }
    }
  }
  return std::nullopt;
}

// The date from which the calendar stays closed too long, if there is one. Looking at two years
// without dated rules and at the dated ones with a year on either side sees every possible gap:
// between them the week alone decides.
std::optional<DayNumber> long_closure(const DayTable& days) {
  const auto gap_in = [&](DayNumber from, DayNumber to) -> std::optional<DayNumber> {
    DayNumber last_open = from - 1;
    for (DayNumber day = from; day <= to; ++day) {
      if (!days.readings(day).empty()) {
        last_open = day;
      } else if (day - last_open > kClosedDaysMax) {
        return last_open + 1;
      }
    }
    return std::nullopt;
  };
  const DayNumber plain = std::max(days.last_dated() + 1, day_of(absl::CivilDay(2024, 1, 1)));
  if (const auto gap = gap_in(plain, plain + 2 * kClosedDaysMax)) {
    return gap;
  }
  return gap_in(days.first_dated() - kClosedDaysMax, days.last_dated() + kClosedDaysMax + 1);
}

Error closed_too_long(const CalendarSpec& spec, DayNumber from) {
  return invalid("calendar '" + spec.name + "' has no open second in the " +
                 std::to_string(kClosedDaysMax) + " days from " +
                 absl::FormatCivilTime(date_of(from)) +
                 "; give it weekly hours, or take holidays out");
}

void append(std::string& text, const std::vector<DayInterval>& intervals) {
  for (const DayInterval& interval : intervals) {
    text += std::to_string(interval.open_s) + "-" + std::to_string(interval.close_s) + ",";
  }
  text += ";";
}

std::string version_of(const CalendarSpec& spec, const ZoneTable& zone) {
  std::string content = spec.time_zone + "\n";
  for (const auto& intervals : spec.weekly) {
    append(content, intervals);
  }
  for (const auto& [date, name] : spec.holidays) {
    content += "\nholiday " + absl::FormatCivilTime(date);
  }
  for (const auto& [date, name] : spec.annual_holidays) {
    content += "\nyearly " + std::to_string(date.first) + "-" + std::to_string(date.second);
  }
  for (const auto& [date, intervals] : spec.date_overrides) {
    content += "\nhours " + absl::FormatCivilTime(date) + " ";
    append(content, intervals);
  }
  for (const auto& [date, intervals] : spec.breaks) {
    content += "\nbreak " + absl::FormatCivilTime(date) + " ";
    append(content, intervals);
  }
  std::string rules;
  for (const auto& segment : zone.segments()) {
    rules += std::to_string(segment.from_ms) + ":" + std::to_string(segment.offset_ms) + ",";
  }
  return derive_id({content, rules}).substr(0, 16);
}

}  // namespace

Result<Calendar> Calendar::compile(const CalendarSpec& spec) {
  if (auto error = check_spec(spec)) {
    return *error;
  }
  auto zone = ZoneTable::load(spec.time_zone);
  if (!zone) {
    return invalid("calendar '" + spec.name + "': " + zone.error().message);
  }
  DayTable days(spec);
  if (const auto from = long_closure(days)) {
    return closed_too_long(spec, *from);
  }
  std::string version = version_of(spec, *zone);
  return Calendar(std::make_shared<const Compiled>(
      Compiled{spec.name, spec.time_zone, std::move(version), std::move(days), *std::move(zone)}));
}

const std::string& Calendar::name() const {
  return compiled_->name;
}
const std::string& Calendar::time_zone() const {
  return compiled_->time_zone;
}
const std::string& Calendar::version() const {
  return compiled_->version;
}

}  // namespace escalon::calendar
