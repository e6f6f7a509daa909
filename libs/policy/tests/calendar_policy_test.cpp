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
            "policy.yaml:3:11: calendars.c.zone: there is no time zone 'Europe/Atlantis'\n");
}

TEST(CalendarPolicy, RefusesToStayClosed) {
  const std::string text = errors(with("    zone: UTC\n    hours: {mon: closed}\n"));
  EXPECT_TRUE(text.starts_with("policy.yaml:2:3: calendars.c: ")) << text;
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
