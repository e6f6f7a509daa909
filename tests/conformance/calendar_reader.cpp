#include "calendar_reader.hpp"

#include <utility>

namespace escalon::conformance {
namespace {

using calendar::CalendarSpec;
using calendar::DayInterval;

Result<std::vector<DayInterval>> read_intervals(const CaseValue& value) {
  std::vector<DayInterval> intervals;
  for (const CaseValue& pair : value.elements()) {
    const auto interval = calendar::parse_interval(pair[0].text(), pair[1].text());
    if (!interval) {
      return interval.error();
    }
    intervals.push_back(*interval);
  }
  return intervals;
}

Status read_week(const CaseValue& value, CalendarSpec& spec) {
  for (const std::string& name : value.keys()) {
    const auto weekday = calendar::parse_weekday(name);
    if (!weekday) {
      return weekday.error();
    }
    auto intervals = read_intervals(value[name]);
    if (!intervals) {
      return intervals.error();
    }
    spec.weekly[static_cast<std::size_t>(*weekday)] = *std::move(intervals);
  }
  return {};
}

Status read_holidays(const CaseValue& value, CalendarSpec& spec) {
  for (const CaseValue& text : value["holidays"].elements()) {
    const auto date = calendar::parse_date(text.text());
    if (!date) {
      return date.error();
    }
    spec.holidays[*date];
  }
  for (const CaseValue& text : value["annual_holidays"].elements()) {
    const auto date = calendar::parse_month_day(text.text());
    if (!date) {
      return date.error();
    }
    spec.annual_holidays[*date];
  }
  return {};
}

Status read_dated(const CaseValue& value,
                  std::map<absl::CivilDay, std::vector<DayInterval>>& dated) {
  for (const std::string& text : value.keys()) {
    const auto date = calendar::parse_date(text);
    if (!date) {
      return date.error();
    }
    auto intervals = read_intervals(value[text]);
    if (!intervals) {
      return intervals.error();
    }
    dated[*date] = *std::move(intervals);
  }
  return {};
}

}  // namespace

Result<calendar::Calendar> read_calendar(const CaseValue& value) {
  CalendarSpec spec;
  spec.name = "case";
  spec.time_zone = value["time_zone"].text();
  for (const Status& status : {read_week(value["weekly"], spec), read_holidays(value, spec),
                               read_dated(value["date_overrides"], spec.date_overrides),
                               read_dated(value["breaks"], spec.breaks)}) {
    if (!status) {
      return status.error();
    }
  }
  return calendar::Calendar::compile(spec);
}

std::vector<calendar::Period> read_pauses(const CaseValue& value) {
  std::vector<calendar::Period> pauses;
  for (const CaseValue& pair : value.elements()) {
    pauses.push_back({pair[0].instant(), pair[1].instant()});
  }
  return pauses;
}

}  // namespace escalon::conformance
