// An iCalendar file as closed times of two zones; what is read must fit a calendar, or be refused
// with a line of the file.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/calendar/calendar.hpp"
#include "escalon/calendar/closures.hpp"
#include "escalon/calendar/time_zone.hpp"

namespace {

using namespace escalon::calendar;

void check_errors(const std::vector<ClosuresError>& errors, std::string_view text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  ESCALON_ASSERT(!errors.empty());
  for (const ClosuresError& error : errors) {
    ESCALON_ASSERT(!error.message.empty());
    ESCALON_ASSERT(!error.remedy.empty());
    ESCALON_ASSERT(error.line >= 0 && error.line <= lines);
  }
}

// A week that is always open: only what the file closes may make the calendar impossible, by
// staying closed too long.
void check_calendar(const Closures& closures) {
  CalendarSpec spec;
  spec.weekly.fill({{0, 86'400}});
  add_closures(closures, spec);
  const auto calendar = Calendar::compile(spec);
  if (calendar) {
    for (const auto& [date, name] : closures.holidays) {
      ESCALON_ASSERT(!calendar->is_open(absl::FromCivil(date, absl::UTCTimeZone())));
    }
  } else {
    ESCALON_ASSERT(calendar.error().message.find("no open second") != std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const absl::TimeZone kZones[] = {absl::UTCTimeZone(), *load_time_zone("Asia/Kathmandu")};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const absl::TimeZone& zone : kZones) {
    const auto closures = read_icalendar(text, zone);
    if (closures) {
      check_calendar(*closures);
    } else {
      check_errors(closures.error(), text);
    }
  }
  return 0;
}
