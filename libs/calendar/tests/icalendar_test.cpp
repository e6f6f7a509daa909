#include <gtest/gtest.h>

#include <string>

#include "calendar_builder.hpp"
#include "escalon/calendar/closures.hpp"
#include "escalon/calendar/time_zone.hpp"

namespace escalon::calendar {
namespace {

const char* const kHead = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n";

std::string file(const std::string& events) {
  return kHead + events + "END:VCALENDAR\r\n";
}

// An event begins on line 4 of its file.
std::string event(const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:a@example.org\r\n" + lines + "END:VEVENT\r\n";
}

Result<Closures, std::vector<ClosuresError>> read(const std::string& text,
                                                  std::string_view zone = "Europe/Berlin") {
  return read_icalendar(text, *load_time_zone(zone));
}

Closures closures(const std::string& events, std::string_view zone = "Europe/Berlin") {
  const auto read_back = read(file(events), zone);
  EXPECT_TRUE(read_back.ok()) << (read_back ? "" : read_back.error().front().message);
  return read_back ? *read_back : Closures();
}

std::string refusal(const std::string& text) {
  const auto read_back = read(text);
  if (read_back) {
    return "";
  }
  const ClosuresError& first = read_back.error().front();
  EXPECT_FALSE(first.remedy.empty());
  return std::to_string(first.line) + ": " + first.message;
}

std::string holidays(const Closures& closed) {
  std::string text;
  for (const auto& [day, name] : closed.holidays) {
    text += absl::FormatCivilTime(day) + (name.empty() ? "" : " " + name) + "; ";
  }
  return text;
}

TEST(Icalendar, TakesAnAllDayEventForAHoliday) {
  const auto closed = closures(event("SUMMARY:May Day\r\nDTSTART;VALUE=DATE:20250501\r\n"));
  EXPECT_EQ(holidays(closed), "2025-05-01 May Day; ");
  EXPECT_TRUE(closed.breaks.empty());
}

TEST(Icalendar, WritesOutAnEventOfSeveralDays) {
  EXPECT_EQ(
      holidays(closures(event("DTSTART;VALUE=DATE:20251224\r\nDTEND;VALUE=DATE:20251227\r\n"))),
      "2025-12-24; 2025-12-25; 2025-12-26; ");
  EXPECT_EQ(holidays(closures(event("DTSTART;VALUE=DATE:20251224\r\nDURATION:P2D\r\n"))),
            "2025-12-24; 2025-12-25; ");
}

TEST(Icalendar, RepeatsByRulesUntilTheirEnd) {
  EXPECT_EQ(holidays(closures(event("DTSTART;VALUE=DATE:20241128\r\n"
                                    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3\r\n"))),
            "2024-11-28; 2025-11-27; 2026-11-26; ");
  EXPECT_EQ(holidays(closures(event("DTSTART;VALUE=DATE:20250106\r\n"
                                    "RRULE:FREQ=YEARLY;UNTIL=20260106\r\n"))),
            "2025-01-06; 2026-01-06; ");
}

TEST(Icalendar, FollowsARuleWithoutEndFrom1970To2100) {
  const auto closed = closures(event("DTSTART;VALUE=DATE:16041225\r\nRRULE:FREQ=YEARLY\r\n"));
  EXPECT_TRUE(closed.holidays.contains(date("1970-12-25")));
  EXPECT_TRUE(closed.holidays.contains(date("2100-12-25")));
  EXPECT_FALSE(closed.holidays.contains(date("1969-12-25")));
  EXPECT_FALSE(closed.holidays.contains(date("2101-12-25")));
}

TEST(Icalendar, LeavesExceptionsOutAndAddsDates) {
  EXPECT_EQ(holidays(closures(event("DTSTART;VALUE=DATE:20250106\r\n"
                                    "RRULE:FREQ=DAILY;COUNT=4\r\n"
                                    "EXDATE;VALUE=DATE:20250107,20250108\r\n"
                                    "RDATE;VALUE=DATE:20250120\r\n"))),
            "2025-01-06; 2025-01-09; 2025-01-20; ");
}

TEST(Icalendar, ClosesTheHoursOfATimedEvent) {
  const auto closed =
      closures(event("DTSTART:20250211T130000\r\nDTEND:20250211T150000\r\n"), "America/New_York");
  EXPECT_TRUE(closed.holidays.empty());
  EXPECT_EQ(closed.breaks.at(date("2025-02-11")), std::vector<DayInterval>{hours("13:00", "15:00")})
      << "a floating event keeps its reading in every zone";
}

TEST(Icalendar, CutsATimedEventAtMidnights) {
  const auto closed = closures(event("DTSTART:20250211T220000\r\nDURATION:PT28H\r\n"));
  EXPECT_EQ(closed.breaks.at(date("2025-02-11")),
            std::vector<DayInterval>{hours("22:00", "24:00")});
  EXPECT_EQ(closed.breaks.at(date("2025-02-12")),
            std::vector<DayInterval>{hours("00:00", "24:00")});
  EXPECT_EQ(closed.breaks.at(date("2025-02-13")),
            std::vector<DayInterval>{hours("00:00", "02:00")});
}

TEST(Icalendar, TakesMidnightToMidnightForAHolidayWhateverItsKind) {
  EXPECT_EQ(holidays(closures(event("DTSTART;TZID=Europe/Berlin:20250501T000000\r\n"
                                    "DTEND;TZID=Europe/Berlin:20250502T000000\r\n"))),
            "2025-05-01; ");
  const auto abroad = closures(event("DTSTART;TZID=Europe/Berlin:20250501T000000\r\n"
                                     "DTEND;TZID=Europe/Berlin:20250502T000000\r\n"),
                               "America/New_York");
  EXPECT_TRUE(abroad.holidays.empty());
  EXPECT_EQ(abroad.breaks.at(date("2025-04-30")),
            std::vector<DayInterval>{hours("18:00", "24:00")});
}

TEST(Icalendar, KeepsTheClockOfItsZoneAcrossAChange) {
  // Twelve o'clock in New York is 17:00 in Berlin before and after both have changed, 16:00
  // between.
  const auto closed =
      closures(event("DTSTART;TZID=America/New_York:20250303T120000\r\n"
                     "DTEND;TZID=America/New_York:20250303T130000\r\n"
                     "RRULE:FREQ=WEEKLY;UNTIL=20250331T160000Z\r\n"));
  EXPECT_EQ(closed.breaks.at(date("2025-03-03")).front().open_s, 18 * 3600);
  EXPECT_EQ(closed.breaks.at(date("2025-03-10")).front().open_s, 17 * 3600);
  EXPECT_EQ(closed.breaks.at(date("2025-03-31")).front().open_s, 18 * 3600)
      << "UNTIL is an instant and counts";
  EXPECT_EQ(closed.breaks.size(), 5U);
}

TEST(Icalendar, EndsARuleAtTheInstantOfItsUntil) {
  const auto last_in = [](const std::string& until) {
    const auto closed =
        closures(event("DTSTART;TZID=Asia/Tokyo:20250303T090000\r\nDURATION:PT1H\r\n"
                       "RRULE:FREQ=WEEKLY;UNTIL=" +
                       until + "\r\n"),
                 "Asia/Tokyo");
    return closed.breaks.rbegin()->first;
  };
  EXPECT_EQ(last_in("20250317T000000Z"), date("2025-03-17")) << "nine o'clock in Tokyo";
  EXPECT_EQ(last_in("20250316T235959Z"), date("2025-03-10"));
  EXPECT_EQ(last_in("20250317"), date("2025-03-17")) << "a date ends with its last second";
}

TEST(Icalendar, FindsTheZoneBehindOtherNames) {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nX-LIC-LOCATION:Europe/Berlin\r\n"
      "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
      "END:STANDARD\r\nEND:VTIMEZONE\r\n";
  const auto closed =
      closures(zone + event("DTSTART;TZID=\"W. Europe Standard Time\":20250701T120000\r\n"
                            "DTEND;TZID=/example.org/20070101/Europe/London:20250701T120000\r\n"),
               "UTC");
  EXPECT_EQ(closed.breaks.at(date("2025-07-01")),
            std::vector<DayInterval>{hours("10:00", "11:00")});
}

TEST(Icalendar, MovesAndCancelsSingleRepetitions) {
  const std::string weekly = event(
      "SUMMARY:Weekly\r\nDTSTART;VALUE=DATE:20250303\r\n"
      "RRULE:FREQ=WEEKLY;COUNT=4\r\n");
  const std::string moved = event(
      "SUMMARY:Moved\r\nRECURRENCE-ID;VALUE=DATE:20250310\r\n"
      "DTSTART;VALUE=DATE:20250312\r\n");
  const std::string cancelled = event(
      "STATUS:CANCELLED\r\nRECURRENCE-ID;VALUE=DATE:20250317\r\n"
      "DTSTART;VALUE=DATE:20250317\r\n");
  EXPECT_EQ(holidays(closures(weekly + moved + cancelled)),
            "2025-03-03 Weekly; 2025-03-12 Moved; 2025-03-24 Weekly; ");
  EXPECT_EQ(holidays(closures(event("STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20250317\r\n"))), "");
}

TEST(Icalendar, ReadsFoldedLinesBareLineEndsAndEscapes) {
  std::string text =
      file(event("SUMMARY:Day\\, named\r\n  twice\\nover\r\n"
                 "DTSTART;VALUE=DA\r\n TE:20250501\r\nDESCRIPTION:\r\n"));
  std::erase(text, '\r');
  const auto closed = read(text);
  ASSERT_TRUE(closed.ok());
  EXPECT_EQ(holidays(*closed), "2025-05-01 Day, named twice over; ");
}

TEST(Icalendar, PassesOverAlarmsTasksAndWhatElseThereIs) {
  const std::string alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT5M\r\nEND:VALARM\r\n";
  const std::string task = "BEGIN:VTODO\r\nDTSTART;VALUE=DATE:20250601\r\nEND:VTODO\r\n";
  const std::string unknown = "BEGIN:X-OURS\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:X-OURS\r\n";
  EXPECT_EQ(
      holidays(closures(task + unknown +
                        event("DTSTART;VALUE=DATE:20250501\r\n" + alarm + "SUMMARY:May Day\r\n"))),
      "2025-05-01 May Day; ");
}

TEST(Icalendar, JoinsACalendar) {
  auto spec = office("Europe/Berlin");
  spec.holidays[date("2025-05-01")] = "ours";
  const auto closed = closures(event("SUMMARY:theirs\r\nDTSTART;VALUE=DATE:20250501\r\n"
                                     "RRULE:FREQ=YEARLY;COUNT=2\r\n") +
                               event("DTSTART:20250505T120000\r\nDURATION:PT30M\r\n"));
  add_closures(closed, spec);
  EXPECT_EQ(spec.holidays.at(date("2025-05-01")), "ours");
  EXPECT_EQ(spec.holidays.at(date("2026-05-01")), "theirs");
  const auto calendar = compiled(spec);
  EXPECT_FALSE(calendar.is_open(at("2025-05-05T10:15:00Z")));
  EXPECT_TRUE(calendar.is_open(at("2025-05-05T10:30:00Z")));
}

TEST(Icalendar, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(refusal(file(event("SUMMARY:Never\r\n"))), "4: it has no DTSTART");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20250501\r\n") +
                         event("DTSTART;VALUE=DATE:in May\r\n"))),
            "8: its DTSTART cannot be read");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20250230\r\n"))),
            "4: it names a date or a time that does not exist");
  EXPECT_EQ(refusal(file(event("DTSTART:20250203T250000\r\nDURATION:PT1H\r\n"))),
            "4: it names a date or a time that does not exist");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY\r\n"
                               "EXDATE;VALUE=DATE:20260501,never\r\n"))),
            "4: its EXDATE cannot be read");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=SOMETIMES\r\n"))),
            "4: its RRULE cannot be read");
  EXPECT_EQ(refusal(file(event("DTSTART;TZID=Europe/Berlim:20250501T120000\r\n"
                               "DURATION:PT1H\r\n"))),
            "4: TZID: there is no time zone 'Europe/Berlim' (did you mean 'Europe/Berlin'?)");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20250501\r\nDTEND;VALUE=DATE:20250501\r\n"))),
            "4: it takes no time, or no whole days");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:18501225\r\n"))),
            "4: it is dated 1850-12-25, before the zone Europe/Berlin had a standard time "
            "(1900-01-01)");
}

