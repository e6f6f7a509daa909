#pragma once

#include <string>

#include "day_table.hpp"
#include "escalon/calendar/calendar.hpp"
#include "zone_table.hpp"

namespace escalon::calendar {

/// What Calendar shares between its copies.
struct Calendar::Compiled {
  std::string name;
  std::string time_zone;
  std::string version;
  DayTable days;
  ZoneTable zone;
};

}  // namespace escalon::calendar
