#include "ical_events.hpp"

#include <libical/ical.h>

#include <array>
#include <charconv>
#include <memory>

#include "content_lines.hpp"
#include "day_table.hpp"
#include "escalon/calendar/time_zone.hpp"

namespace escalon::calendar {
namespace {

constexpr int kRepeatsMax = 100'000;
constexpr int kStepsMax = 300'000;  // DTSTART may lie long before the first repetition that counts
constexpr int kRulesMax = 200;
constexpr int kRuleYearMin = 1600;
constexpr int kRuleYearMinUnlessYearly = 1900;
// libical looks for the next repetition until the year 2582, however fruitless it is. The calendar
// repeats itself after 400 years: a rule that is followed that much later ends soon after 2100.
constexpr int kYearsLater = 400;
constexpr std::array<std::string_view, 7> kNeeded = {"DTSTART", "DTEND",  "DURATION",     "RRULE",
                                                     "RDATE",   "EXDATE", "RECURRENCE-ID"};

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;
using Iterator = std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)>;

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

absl::CivilSecond civil(const icaltimetype& time) {
  return time.is_date != 0 ? absl::CivilSecond(time.year, time.month, time.day)
                           : absl::CivilSecond(time.year, time.month, time.day, time.hour,
                                               time.minute, time.second);
}

// libical takes 20250230 and 25 o'clock as they come.
bool exists(const icaltimetype& time) {
  const absl::CivilSecond at = civil(time);
  const bool same_date = at.year() == time.year && at.month() == time.month && at.day() == time.day;
  const bool same_time =
      at.hour() == time.hour && at.minute() == time.minute && at.second() == time.second;
  return same_date && (same_time || time.is_date != 0);
}

icaltimetype later(absl::CivilSecond at, bool is_date) {
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(at.year()) + kYearsLater;
  time.month = at.month();
  time.day = at.day();
  time.is_date = is_date ? 1 : 0;
  if (!is_date) {
    time.hour = at.hour();
    time.minute = at.minute();
    time.second = at.second();
  }
  return time;
}

int year_min(const icalrecurrencetype& rule) {
  return rule.freq == ICAL_YEARLY_RECURRENCE ? kRuleYearMin : kRuleYearMinUnlessYearly;
}

bool repeats_within_a_day(const icalrecurrencetype& rule) {
  return rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE ||
         rule.freq == ICAL_HOURLY_RECURRENCE;
}

/// Reads the components of one file.
class EventReader {
 public:
  void read_calendar(icalcomponent* calendar) {
    calendar_ = calendar;
    for (icalcomponent* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event != nullptr;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
      read_event(event);
    }
  }

  Result<std::vector<Event>, std::vector<ClosuresError>> result() && {
    if (!errors_.empty()) {
      return std::move(errors_);
    }
    return std::move(events_);
  }

 private:
  using Property = icalproperty;

  void fail(std::string message, std::string remedy) {
    errors_.push_back({event_.line, std::move(message), std::move(remedy)});
  }

  template <typename Read>
  static void each(icalcomponent* event, icalproperty_kind kind, Read read) {
    for (Property* property = icalcomponent_get_first_property(event, kind); property != nullptr;
         property = icalcomponent_get_next_property(event, kind)) {
      read(property);
    }
  }

  void read_event(icalcomponent* event) {
    event_ = {};
    each(event, ICAL_X_PROPERTY, [&](Property* property) { read_line(property); });
    event_.uid = text_of(icalcomponent_get_uid(event));
    event_.name = text_of(icalcomponent_get_summary(event));
    event_.cancelled = icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
    const std::size_t errors_before = errors_.size();
    check_readable(event);
    read_times(event);
    read_repetitions(event);
    if (errors_.size() == errors_before) {
      events_.push_back(std::move(event_));
    }
  }

  void read_line(Property* property) {
    const std::string value = text_of(icalproperty_get_x(property));
    if (event_.line == 0 && icalproperty_get_x_name(property) == kLineProperty) {
      std::from_chars(value.data(), value.data() + value.size(), event_.line);
    }
  }

