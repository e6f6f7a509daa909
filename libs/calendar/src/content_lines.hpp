#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/calendar/closures.hpp"

namespace escalon::calendar {

/// The property that tells where an event stands in its file.
constexpr std::string_view kLineProperty = "X-ESCALON-LINE";

/// An iCalendar text made fit for a C parser: folded lines joined, each event marked by
/// kLineProperty, and of its components none but VCALENDAR, VEVENT and VTIMEZONE. Refused: NUL
/// bytes, no VCALENDAR, and components more than 10 deep, left open or ended out of turn.
[[nodiscard]] Result<std::string, ClosuresError> mark_events(std::string_view text);

}  // namespace escalon::calendar
