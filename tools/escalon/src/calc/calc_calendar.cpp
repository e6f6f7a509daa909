#include "calc_calendar.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include "escalon/base/suggest.hpp"
#include "escalon/calendar/closures.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/service/policy_folder.hpp"

namespace escalon::cli {
namespace {

using calendar::Calendar;
using calendar::CalendarSpec;
using service::ExitCode;

constexpr int kSecondsADay = 86'400;

Refusal wrong_flag(const std::string& flag, const std::string& message) {
  return {ExitCode::kUsage, flag + ": " + message};
}

Refusal unknown_calendar(const policy::CompiledPolicy& policy, const std::string& name) {
  std::vector<std::string_view> known;
  std::string list;
  for (const auto& [calendar, compiled] : policy.calendars) {
    known.push_back(calendar);
    list += (list.empty() ? "" : ", ") + calendar;
  }
  if (known.empty()) {
    return {ExitCode::kFailed, "the policy has no calendars; add one under calendars"};
  }
  const std::string missing =
      name.empty() ? "the policy has several calendars"
                   : "there is no calendar '" + name + "'" + did_you_mean(name, known);
  return {ExitCode::kUsage, "--calendar: " + missing + "; use one of: " + list};
}

Answer<Calendar> of_policy(const CalendarOptions& options) {
  const auto files = service::read_policy_folder(options.policy);
  if (!files) {
    return Refusal{ExitCode::kConfiguration, files.error().message};
  }
  const auto compiled = policy::compile(*files);
  if (!compiled) {
    return Refusal{ExitCode::kConfiguration,
                   "the policy is wrong\n" + policy::text(compiled.error())};
  }
  const auto& calendars = (*compiled)->calendars;
  const auto found = options.calendar.empty() && calendars.size() == 1
                         ? calendars.begin()
                         : calendars.find(options.calendar);
  if (found == calendars.end()) {
    return unknown_calendar(**compiled, options.calendar);
  }
  return Calendar(*found->second);
}

// `mon-fri 08:30-12:00 13:00-17:00`, or `always`.
Status add_hours(const std::string& text, CalendarSpec& spec) {
  if (text == "always") {
    spec.weekly.fill({{0, kSecondsADay}});
    return {};
  }
  std::istringstream words(text);
  std::string word;
  words >> word;
  const auto days = calendar::parse_weekdays(word);
  if (!days) {
    return days.error();
  }
  std::vector<calendar::DayInterval> intervals;
  while (words >> word) {
    const auto interval = calendar::parse_span(word);
    if (!interval) {
      return interval.error();
    }
    intervals.push_back(*interval);
  }
  if (intervals.empty()) {
    return invalid("'" + text + "' has no hours; write it like \"mon-fri 08:30-17:00\"");
  }
  for (int i = 0; i < days->count; ++i) {
    auto& day = spec.weekly[static_cast<std::size_t>(days->first + i) % 7];
    day.insert(day.end(), intervals.begin(), intervals.end());
  }
  return {};
}

Status add_holiday(const std::string& text, CalendarSpec& spec) {
  const std::size_t equals = text.find('=');
  const std::string date = text.substr(0, equals);
  const std::string name = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (const auto day = calendar::parse_date(date)) {
    spec.holidays[*day] = name;
  } else if (const auto annual = calendar::parse_month_day(date)) {
    spec.annual_holidays[*annual] = name;
  } else {
    return invalid("'" + date + "' is no date; write 2025-12-25, or 12-25 for every year");
  }
  return {};
}

Answer<calendar::Closures> read_file(const std::string& path, const absl::TimeZone& zone) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (!stream) {
    return Refusal{ExitCode::kUnavailable, path + ": cannot be read; check its name"};
  }
  auto closures = calendar::read_icalendar(text, zone);
  if (closures) {
    return *std::move(closures);
  }
  std::string lines;
  for (const calendar::ClosuresError& error : closures.error()) {
    lines += (lines.empty() ? "" : "\n") + path + ":" + std::to_string(error.line) + ": " +
             error.message + "\n    " + error.remedy;
  }
  return Refusal{ExitCode::kConfiguration, lines};
}

Answer<Calendar> of_flags(const CalendarOptions& options) {
  CalendarSpec spec;
  spec.name = "of the command line";
  spec.time_zone = options.zone;
  const auto zone = calendar::load_time_zone(options.zone);
  if (!zone) {
    return wrong_flag("--zone", zone.error().message);
  }
  for (const std::string& text : options.hours) {
    if (const Status added = add_hours(text, spec); !added) {
      return wrong_flag("--hours", added.error().message);
    }
  }
  for (const std::string& text : options.holidays) {
    if (const Status added = add_holiday(text, spec); !added) {
      return wrong_flag("--holiday", added.error().message);
    }
  }
  for (const std::string& path : options.holiday_files) {
    const auto closures = read_file(path, *zone);
    if (!closures) {
      return closures.error();
    }
    calendar::add_closures(*closures, spec);
  }
  auto compiled = Calendar::compile(spec);
  if (!compiled) {
    return Refusal{ExitCode::kUsage, compiled.error().message};
  }
  return *std::move(compiled);
}

}  // namespace

Answer<Calendar> calendar_of(const CalendarOptions& options) {
  if (options.policy.empty() == options.hours.empty()) {
    return Refusal{ExitCode::kUsage,
                   "which calendar? Give --policy DIR and --calendar NAME, or --hours \"mon-fri "
                   "08:30-17:00\" with --zone"};
  }
  return options.policy.empty() ? of_flags(options) : of_policy(options);
}

}  // namespace escalon::cli