TEST(Icalendar, RefusesWhatRepeatsWithoutMeasure) {
  EXPECT_EQ(refusal(file(event("DTSTART:20250501T120000\r\nDURATION:PT1M\r\n"
                               "RRULE:FREQ=HOURLY\r\n")))
                .substr(0, 32),
            "4: its RRULE repeats within a da");
  EXPECT_EQ(refusal(file(event("DTSTART:20250501T000000\r\nDURATION:PT1M\r\n"
                               "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7\r\n"))),
            "4: the file repeats its events more than 100,000 times");
  EXPECT_EQ(refusal(file(event("DTSTART;VALUE=DATE:20000101\r\nDURATION:P1000D\r\n"
                               "RRULE:FREQ=WEEKLY\r\n"))),
            "4: the file closes more than 200,000 dates");
}

TEST(Icalendar, RefusesWhatIsNoSuchFile) {
  EXPECT_EQ(refusal(""), "1: this is no iCalendar file: it has no BEGIN:VCALENDAR");
  EXPECT_EQ(refusal("holidays: [2025-05-01]\n"),
            "1: this is no iCalendar file: it has no BEGIN:VCALENDAR");
  EXPECT_EQ(refusal(std::string(kHead) + "BEGIN:VEVENT\r\n"), "4: BEGIN:VEVENT has no END");
  EXPECT_EQ(refusal(kHead + std::string("SUMMARY:a\0b\r\n", 13)), "4: this is no text");
  std::string deep;
  for (int i = 0; i < 11; ++i) {
    deep += "BEGIN:VCALENDAR\n";
  }
  EXPECT_EQ(refusal(deep), "11: components are nested too deep");
  EXPECT_EQ(refusal("END:VEVENT\n"), "1: END:VEVENT ends what did not begin last");
  EXPECT_EQ(refusal("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n"),
            "3: END:VCALENDAR ends what did not begin last");
}

}  // namespace
}  // namespace escalon::calendar
