#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

// 2024-01-15 is a Monday.
TEST(Due, CountsOpenTimeOnly) {
  const auto office_hours = compiled(office());
  EXPECT_EQ(office_hours.due(at("2024-01-15T10:00:00Z"), absl::Hours(4)),
            at("2024-01-15T14:00:00Z"));
  EXPECT_EQ(office_hours.due(at("2024-01-15T16:00:00Z"), absl::Hours(2)),
            at("2024-01-16T10:00:00Z"));
  EXPECT_EQ(office_hours.due(at("2024-01-19T16:30:00Z"), absl::Hours(1)),
            at("2024-01-22T09:30:00Z"));
  EXPECT_EQ(office_hours.due(at("2024-01-13T12:00:00Z"), absl::Hours(1)),
            at("2024-01-15T10:00:00Z"));
}

TEST(Due, IsAtCloseWhenTheTargetIsMetAtClose) {
  EXPECT_EQ(compiled(office()).due(at("2024-01-15T16:00:00Z"), absl::Hours(1)),
            at("2024-01-15T17:00:00Z"));
}

TEST(Due, StaysPutForNoTime) {
  EXPECT_EQ(compiled(office()).due(at("2024-01-13T12:00:00Z"), absl::ZeroDuration()),
            at("2024-01-13T12:00:00Z"));
  EXPECT_EQ(compiled(office()).due(at("2024-01-13T12:00:00Z"), absl::Hours(-1)),
            at("2024-01-13T12:00:00Z"));
}

TEST(Due, CountsInMilliseconds) {
  EXPECT_EQ(compiled(office()).due(at("2024-01-15T16:59:59.999Z"), absl::Milliseconds(2)),
            at("2024-01-16T09:00:00.001Z"));
}

TEST(Due, CutsPausesOutLast) {
  const auto office_hours = compiled(office());
  const std::vector<Period> pauses = {{at("2024-01-15T15:00:00Z"), at("2024-01-15T16:00:00Z")},
                                      {at("2024-01-15T11:00:00Z"), at("2024-01-15T12:00:00Z")},
                                      {at("2024-01-15T11:30:00Z"), at("2024-01-15T12:30:00Z")},
                                      {at("2024-01-15T18:00:00Z"), at("2024-01-15T23:00:00Z")}};
  EXPECT_EQ(office_hours.due(at("2024-01-15T10:00:00Z"), absl::Hours(4), pauses),
            at("2024-01-15T16:30:00Z"));
  EXPECT_EQ(office_hours.elapsed(at("2024-01-15T10:00:00Z"), at("2024-01-15T16:30:00Z"), pauses),
            absl::Hours(4));
}

TEST(Due, CountsAPauseInsideAnotherOnce) {
  const std::vector<Period> pauses = {{at("2024-01-15T11:00:00Z"), at("2024-01-15T14:00:00Z")},
                                      {at("2024-01-15T12:00:00Z"), at("2024-01-15T13:00:00Z")}};
  EXPECT_EQ(compiled(office()).due(at("2024-01-15T10:00:00Z"), absl::Hours(2), pauses),
            at("2024-01-15T15:00:00Z"));
}

TEST(Due, IsNeverWhileAPauseHasNoEnd) {
  const std::vector<Period> pauses = {{at("2024-01-15T11:00:00Z"), absl::InfiniteFuture()}};
  const auto office_hours = compiled(office());
  EXPECT_EQ(office_hours.due(at("2024-01-15T10:00:00Z"), absl::Hours(2), pauses),
            absl::InfiniteFuture());
  EXPECT_EQ(office_hours.due(at("2024-01-15T10:00:00Z"), absl::Hours(1), pauses),
            at("2024-01-15T11:00:00Z"));
  EXPECT_EQ(office_hours.due_workdays(at("2024-01-15T10:00:00Z"), 2, {}, pauses),
            absl::InfiniteFuture());
  EXPECT_EQ(office_hours.due_calendar_days(at("2024-01-15T10:00:00Z"), 2, pauses),
            absl::InfiniteFuture());
}

TEST(Due, AnswersForTheEndsOfTime) {
  const auto office_hours = compiled(office());
  EXPECT_EQ(office_hours.due(absl::InfiniteFuture(), absl::Hours(1)), absl::InfiniteFuture());
  EXPECT_EQ(office_hours.due(at("2024-01-15T10:00:00Z"), absl::InfiniteDuration()),
            absl::InfiniteFuture());
  EXPECT_EQ(office_hours.elapsed(absl::InfiniteFuture(), absl::InfinitePast()),
            absl::ZeroDuration());
  EXPECT_EQ(office_hours.next_open(absl::InfiniteFuture()), absl::InfiniteFuture());
  EXPECT_FALSE(office_hours.is_open(absl::InfinitePast()));
}

