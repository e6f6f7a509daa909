#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;

absl::Time utc(const std::string& text) {
  absl::Time at;
  std::string reason;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, &at, &reason)) << reason;
  return at;
}

std::string with(const std::string& lines) {
  return "calendars:\n  c:\n" + lines;
}

TEST(CalendarPolicy, OpensAsItsHoursSay) {
  const auto policy =
      compiled(with("    zone: Europe/Berlin\n"
                    "    hours:\n"
                    "      mon-thu: ['08:00-12:00', '13:00-17:00']\n"
                    "      fri: 08:00-12:00\n"
                    "      sat: closed\n"));
  const calendar::Calendar& calendar = *policy->calendars.at("c");
  EXPECT_TRUE(calendar.is_open(utc("2024-01-08 07:00")));   // Monday, 08:00 in Berlin
  EXPECT_FALSE(calendar.is_open(utc("2024-01-08 11:30")));  // at noon
  EXPECT_TRUE(calendar.is_open(utc("2024-01-08 12:00")));
  EXPECT_FALSE(calendar.is_open(utc("2024-01-12 12:00")));  // Friday afternoon
  EXPECT_FALSE(calendar.is_open(utc("2024-01-13 09:00")));
  EXPECT_EQ(policy->sla.calendars.at("c").get(), &calendar);
}

TEST(CalendarPolicy, KnowsTheWordsAlwaysAndDaily) {
  EXPECT_TRUE(compiled(with("    {zone: UTC, hours: always}\n"))
                  ->calendars.at("c")
                  ->is_open(utc("2024-01-14 03:00")));
  EXPECT_FALSE(compiled(with("    {zone: UTC, hours: {daily: 09:00-17:00}}\n"))
                   ->calendars.at("c")
                   ->is_open(utc("2024-01-14 03:00")));
}

TEST(CalendarPolicy, SpansOfDaysRunOverSunday) {
  const auto policy = compiled(with("    {zone: UTC, hours: {sat-mon: 09:00-17:00}}\n"));
  EXPECT_TRUE(policy->calendars.at("c")->is_open(utc("2024-01-13 10:00")));
  EXPECT_TRUE(policy->calendars.at("c")->is_open(utc("2024-01-15 10:00")));
  EXPECT_FALSE(policy->calendars.at("c")->is_open(utc("2024-01-16 10:00")));
}

TEST(CalendarPolicy, ClosesOnHolidays) {
  const auto policy =
      compiled(with("    zone: UTC\n"
                    "    hours: always\n"
                    "    holidays: {2024-05-01: May Day, 12-25: }\n"
                    "    overrides: {2024-12-24: 09:00-12:00}\n"
                    "    breaks: {2024-12-23: 12:00-13:00}\n"));
  const calendar::Calendar& calendar = *policy->calendars.at("c");
  EXPECT_FALSE(calendar.is_open(utc("2024-05-01 10:00")));
  EXPECT_TRUE(calendar.is_open(utc("2025-05-01 10:00")));
  EXPECT_FALSE(calendar.is_open(utc("2031-12-25 10:00")));
  EXPECT_FALSE(calendar.is_open(utc("2024-12-24 13:00")));
  EXPECT_FALSE(calendar.is_open(utc("2024-12-23 12:30")));
}

TEST(CalendarPolicy, TakesHolidaysAsAList) {
  const auto policy = compiled(with("    {zone: UTC, hours: always, holidays: [2024-05-01]}\n"));
  EXPECT_FALSE(policy->calendars.at("c")->is_open(utc("2024-05-01 10:00")));
}

TEST(CalendarPolicy, RefusesAZoneThatDoesNotExist) {
  EXPECT_EQ(errors(with("    zone: Europe/Atlantis\n    hours: always\n")),
            "policy.yaml:3:11: calendars.c.zone: there is no time zone 'Europe/Atlantis' (did you "
            "mean 'Europe/Athens'?)\n");
  EXPECT_EQ(errors(with("    zone: Berlin\n    hours: always\n")),
            "policy.yaml:3:11: calendars.c.zone: there is no time zone 'Berlin' (did you mean "
            "'Europe/Berlin'?)\n");
}

TEST(CalendarPolicy, RefusesToStayClosed) {
  const std::string text = errors(with("    zone: UTC\n    hours: {mon: closed}\n"));
  EXPECT_EQ(text,
            "policy.yaml:2:3: calendars.c: calendar 'c' has no open second in the 370 days from "
            "2024-01-01\n");
  EXPECT_EQ(testing::remedy(with("    zone: UTC\n    hours: {mon: closed}\n")),
            "give it weekly hours, or take holidays out");
}

TEST(CalendarPolicy, RefusesHoursThatAreEmpty) {
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {}}\n")),
            "policy.yaml:3:24: calendars.c.hours: no hours are given\n");
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {mon: 08:00-17:00, tue: []}}\n")),
            "policy.yaml:3:48: calendars.c.hours.tue: no hours are given\n");
}

