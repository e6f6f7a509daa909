#include "escalon/replay/night.hpp"

#include <optional>
#include <string>

namespace escalon::replay {
namespace {

constexpr int kDayMinutes = 24 * 60;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// `22:00`, up to `24:00`.
std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !is_digit(text[0]) || !is_digit(text[1]) ||
      !is_digit(text[3]) || !is_digit(text[4])) {
    return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  const int of_day = hour * 60 + minute;
  return minute < 60 && of_day <= kDayMinutes ? std::optional(of_day) : std::nullopt;
}

}  // namespace

bool Night::holds(absl::Time at) const {
  const absl::CivilSecond wall = absl::ToCivilSecond(at, zone);
  const int minute = static_cast<int>(wall.hour()) * 60 + static_cast<int>(wall.minute());
  return from_minute < until_minute ? minute >= from_minute && minute < until_minute
                                    : minute >= from_minute || minute < until_minute;
}

Result<Night> parse_night(std::string_view hours, absl::TimeZone zone) {
  const std::size_t dash = hours.find('-');
  const auto from = minute_of(hours.substr(0, dash));
  const auto until =
      dash == std::string_view::npos ? std::nullopt : minute_of(hours.substr(dash + 1));
  if (!from || !until || *from == *until) {
    return invalid("'" + std::string(hours) + "' is no span of hours; write it like 22:00-06:00");
  }
  return Night{*from, *until, zone};
}

}  // namespace escalon::replay