TEST(Holiday, RemovesTheNightThatItOwnsAndNoOther) {
  CalendarSpec spec;
  for (auto& weekday : spec.weekly) {
    weekday = {hours("22:00", "06:00")};
  }
  spec.holidays[date("2024-01-16")] = "Feast";
  const auto nights = compiled(spec);
  EXPECT_TRUE(nights.is_open(at("2024-01-16T05:59:59Z"))) << "the night of the 15th runs on";
  EXPECT_FALSE(nights.is_open(at("2024-01-16T22:00:00Z")));
  EXPECT_FALSE(nights.is_open(at("2024-01-17T03:00:00Z"))) << "belongs to the night of the 16th";
  EXPECT_TRUE(nights.is_open(at("2024-01-17T22:00:00Z")));
}

TEST(Holiday, BeatsAnOverrideAndReturnsEveryYear) {
  auto spec = office();
  spec.annual_holidays[{12, 25}] = "Christmas";
  spec.date_overrides[date("2024-12-25")] = {hours("10:00", "12:00")};
  spec.date_overrides[date("2024-12-24")] = {hours("10:00", "12:00")};
  const auto office_hours = compiled(spec);
  for (const auto* day : {"2015-12-25T11:00:00Z", "2024-12-25T11:00:00Z", "2037-12-25T11:00:00Z"}) {
    EXPECT_FALSE(office_hours.is_open(at(day))) << day;
  }
  EXPECT_TRUE(office_hours.is_open(at("2024-12-24T11:00:00Z")));
  EXPECT_FALSE(office_hours.is_open(at("2024-12-24T13:00:00Z")));
}

TEST(Holiday, OnTheLeapDayReturnsInLeapYears) {
  auto spec = always();
  spec.annual_holidays[{2, 29}] = "";
  const auto days = compiled(spec);
  EXPECT_FALSE(days.is_open(at("2024-02-29T12:00:00Z")));
  EXPECT_TRUE(days.is_open(at("2023-03-01T12:00:00Z")));
}

TEST(Break, IsCutOutWhicheverDateOwnsTheTime) {
  CalendarSpec spec;
  for (auto& weekday : spec.weekly) {
    weekday = {hours("20:00", "08:00"), hours("07:00", "12:00")};
  }
  spec.breaks[date("2024-01-16")] = {hours("02:00", "03:00"), hours("23:00", "01:00")};
  const auto shifts = compiled(spec);
  EXPECT_FALSE(shifts.is_open(at("2024-01-16T02:30:00Z")));
  EXPECT_FALSE(shifts.is_open(at("2024-01-17T00:30:00Z")));
  EXPECT_EQ(shifts.elapsed(at("2024-01-16T00:00:00Z"), at("2024-01-17T00:00:00Z")),
            absl::Hours(12 - 1 + 3));
}

TEST(Overlap, CountsOnce) {
  CalendarSpec spec;
  for (auto& weekday : spec.weekly) {
    weekday = {hours("20:00", "20:00"), hours("08:00", "12:00"), hours("11:00", "13:00")};
  }
  EXPECT_EQ(compiled(spec).elapsed(at("2024-01-16T00:00:00Z"), at("2024-01-18T00:00:00Z")),
            absl::Hours(48));
}

// Berlin: 2024-03-31 02:00 becomes 03:00; 2024-10-27 03:00 becomes 02:00.
TEST(Gap, OpensAtTheFirstValidInstant) {
  auto spec = always("Europe/Berlin");
  spec.date_overrides[date("2024-03-31")] = {hours("02:30", "05:00")};
  const auto night = compiled(spec);
  EXPECT_EQ(night.open_periods(at("2024-03-30T23:00:00Z"), at("2024-03-31T12:00:00Z"), 1).front(),
            (Period{at("2024-03-31T01:00:00Z"), at("2024-03-31T03:00:00Z")}));
}

TEST(AmbiguousHour, CountsTwice) {
  auto spec = always("Europe/Berlin");
  spec.date_overrides[date("2024-10-27")] = {hours("02:00", "03:00")};
  const auto night = compiled(spec);
  EXPECT_EQ(night.elapsed(at("2024-10-26T22:00:00Z"), at("2024-10-27T23:00:00Z")), absl::Hours(2));
  EXPECT_EQ(compiled(always("Europe/Berlin"))
                .elapsed(at("2024-10-26T22:00:00Z"), at("2024-10-27T23:00:00Z")),
            absl::Hours(25));
}