  // What libical could not read it has taken out; that matters where dates are lost.
  void check_readable(icalcomponent* event) {
    each(event, ICAL_XLICERROR_PROPERTY, [&](Property* property) {
      const std::string reason = text_of(icalproperty_get_xlicerror(property));
      for (const std::string_view name : kNeeded) {
        if (reason.find(" " + std::string(name) + " property") != std::string::npos) {
          fail("its " + std::string(name) + " cannot be read",
               "correct it, as DTSTART;VALUE=DATE:20251225 or RRULE:FREQ=YEARLY");
        }
      }
    });
    each(event, ICAL_EXRULE_PROPERTY,
         [&](Property*) { fail("EXRULE is not supported", "leave the dates out by EXDATE"); });
  }

  Moment moment(Property* property, const icaltimetype& time) {
    if (!exists(time)) {
      fail("it names a date or a time that does not exist", "correct its dates");
    }
    Moment at{civil(time), time.is_date != 0, std::nullopt};
    if (at.all_day) {
      return at;
    }
    icalparameter* tzid = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    if (icaltime_is_utc(time) != 0) {
      at.zone = absl::UTCTimeZone();
    } else if (tzid != nullptr) {
      at.zone = zone_of(text_of(icalparameter_get_tzid(tzid)));
    }
    return at;
  }

  // Some programs put a path before the name, as /example.org/20070101/Europe/Berlin.
  absl::TimeZone zone_of(const std::string& tzid) {
    for (std::string_view name = tzid; !name.empty();) {
      if (const auto zone = load_time_zone(name)) {
        return *zone;
      }
      const std::size_t slash = name.find('/');
      name = slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
    }
    if (const auto zone = load_time_zone(location_of(tzid))) {
      return *zone;
    }
    const std::string reason = load_time_zone(tzid).error().message;
    fail("TZID: " + reason.substr(0, reason.find(';')),
         "write an IANA name as Europe/Berlin, or give its VTIMEZONE an X-LIC-LOCATION");
    return absl::UTCTimeZone();
  }

  std::string location_of(const std::string& tzid) {
    std::string location;
    for (icalcomponent* zone =
             icalcomponent_get_first_component(calendar_, ICAL_VTIMEZONE_COMPONENT);
         zone != nullptr;
         zone = icalcomponent_get_next_component(calendar_, ICAL_VTIMEZONE_COMPONENT)) {
      Property* id = icalcomponent_get_first_property(zone, ICAL_TZID_PROPERTY);
      if (id == nullptr || text_of(icalproperty_get_tzid(id)) != tzid) {
        continue;
      }
      each(zone, ICAL_X_PROPERTY, [&](Property* property) {
        if (text_of(icalproperty_get_x_name(property)) == "X-LIC-LOCATION") {
          location = text_of(icalproperty_get_x(property));
        }
      });
    }
    return location;
  }

  void read_times(icalcomponent* event) {
    Property* start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (start == nullptr) {
      fail("it has no DTSTART", "say when it begins, as DTSTART;VALUE=DATE:20251225");
      return;
    }
    event_.start = moment(start, icalproperty_get_dtstart(start));
    each(event, ICAL_DTEND_PROPERTY, [&](Property* property) {
      event_.end = moment(property, icalproperty_get_dtend(property));
    });
    each(event, ICAL_DURATION_PROPERTY, [&](Property* property) {
      event_.length = absl::Seconds(icaldurationtype_as_int(icalproperty_get_duration(property)));
    });
    each(event, ICAL_RECURRENCEID_PROPERTY, [&](Property* property) {
      event_.replaces = moment(property, icalproperty_get_recurrenceid(property));
      if (icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr) {
        fail("RANGE is not supported", "end the rule by UNTIL and begin a second event there");
      }
    });
  }

