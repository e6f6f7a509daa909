#pragma once

#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/calendar.hpp"
#include "gtest/gtest.h"

namespace escalon::calendar {

inline absl::Time at(std::string_view text) {
  const auto instant = parse_instant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return instant ? *instant : absl::UnixEpoch();
}

inline absl::CivilDay date(std::string_view text) {
  const auto day = parse_date(text);
  EXPECT_TRUE(day.ok()) << text;
  return day ? *day : absl::CivilDay();
}

inline DayInterval hours(std::string_view open, std::string_view close) {
  const auto interval = parse_interval(open, close);
  EXPECT_TRUE(interval.ok()) << open << "-" << close;
  return interval ? *interval : DayInterval{};
}

/// Monday to Friday 09:00 to 17:00 in the zone.
inline CalendarSpec office(std::string_view zone = "UTC") {
  CalendarSpec spec;
  spec.name = "office";
  spec.time_zone = std::string(zone);
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {hours("09:00", "17:00")};
  }
  return spec;
}

/// Every day, all day.
inline CalendarSpec always(std::string_view zone = "UTC") {
  CalendarSpec spec;
  spec.name = "always";
  spec.time_zone = std::string(zone);
  for (auto& weekday : spec.weekly) {
    weekday = {hours("00:00", "24:00")};
  }
  return spec;
}

inline Calendar compiled(const CalendarSpec& spec) {
  auto calendar = Calendar::compile(spec);
  EXPECT_TRUE(calendar.ok()) << (calendar.ok() ? "" : calendar.error().message);
  return *std::move(calendar);
}

}  // namespace escalon::calendar
