#include "escalon/calendar/calendar_spec.hpp"

#include <charconv>
#include <optional>

#include "escalon/base/suggest.hpp"

namespace escalon::calendar {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

// Exactly two (or four) digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) {
    return std::nullopt;
  }
  int value = 0;
  const char* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + count, value);
  return error == std::errc{} && end == begin + count && value >= 0 ? std::optional(value)
                                                                    : std::nullopt;
}

Error bad(std::string_view text, std::string_view what, std::string_view like) {
  return invalid("'" + std::string(text) + "' is not " + std::string(what) + "; write it like " +
                 std::string(like));
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool has(std::string_view text, std::size_t at, char mark) {
  return text.size() > at && text[at] == mark;
}

}  // namespace

Result<int> parse_time_of_day(std::string_view text) {
  const auto hours = digits(text, 0, 2);
  const auto minutes = digits(text, 3, 2);
  const bool with_seconds = text.size() == 8 && has(text, 5, ':');
  const auto seconds = with_seconds ? digits(text, 6, 2) : std::optional(0);
  const bool shaped = has(text, 2, ':') && (text.size() == 5 || with_seconds);
  if (!shaped || !hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) {
    return bad(text, "a time of day", "08:30, up to 24:00");
  }
  const int total = *hours * 3600 + *minutes * 60 + *seconds;
  if (total > 86400) {
    return bad(text, "a time of day", "08:30, up to 24:00");
  }
  return total;
}

Result<DayInterval> parse_interval(std::string_view open, std::string_view close) {
  const auto open_s = parse_time_of_day(open);
  if (!open_s) {
    return open_s.error();
  }
  const auto close_s = parse_time_of_day(close);
  if (!close_s) {
    return close_s.error();
  }
  if (*open_s == 86400) {
    return invalid("an interval cannot open at 24:00; open it at 00:00 of the next day");
  }
  return DayInterval{*open_s, *close_s};
}

Result<DayInterval> parse_span(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || text.find('-', dash + 1) != std::string_view::npos) {
    return invalid("'" + std::string(text) +
                   "' is no span of hours; write it like \"08:30-17:00\", or closed");
  }
  return parse_interval(trim(text.substr(0, dash)), trim(text.substr(dash + 1)));
}

Result<Weekdays> parse_weekdays(std::string_view text) {
  if (text == "daily") {
    return Weekdays{0, 7};
  }
  const std::size_t dash = text.find('-');
  const auto first = parse_weekday(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_weekday(text.substr(dash + 1));
  if (!first || !last) {
    return invalid("'" + std::string(text) +
                   "' is no day of the week; write a day as mon, a span as mon-fri, or daily");
  }
  return Weekdays{*first, (*last - *first + 7) % 7 + 1};
}

Result<absl::CivilDay> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
    return bad(text, "a date", "2024-12-25");
  }
  const absl::CivilDay date(*year, *month, *day);
  if (date.year() != *year || date.month() != *month || date.day() != *day) {
    return bad(text, "a date of the calendar", "2024-12-25");
  }
  return date;
}

Result<MonthDay> parse_month_day(std::string_view text) {
  const auto month = digits(text, 0, 2);
  const auto day = digits(text, 3, 2);
  if (text.size() != 5 || text[2] != '-' || !month || !day) {
    return bad(text, "a month and day", "12-25");
  }
  const absl::CivilDay in_leap_year(2024, *month, *day);
  if (in_leap_year.month() != *month || in_leap_year.day() != *day) {
    return bad(text, "a month and day that exist", "12-25");
  }
  return MonthDay{*month, *day};
}

Result<int> parse_weekday(std::string_view text) {
  for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
    if (kWeekdays[i] == text) {
      return static_cast<int>(i);
    }
  }
  return invalid("'" + std::string(text) + "' is not a day of the week" +
                 did_you_mean(text, kWeekdays) + "; use mon, tue, wed, thu, fri, sat or sun");
}

}  // namespace escalon::calendar