TEST(CalendarPolicy, RefusesHoursThatOverlap) {
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {mon: ['08:00-12:00', '11:30-17:00']}}\n")),
            "policy.yaml:3:46: calendars.c.hours.mon[1]: '11:30-17:00' overlaps '08:00-12:00'\n");
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {mon: ['22:00-06:00', '23:00-23:30']}}\n")),
            "policy.yaml:3:46: calendars.c.hours.mon[1]: '23:00-23:30' overlaps '22:00-06:00'\n");
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {daily: ['08:00-12:00', '12:00-17:00']}}\n")), "")
      << "spans may touch";
}

TEST(CalendarPolicy, RefusesDatesBeforeItsZone) {
  EXPECT_EQ(errors(with("    {zone: Antarctica/Troll, hours: always, holidays: [1999-12-25]}\n")),
            "policy.yaml:3:56: calendars.c.holidays[0]: 1999-12-25 is before the zone "
            "Antarctica/Troll had a standard time (2005-02-12)\n");
}

TEST(CalendarPolicy, WarnsOfHoursForAHoliday) {
  EXPECT_EQ(
      testing::warnings(with("    zone: UTC\n    hours: always\n    holidays: [12-25]\n"
                             "    overrides: {2026-12-25: 09:00-12:00}\n")),
      "policy.yaml:3:5: calendars.c: 2026-12-25 is a holiday: its hours under overrides never "
      "apply\n");
}

PolicyFiles with_holidays(const std::string& events) {
  return {{"policy.yaml", with("    {zone: UTC, hours: always, holiday_files: days.ics}\n")},
          {"days.ics", "BEGIN:VCALENDAR\r\n" + events + "END:VCALENDAR\r\n"}};
}

TEST(CalendarPolicy, TakesHolidaysOfICalendarFiles) {
  const auto policy =
      compiled(with_holidays("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20240501\r\nRRULE:FREQ=YEARLY\r\n"
                             "END:VEVENT\r\n"));
  EXPECT_FALSE(policy->calendars.at("c")->is_open(utc("2031-05-01 10:00")));
  EXPECT_TRUE(policy->calendars.at("c")->is_open(utc("2031-05-02 10:00")));
  EXPECT_EQ(policy->files.size(), 2U) << "the file travels with the policy";
}

TEST(CalendarPolicy, ShowsErrorsWhereTheyStandInICalendarFiles) {
  EXPECT_EQ(errors(with_holidays("BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n")),
            "days.ics:2:1: calendars.c.holiday_files: it has no DTSTART\n");
  EXPECT_EQ(errors(with_holidays("SUMMARY:\xff\r\n")),
            "days.ics:2:9: calendars.c.holiday_files: this byte is not UTF-8\n");
}

TEST(CalendarPolicy, KnowsTheICalendarFilesOfItsFolder) {
  auto files = with_holidays("");
  files[1].name = "day.ics";
  EXPECT_EQ(errors(files),
            "policy.yaml:3:47: calendars.c.holiday_files: there is no file 'days.ics' (did you "
            "mean 'day.ics'?)\n");
  files[0].content = with("    {zone: UTC, hours: always}\n");
  EXPECT_EQ(text(compiled(files)->warnings).substr(0, 36), "day.ics: no calendar uses this file\n");
}

TEST(CalendarPolicy, RefusesHoursThatAreNone) {
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {mon: 9 to 5}}\n")),
            "policy.yaml:3:30: calendars.c.hours.mon: '9 to 5' is no span of hours\n");
  EXPECT_TRUE(errors(with("    {zone: UTC, hours: {mon: 08:00-25:00}}\n"))
                  .starts_with("policy.yaml:3:30: calendars.c.hours.mon: "));
}

TEST(CalendarPolicy, RefusesDaysThatAreNoneOrGivenTwice) {
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {monday: 08:00-17:00}}\n")),
            "policy.yaml:3:25: calendars.c.hours.monday: 'monday' is no day of the week\n");
  EXPECT_EQ(errors(with("    {zone: UTC, hours: {mon-fri: 08:00-17:00, wed: closed}}\n")),
            "policy.yaml:3:47: calendars.c.hours.wed: a day of it has its hours already\n");
}

TEST(CalendarPolicy, RefusesDatesThatAreNone) {
  EXPECT_EQ(errors(with("    {zone: UTC, hours: always, holidays: {2023-02-29: }}\n")),
            "policy.yaml:3:43: calendars.c.holidays.2023-02-29: '2023-02-29' is no date\n");
  EXPECT_EQ(errors(with("    {zone: UTC, hours: always, overrides: {12-24: closed}}\n")),
            "policy.yaml:3:44: calendars.c.overrides.12-24: '12-24' is no date\n");
}

}  // namespace
}  // namespace escalon::policy
