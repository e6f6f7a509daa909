#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

CalendarSpec boston() {
  CalendarSpec spec;
  spec.time_zone = "America/New_York";
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {hours("08:30", "17:00")};
  }
  spec.holidays[date("2015-11-26")] = "Thanksgiving";
  return spec;
}

TEST(Workdays, KeepTheWallTimeOfAStartInOpening) {
  const auto city = compiled(boston());
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00-05:00"), 2), at("2015-11-24T11:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(at("2015-11-25T16:59:59-05:00"), 1), at("2015-11-27T16:59:59-05:00"))
      << "Thanksgiving is no working day";
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00-05:00"), 0), at("2015-11-20T11:00:00-05:00"));
}

TEST(Workdays, BeginAtTheNextOpeningForAStartOutsideIt) {
  const auto city = compiled(boston());
  const auto monday_opening_plus_two = at("2015-11-25T08:30:00-05:00");
  EXPECT_EQ(city.due_workdays(at("2015-11-20T17:00:00-05:00"), 2), monday_opening_plus_two);
  EXPECT_EQ(city.due_workdays(at("2015-11-21T12:00:00-05:00"), 2), monday_opening_plus_two);
  EXPECT_EQ(city.due_workdays(at("2015-11-23T08:29:59-05:00"), 2), monday_opening_plus_two);
}

TEST(Workdays, KeepTheWallTimeAcrossAChangeOfTheClock) {
  EXPECT_EQ(compiled(boston()).due_workdays(at("2015-03-06T11:00:00-05:00"), 1),
            at("2015-03-09T11:00:00-04:00"));
  EXPECT_EQ(compiled(boston()).due_calendar_days(at("2015-03-07T11:00:00-05:00"), 3),
            at("2015-03-10T11:00:00-04:00"));
}

TEST(Workdays, GoBackFromAClosingInstant) {
  const auto city = compiled(boston());
  EXPECT_EQ(city.due_workdays(at("2015-11-20T17:00:00-05:00"), -2),
            at("2015-11-18T17:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(at("2015-11-22T12:00:00-05:00"), -1),
            at("2015-11-19T17:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(at("2015-11-27T10:00:00-05:00"), -1),
            at("2015-11-25T10:00:00-05:00"));
}

TEST(Workdays, CanEndAtTheCloseOfTheDayAndGoOnInOpenTime) {
  const auto city = compiled(boston());
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00-05:00"), 2, {.end_of_working_day = true}),
            at("2015-11-24T17:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00-05:00"), 2, {.extra = absl::Hours(7)}),
            at("2015-11-25T09:30:00-05:00"));
}

TEST(Workdays, ArePulledBackToCloseOnADayThatClosesEarlyWhereAskedFor) {
  auto spec = boston();
  spec.weekly[4] = {hours("08:30", "13:00")};
  const auto city = compiled(spec);
  const auto thursday = at("2015-11-19T16:00:00-05:00");
  EXPECT_EQ(city.due_workdays(thursday, 1), at("2015-11-20T16:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(thursday, 1, {.pull_back_to_close = true}),
            at("2015-11-20T13:00:00-05:00"));
  EXPECT_EQ(city.due_workdays(thursday, 2, {.pull_back_to_close = true}),
            at("2015-11-23T16:00:00-05:00"))
      << "Monday closes late enough";
}

TEST(Workdays, NeverComeBeyondTheYearsThatAreSearched) {
  const auto city = compiled(boston());
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00Z"), 2'000'000'000), absl::InfiniteFuture());
  EXPECT_EQ(city.due_workdays(at("2015-11-20T11:00:00Z"), -2'000'000'000), absl::InfinitePast());
}

TEST(Workdays, BelongToTheDateThatOwnsTheNight) {
  CalendarSpec spec;
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {hours("22:00", "06:00")};
  }
  const auto nights = compiled(spec);
  EXPECT_EQ(nights.due_workdays(at("2024-01-20T03:00:00Z"), 1), at("2024-01-23T03:00:00Z"))
      << "Saturday 03:00 is Friday's night; one on is Monday's night";
}

TEST(Workdays, MoveOnByTheOpenTimeThatAPauseTook) {
  const std::vector<Period> pauses = {
      {at("2015-11-20T16:00:00-05:00"), at("2015-11-23T09:30:00-05:00")}};
  EXPECT_EQ(compiled(boston()).due_workdays(at("2015-11-20T11:00:00-05:00"), 1, {}, pauses),
            at("2015-11-23T13:00:00-05:00"))
      << "one hour of Friday and one of Monday did not count";
}

TEST(CalendarDays, CountClosedDaysToo) {
  EXPECT_EQ(compiled(boston()).due_calendar_days(at("2015-11-25T03:00:00-05:00"), 3),
            at("2015-11-28T03:00:00-05:00"));
}

TEST(CalendarDays, TakeTheFirstValidInstantForAMissingWallTime) {
  const auto berlin = compiled(always("Europe/Berlin"));
  EXPECT_EQ(berlin.due_calendar_days(at("2024-03-30T02:30:00+01:00"), 1),
            at("2024-03-31T03:00:00+02:00"));
  EXPECT_EQ(berlin.due_calendar_days(at("2024-10-26T02:30:00+02:00"), 1),
            at("2024-10-27T02:30:00+02:00"))
      << "of an ambiguous reading the first";
}

TEST(CalendarDays, MoveOnByTheLengthOfAPause) {
  const std::vector<Period> pauses = {{at("2015-11-24T00:00:00Z"), at("2015-11-25T00:00:00Z")},
                                      {at("2015-12-25T00:00:00Z"), at("2015-12-26T00:00:00Z")}};
  EXPECT_EQ(compiled(boston()).due_calendar_days(at("2015-11-23T12:00:00Z"), 3, pauses),
            at("2015-11-27T12:00:00Z"));
}

}  // namespace
}  // namespace escalon::calendar