TEST(Zone, KeepsItsHistory) {
  // Samoa had no 30 December 2011: a Friday vanished.
  auto spec = always("Pacific/Apia");
  spec.holidays[date("2011-12-30")] = "the day that was not";
  EXPECT_EQ(compiled(spec).elapsed(at("2011-12-29T10:00:00Z"), at("2011-12-31T10:00:00Z")),
            absl::Hours(48));
  // Moscow was four hours ahead from 2011 to 2014, and three before and after.
  const auto moscow = compiled(office("Europe/Moscow"));
  EXPECT_EQ(moscow.next_open(at("2012-01-09T00:00:00Z")), at("2012-01-09T05:00:00Z"));
  EXPECT_EQ(moscow.next_open(at("2016-01-11T00:00:00Z")), at("2016-01-11T06:00:00Z"));
}

TEST(Before, GoesBackByOpenTime) {
  const auto office_hours = compiled(office());
  EXPECT_EQ(office_hours.before(at("2024-01-15T10:00:00Z"), absl::Hours(2)),
            at("2024-01-12T16:00:00Z"));
  EXPECT_EQ(office_hours.before(at("2024-01-15T10:00:00Z"), absl::Hours(1)),
            at("2024-01-15T09:00:00Z"));
  EXPECT_EQ(office_hours.before(at("2024-01-13T10:00:00Z"), absl::ZeroDuration()),
            at("2024-01-13T10:00:00Z"));
}

TEST(Before, LeavesPausesOut) {
  const std::vector<Period> pauses = {{at("2024-01-15T09:30:00Z"), at("2024-01-15T09:45:00Z")},
                                      {at("2024-01-12T16:30:00Z"), at("2024-01-12T18:00:00Z")},
                                      {at("2024-01-01T00:00:00Z"), at("2024-01-02T00:00:00Z")}};
  EXPECT_EQ(compiled(office()).before(at("2024-01-15T10:00:00Z"), absl::Hours(1), pauses),
            at("2024-01-12T16:15:00Z"));
  EXPECT_EQ(compiled(office()).before(at("2024-01-15T10:00:00Z"), absl::Minutes(45), pauses),
            at("2024-01-15T09:00:00Z"));
}

TEST(NextOpen, IsNowWhenOpen) {
  const auto office_hours = compiled(office());
  EXPECT_EQ(office_hours.next_open(at("2024-01-15T12:34:56.789Z")), at("2024-01-15T12:34:56.789Z"));
  EXPECT_EQ(office_hours.next_open(at("2024-01-15T17:00:00Z")), at("2024-01-16T09:00:00Z"));
}

TEST(OpenPeriods, JoinAcrossMidnight) {
  const auto periods = compiled(always("Asia/Kathmandu"))
                           .open_periods(at("2024-01-15T00:00:00Z"), at("2024-01-20T00:00:00Z"), 5);
  ASSERT_EQ(periods.size(), 1U);
  EXPECT_EQ(periods.front(), (Period{at("2024-01-15T00:00:00Z"), at("2024-01-20T00:00:00Z")}));
}

TEST(Explanation, GivesTheSumThatMadeTheDueInstant) {
  auto spec = office("Europe/Berlin");
  spec.holidays[date("2024-01-16")] = "Feast";
  spec.date_overrides[date("2024-01-17")] = {hours("10:00", "11:00")};
  const auto office_hours = compiled(spec);
  const std::vector<Period> pauses = {{at("2024-01-15T14:00:00Z"), at("2024-01-15T15:00:00Z")},
                                      {at("2024-02-15T14:00:00Z"), at("2024-02-15T15:00:00Z")}};
  const auto sum = office_hours.explain_due(at("2024-01-15T12:00:00Z"), absl::Hours(5), pauses);
  EXPECT_EQ(sum.end, at("2024-01-18T09:00:00Z"));
  EXPECT_EQ(sum.counted, absl::Hours(5));
  ASSERT_EQ(sum.periods.size(), 3U);
  EXPECT_EQ(sum.periods[0].counted, absl::Hours(3));
  EXPECT_EQ(sum.periods[1].counted, absl::Hours(1));
  ASSERT_EQ(sum.exceptions.size(), 2U);
  EXPECT_EQ(sum.exceptions[0].what, "holiday Feast");
  EXPECT_EQ(sum.exceptions[1].what, "special hours");
  EXPECT_EQ(sum.pauses.size(), 1U) << "a pause outside the span made no part of the sum";
  EXPECT_EQ(sum.version, office_hours.version());
}

TEST(Explanation, ReadsInLocalTimeAndShortensALongSum) {
  const auto sum =
      compiled(office("Europe/Berlin")).explain_due(at("2024-01-15T08:00:00Z"), absl::Hours(800));
  EXPECT_EQ(sum.periods.size(), 100U);
  const std::string text = sum.text();
  EXPECT_NE(text.find("800h of open time from Mon 2024-01-15 09:00:00"), std::string::npos) << text;
  EXPECT_NE(text.find("and 88 further open periods"), std::string::npos) << text;
}

}  // namespace
}  // namespace escalon::calendar
