#include "rota_times.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/calendar_spec.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

constexpr int kDayS = 86'400;
constexpr int kWeekS = 7 * kDayS;
constexpr int kTurnsMax = 10'000;
constexpr std::size_t kDateBytes = 10;

Error bad(std::string_view text, std::string_view what, std::string_view like) {
  return invalid(cat("'", text, "' is not ", what, "; write it like ", like));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words = split(text, " \t");
  std::erase(words, std::string_view());
  return words;
}

// `hours` and `hour` alike.
std::string_view without_plural(std::string_view unit) {
  return unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit;
}

Error bad_hours(std::string_view text) {
  return bad(text, "hours of a week",
             "\"mon-fri 09:00-17:00\", sat-sun, or \"fri 18:00 - mon 08:00\"");
}

// `fri` and `18:00` as seconds after Monday 00:00.
Result<int> week_second(std::string_view day, std::string_view time) {
  const auto weekday = calendar::parse_weekday(day);
  const auto second = calendar::parse_time_of_day(time);
  if (!weekday || !second) {
    return weekday ? second.error() : weekday.error();
  }
  return *weekday * kDayS + *second;
}

Result<std::vector<rota::WeekSpan>> parse_span(std::string_view text,
                                               const std::vector<std::string_view>& words) {
  const auto from = week_second(words[0], words[1]);
  const auto to = week_second(words[3], words[4]);
  if (!from || !to || words[2] != "-") {
    return bad_hours(text);
  }
  return std::vector<rota::WeekSpan>{{*from % kWeekS, *to}};
}

Result<std::vector<rota::WeekSpan>> parse_daily(std::string_view text, std::string_view days,
                                                std::string_view times) {
  const auto weekdays = calendar::parse_weekdays(days);
  const std::vector<std::string_view> ends = split(times, "-");
  const auto hours = calendar::parse_interval(ends.front(), ends.back());
  if (!weekdays || !hours || ends.size() != 2) {
    return bad_hours(text);
  }
  std::vector<rota::WeekSpan> spans;
  for (int i = 0; i < weekdays->count; ++i) {
    const int day_s = (weekdays->first + i) % 7 * kDayS;
    const int length_s = (hours->close_s - hours->open_s + kDayS - 1) % kDayS + 1;
    const int from_s = day_s + hours->open_s;
    const int to_s = from_s + length_s;
    spans.push_back({from_s, to_s > kWeekS ? to_s - kWeekS : to_s});
  }
  return spans;
}

}  // namespace

Result<absl::CivilSecond> parse_reading(std::string_view text) {
  const bool shaped =
      text.size() > kDateBytes + 1 && (text[kDateBytes] == ' ' || text[kDateBytes] == 'T');
  const auto date = calendar::parse_date(text.substr(0, kDateBytes));
  const auto time = shaped ? calendar::parse_time_of_day(text.substr(kDateBytes + 1))
                           : Result<int>(invalid("no time of day"));
  if (!date || !time) {
    return bad(text, "a date and time of the wall clock", "\"2026-01-05 09:00\"");
  }
  return absl::CivilSecond(*date) + *time;
}

Result<rota::Moment> parse_moment(std::string_view text) {
  if (const auto reading = parse_reading(text)) {
    return rota::Moment(*reading);
  }
  if (const auto instant = parse_instant(text)) {
    return rota::Moment(*instant);
  }
  return bad(text, "a date and time",
             "\"2026-01-05 09:00\" by the rota's clock, or 2026-01-05T08:00:00Z");
}

Result<rota::TurnLength> parse_turn(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  int count = 1;
  const bool counted = words.size() == 2 && absl::SimpleAtoi(std::string(words[0]), &count);
  const std::string_view unit = words.empty() ? "" : without_plural(words.back());
  if (counted || words.size() == 1) {
    const int turns = std::clamp(count, 0, kTurnsMax);
    if (unit == "hour") {
      return rota::hours(turns);
    }
    if (unit == "day") {
      return rota::days(turns);
    }
    if (unit == "week") {
      return rota::weeks(turns);
    }
    if (unit == "month") {
      return rota::TurnLength{.months = turns};
    }
  }
  if (const auto duration = parse_duration(words.empty() ? text : words.front());
      duration.ok() && words.size() == 1) {
    return rota::custom({*duration});
  }
  return bad(text, "the length of a turn", "day, \"2 weeks\", month, or 36h");
}

Result<std::vector<rota::WeekSpan>> parse_week_hours(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  if (words.size() == 1) {
    return parse_daily(text, words[0], "00:00-24:00");
  }
  if (words.size() == 2) {
    return parse_daily(text, words[0], words[1]);
  }
  return words.size() == 5 ? parse_span(text, words) : bad_hours(text);
}

}  // namespace escalon::policy