  void read_repetitions(icalcomponent* event) {
    each(event, ICAL_RRULE_PROPERTY, [&](Property* property) {
      event_.has_rule = true;
      repeat(icalproperty_get_rrule(property));
    });
    each(event, ICAL_EXDATE_PROPERTY, [&](Property* property) {
      event_.left_out.push_back(moment(property, icalproperty_get_exdate(property)));
    });
    each(event, ICAL_RDATE_PROPERTY, [&](Property* property) {
      const icaldatetimeperiodtype value = icalproperty_get_rdate(property);
      if (icaltime_is_null_time(value.time) != 0) {
        fail("a period in RDATE is not supported", "write its beginning alone");
      } else {
        event_.added.push_back(moment(property, value.time));
      }
    });
  }

  void repeat(icalrecurrencetype rule) {
    if (repeats_within_a_day(rule) || rule.rscale != nullptr) {
      fail("its RRULE repeats within a day, or by another calendar than the Gregorian",
           "closed times repeat DAILY, WEEKLY, MONTHLY or YEARLY");
    } else if (event_.start.wall.year() < year_min(rule) || ++rules_ > kRulesMax) {
      fail("a rule begins before 1900 (before 1600 if it is yearly), or is the 201st of its file",
           "begin it later, or split the file");
    } else if (!errors_.empty()) {
      return;  // the file is refused; what is left of it need not be written out
    } else {
      end_by_wall_clock(rule.until);
      write_out(rule);
    }
  }

  // Rules are followed on the wall clock of the event, where UNTIL may be an instant or a date.
  void end_by_wall_clock(icaltimetype& until) const {
    if (icaltime_is_null_time(until) != 0) {
      return;
    }
    absl::CivilSecond last = civil(until);
    if (icaltime_is_utc(until) != 0 && event_.start.zone) {
      last = event_.start.zone->At(absl::FromCivil(last, absl::UTCTimeZone())).cs;
    } else if (until.is_date != 0 && !event_.start.all_day) {
      last = absl::CivilSecond(absl::CivilDay(last) + 1) - 1;
    }
    until = later(last, event_.start.all_day);
  }

  void write_out(const icalrecurrencetype& rule) {
    const Iterator repeats(
        icalrecur_iterator_new(rule, later(event_.start.wall, event_.start.all_day)),
        &icalrecur_iterator_free);
    if (!repeats) {
      fail("its RRULE cannot be followed", "correct it, as RRULE:FREQ=YEARLY");
      return;
    }
    for (;;) {
      icaltimetype next = icalrecur_iterator_next(repeats.get());
      if (icaltime_is_null_time(next) != 0 || next.year > kLastYear + kYearsLater) {
        return;
      }
      next.year -= kYearsLater;
      const bool counts = next.year >= kFirstYear;
      if (++steps_ > kStepsMax || (counts && ++repeats_ > kRepeatsMax)) {
        fail("the file repeats its events more than 100,000 times",
             "end its rules by COUNT or UNTIL, or write what recurs as hours");
        return;
      }
      if (counts) {
        event_.repeats.push_back(civil(next));
      }
    }
  }

  icalcomponent* calendar_ = nullptr;
  Event event_;  // being read
  std::vector<Event> events_;
  std::vector<ClosuresError> errors_;
  int repeats_ = 0;
  int steps_ = 0;
  int rules_ = 0;
};

}  // namespace

absl::Time Moment::instant() const {
  const absl::TimeZone::TimeInfo info = zone->At(wall);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

Result<std::vector<Event>, std::vector<ClosuresError>> parse_events(const std::string& marked) {
  const Component root(icalparser_parse_string(marked.c_str()), &icalcomponent_free);
  EventReader reader;
  if (!root) {
    return std::vector<ClosuresError>{
        {1, "this is no iCalendar file", "save it again as an iCalendar file (RFC 5545)"}};
  }
  if (icalcomponent_isa(root.get()) == ICAL_VCALENDAR_COMPONENT) {
    reader.read_calendar(root.get());
  }
  for (icalcomponent* calendar =
           icalcomponent_get_first_component(root.get(), ICAL_VCALENDAR_COMPONENT);
       calendar != nullptr;
       calendar = icalcomponent_get_next_component(root.get(), ICAL_VCALENDAR_COMPONENT)) {
    reader.read_calendar(calendar);
  }
  return std::move(reader).result();
}

}  // namespace escalon::calendar
