#include <gtest/gtest.h>

#include "calc/calc_answers.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::cli {
namespace {

using service::ExitCode;

CalendarOptions office(const std::string& zone = "Europe/Berlin") {
  CalendarOptions options;
  options.zone = zone;
  options.hours = {"mon-thu 09:00-12:00 13:00-17:00", "fri 09:00-13:00"};
  options.holidays = {"2025-04-18=Good Friday", "12-25"};
  return options;
}

calendar::Calendar made(const CalendarOptions& options) {
  const auto calendar = calendar_of(options);
  EXPECT_TRUE(calendar.ok()) << (calendar ? "" : calendar.error().message);
  return *calendar;
}

std::string said(const Answer<std::string>& answer) {
  return answer ? *answer : "refused: " + answer.error().message;
}

std::string first_line(const Answer<std::string>& answer) {
  const std::string text = said(answer);
  return text.substr(0, text.find('\n'));
}

std::string refusal(const CalendarOptions& options, ExitCode code) {
  const auto calendar = calendar_of(options);
  EXPECT_FALSE(calendar.ok());
  if (calendar) {
    return "";
  }
  EXPECT_EQ(calendar.error().code, code);
  return calendar.error().message;
}

// 2025-04-17 is a Thursday, before Good Friday.
TEST(CalcDue, TellsTheInstantAndTheSum) {
  const auto hours = made(office());
  EXPECT_EQ(said(due_text(hours, "2025-04-17 16:00", "4h", {})),
            "due Mon 2025-04-21 12:00:00 +02:00 (2025-04-21T10:00:00.000Z)\n"
            "4h of open time from Thu 2025-04-17 16:00:00 to Mon 2025-04-21 12:00:00 "
            "(Europe/Berlin, calendar of the command line version " +
                hours.version() +
                ")\n"
                "  Thu 2025-04-17 16:00:00 to 17:00:00  1h\n"
                "  Mon 2025-04-21 09:00:00 to 12:00:00  3h\n"
                "  2025-04-18 holiday Good Friday\n");
}

TEST(CalcDue, CountsDaysAndWallTime) {
  const auto hours = made(office());
  EXPECT_EQ(first_line(due_text(hours, "2025-04-16 16:00", "2wd", {})),
            "due Mon 2025-04-21 16:00:00 +02:00 (2025-04-21T14:00:00.000Z)");
  EXPECT_EQ(first_line(due_text(hours, "2025-04-10 16:00", "1wd", {})),
            "due Fri 2025-04-11 16:00:00 +02:00 (2025-04-11T14:00:00.000Z)");
  EXPECT_EQ(first_line(due_text(hours, "2025-04-10 16:00", "1wd, by close", {})),
            "due Fri 2025-04-11 13:00:00 +02:00 (2025-04-11T11:00:00.000Z)");
  EXPECT_EQ(first_line(due_text(hours, "2025-03-29 16:00", "1cd", {})),
            "due Sun 2025-03-30 16:00:00 +02:00 (2025-03-30T14:00:00.000Z)");
  EXPECT_EQ(said(due_text(hours, "2025-03-29 16:00", "24h wall", {})),
            "due Sun 2025-03-30 17:00:00 +02:00 (2025-03-30T15:00:00.000Z)\n"
            "24h of wall time from Sat 2025-03-29 16:00:00 +01:00 to Sun 2025-03-30 17:00:00 "
            "+02:00 (Europe/Berlin)\n"
            "  Sat 2025-03-29 16:00:00 +01:00 to Sun 2025-03-30 17:00:00 +02:00  24h\n");
}

TEST(CalcDue, StandsStillWhileAPauseGoesOn) {
  const auto hours = made(office());
  EXPECT_EQ(first_line(due_text(hours, "2025-04-14 09:00", "4h", {"2025-04-14 10:00/"})),
            "due none: paused with 3h left");
  EXPECT_EQ(
      first_line(due_text(hours, "2025-04-14 09:00", "4h", {"2025-04-14 10:00/2025-04-14 11:00"})),
      "due Mon 2025-04-14 15:00:00 +02:00 (2025-04-14T13:00:00.000Z)");
  EXPECT_EQ(first_line(due_text(hours, "2025-04-14 09:00", "4h wall", {"2025-04-14 10:00/"})),
            "due none: paused with 3h left");
}

TEST(CalcDue, SaysHowItTookAReadingThatIsMissingOrComesTwice) {
  const auto hours = made(office());
  EXPECT_NE(said(due_text(hours, "2025-03-30 02:30", "1h", {}))
                .find("\nno clock showed 2025-03-30T02:30:00: taken for the first instant"),
            std::string::npos);
  EXPECT_NE(said(due_text(hours, "2025-10-26 02:30", "1h", {}))
                .find("\nclocks showed 2025-10-26T02:30:00 twice: taken for the first time\n"),
            std::string::npos);
}

TEST(CalcDue, RefusesWhatItCannotCount) {
  const auto hours = made(office());
  EXPECT_EQ(said(due_text(hours, "soon", "4h", {})).substr(0, 42),
            "refused: --start: 'soon' is no instant; wr");
  EXPECT_EQ(said(due_text(hours, "2025-02-30 10:00", "4h", {})).substr(0, 36),
            "refused: --start: '2025-02-30 10:00'");
  EXPECT_EQ(said(due_text(hours, "2025-04-14 09:00", "4000d", {})).substr(0, 48),
            "refused: --target: '4000d' is over ten years; wr");
  EXPECT_EQ(said(due_text(hours, "1850-01-01 09:00", "4h", {})).substr(0, 80),
            "refused: --start: 1850-01-01T08:06:32.000Z is before the zone Europe/Berlin had ");
  EXPECT_EQ(said(due_text(hours, "2199-12-20 09:00", "400h", {})),
            "refused: the due instant lies outside the years 1900 to 2199, which calendars know");
  EXPECT_EQ(said(due_text(hours, "2025-04-14 09:00", "4h", {"2025-04-14"})).substr(0, 48),
            "refused: --pause: '2025-04-14' is no pause; writ");
  EXPECT_EQ(
      said(due_text(hours, "2025-04-14 09:00", "4h", {"2025-04-15/2025-04-14"})).substr(0, 68),
      "refused: --pause: '2025-04-15/2025-04-14' ends before it begins; wri");
}

TEST(CalcStart, GoesBack) {
  const auto hours = made(office());
  EXPECT_EQ(first_line(start_text(hours, "2025-04-21 12:00", "4h", {})),
            "start Thu 2025-04-17 16:00:00 +02:00 (2025-04-17T14:00:00.000Z)");
  EXPECT_EQ(first_line(start_text(hours, "2025-04-21 16:00", "2wd", {})),
            "start Wed 2025-04-16 16:00:00 +02:00 (2025-04-16T14:00:00.000Z)");
  EXPECT_EQ(first_line(start_text(hours, "2025-04-21 16:00", "2h wall", {})),
            "start Mon 2025-04-21 14:00:00 +02:00 (2025-04-21T12:00:00.000Z)");
  EXPECT_EQ(first_line(start_text(hours, "1900-01-03 16:00", "400h", {})),
            "refused: the start lies outside the years 1900 to 2199, which calendars know");
  EXPECT_EQ(first_line(start_text(hours, "2025-04-21 16:00", "2wd", {"2025-04-14/2025-04-15"}))
                .substr(0, 40),
            "refused: --pause: days are counted back ");
}

TEST(CalcBetween, SumsOpenTime) {
  const auto hours = made(office());
  EXPECT_EQ(first_line(between_text(hours, "2025-04-14", "2025-04-21", {})), "open 28h");
  EXPECT_EQ(first_line(between_text(hours, "2025-04-14", "2025-04-21", {"2025-04-15/2025-04-16"})),
            "open 21h");
  EXPECT_EQ(first_line(between_text(hours, "2025-04-21", "2025-04-14", {})),
            "refused: --to: it lies before --from; change the two");
}

TEST(CalcOpen, SaysWhyItIsClosed) {
  const auto hours = made(office());
  EXPECT_EQ(said(open_text(hours, "2025-04-18 10:00")),
            "closed, opens Mon 2025-04-21 09:00:00 +02:00 (2025-04-21T07:00:00.000Z)\n"
            "  2025-04-18 holiday Good Friday\n");
  EXPECT_EQ(said(open_text(hours, "2025-04-17 10:00")),
            "open, closes Thu 2025-04-17 12:00:00 +02:00 (2025-04-17T10:00:00.000Z)\n");
  CalendarOptions always;
  always.hours = {"always"};
  EXPECT_EQ(said(open_text(made(always), "2025-04-17 10:00")), "open, closes not within a year\n");
}

TEST(CalcNextOpening, IsNowWhereItIsOpen) {
  const auto hours = made(office());
  EXPECT_EQ(first_line(next_opening_text(hours, "2025-04-17 12:00")),
            "opens Thu 2025-04-17 13:00:00 +02:00 (2025-04-17T11:00:00.000Z)");
  EXPECT_EQ(first_line(next_opening_text(hours, "2025-04-17T09:00:00.250Z")),
            "open already Thu 2025-04-17 11:00:00.250 +02:00 (2025-04-17T09:00:00.250Z)");
}

TEST(CalcPeriods, ListsWhatComes) {
  EXPECT_EQ(said(periods_text(made(office()), "2025-04-17 16:30", 2)),
            "Thu 2025-04-17 16:30:00 +02:00 (2025-04-17T14:30:00.000Z) to "
            "Thu 2025-04-17 17:00:00 +02:00 (2025-04-17T15:00:00.000Z)  30m\n"
            "Mon 2025-04-21 09:00:00 +02:00 (2025-04-21T07:00:00.000Z) to "
            "Mon 2025-04-21 12:00:00 +02:00 (2025-04-21T10:00:00.000Z)  3h\n");
}

TEST(CalcCalendar, ComesFromAPolicy) {
  const testkit::TempDir dir;
  dir.write("calendars.yaml",
            "calendars:\n  office: {zone: UTC, hours: always, holiday_files: days.ics}\n"
            "  nights: {zone: UTC, hours: {daily: 22:00-06:00}}\n");
  dir.write("days.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20250501\nSUMMARY:May Day\n"
            "END:VEVENT\nEND:VCALENDAR\n");
  CalendarOptions options;
  options.policy = dir.path().string();
  options.calendar = "office";
  EXPECT_EQ(said(open_text(made(options), "2025-05-01 10:00")),
            "closed, opens Fri 2025-05-02 00:00:00 +00:00 (2025-05-02T00:00:00.000Z)\n"
            "  2025-05-01 holiday May Day\n");
  options.calendar = "ofice";
  EXPECT_EQ(refusal(options, ExitCode::kUsage),
            "--calendar: there is no calendar 'ofice' (did you mean 'office'?); use one of: "
            "nights, office");
  options.calendar = "";
  EXPECT_EQ(refusal(options, ExitCode::kUsage),
            "--calendar: the policy has several calendars; use one of: nights, office");
  dir.write("calendars.yaml", "calendars: {office: {zone: Mars, hours: always}}\n");
  EXPECT_NE(
      refusal(options, ExitCode::kConfiguration).find("calendars.yaml:1:28: calendars.office"),
      std::string::npos);
}

TEST(CalcCalendar, TakesICalendarFilesWithFlags) {
  const testkit::TempDir dir;
  dir.write("days.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250505T120000\nDURATION:PT1H\n"
            "END:VEVENT\nEND:VCALENDAR\n");
  auto options = office();
  options.holiday_files = {(dir / "days.ics").string()};
  EXPECT_EQ(first_line(between_text(made(options), "2025-05-05 11:30", "2025-05-05 14:00", {})),
            "open 1h30m");
  dir.write("days.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n");
  EXPECT_NE(refusal(options, ExitCode::kConfiguration).find("days.ics:2: it has no DTSTART\n    "),
            std::string::npos);
  options.holiday_files = {(dir / "absent.ics").string()};
  refusal(options, ExitCode::kUnavailable);
}

TEST(CalcCalendar, RefusesFlagsThatSayNothing) {
  EXPECT_EQ(refusal({}, ExitCode::kUsage).substr(0, 15), "which calendar?");
  auto options = office();
  options.zone = "Berlin";
  EXPECT_NE(refusal(options, ExitCode::kUsage)
                .find("--zone: there is no time zone 'Berlin' (did "
                      "you mean 'Europe/Berlin'?)"),
            std::string::npos);
  options = office();
  options.hours = {"monday 09:00-17:00"};
  EXPECT_EQ(refusal(options, ExitCode::kUsage).substr(0, 44),
            "--hours: 'monday' is no day of the week; wri");
  options.hours = {"mon"};
  EXPECT_EQ(refusal(options, ExitCode::kUsage).substr(0, 28), "--hours: 'mon' has no hours;");
  options = office();
  options.holidays = {"2025-13-01"};
  EXPECT_EQ(refusal(options, ExitCode::kUsage).substr(0, 35),
            "--holiday: '2025-13-01' is no date;");
}

}  // namespace
}  // namespace escalon::cli
