#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

// 2024-01-15 is a Monday.
TEST(Explanation, NamesTheWorkingDaysThatWereCounted) {
  auto spec = office();
  spec.holidays[date("2024-01-17")] = "Feast";
  const auto sum = compiled(spec).explain_due_workdays(at("2024-01-13T12:00:00Z"), 3);
  EXPECT_EQ(sum.end, at("2024-01-19T09:00:00Z"));
  EXPECT_EQ(sum.counted_from, at("2024-01-15T09:00:00Z"));
  EXPECT_EQ(sum.dates, (std::vector{date("2024-01-16"), date("2024-01-18"), date("2024-01-19")}));
  EXPECT_EQ(sum.text(),
            "3 working days from Sat 2024-01-13 12:00:00 to Fri 2024-01-19 09:00:00 (UTC, calendar "
            "office version " +
                sum.version +
                ")\n"
                "  the start is outside opening: counted from Mon 2024-01-15 09:00:00\n"
                "  counted Tue 2024-01-16, Thu 2024-01-18, Fri 2024-01-19\n"
                "  2024-01-17 holiday Feast\n");
}

TEST(Explanation, CountsWorkingDaysBack) {
  const auto sum = compiled(office()).explain_due_workdays(at("2024-01-15T10:00:00Z"), -1);
  EXPECT_EQ(sum.end, at("2024-01-12T10:00:00Z"));
  EXPECT_EQ(sum.text().substr(0, 40), "1 working day back from Mon 2024-01-15 1");
  EXPECT_NE(sum.text().find("counted Fri 2024-01-12\n"), std::string::npos) << sum.text();
}

TEST(Explanation, ShowsOffsetsWhereTheyChange) {
  const auto sum =
      compiled(office("Europe/Berlin")).explain_due_calendar_days(at("2024-03-30T11:00:00Z"), 2);
  EXPECT_EQ(sum.text().substr(0, 96),
            "2 calendar days from Sat 2024-03-30 12:00:00 +01:00 to Mon 2024-04-01 12:00:00 +02:00 "
            "(Europe/Be");
}

TEST(Explanation, GivesTheSumThatWasCountedBackwards) {
  const std::vector<Period> pauses = {{at("2024-01-15T09:15:00Z"), at("2024-01-15T09:45:00Z")}};
  const auto sum =
      compiled(office()).explain_before(at("2024-01-15T10:00:00Z"), absl::Hours(2), pauses);
  EXPECT_EQ(sum.start, at("2024-01-12T15:30:00Z"));
  EXPECT_EQ(sum.counted, absl::Hours(2));
  ASSERT_EQ(sum.periods.size(), 2U);
  EXPECT_EQ(sum.periods[1].counted, absl::Minutes(30));
}

TEST(Explanation, NamesTheHolidayThatTookANightAway) {
  CalendarSpec spec;
  for (auto& weekday : spec.weekly) {
    weekday = {hours("22:00", "06:00")};
  }
  spec.holidays[date("2024-01-16")] = "Feast";
  const auto nights = compiled(spec);
  ASSERT_EQ(nights.exceptions_at(at("2024-01-17T03:00:00Z")).size(), 1U);
  EXPECT_EQ(nights.exceptions_at(at("2024-01-17T03:00:00Z"))[0].date, date("2024-01-16"));
  EXPECT_TRUE(nights.exceptions_at(at("2024-01-17T07:00:00Z")).empty())
      << "no night of the 16th would reach it";
  EXPECT_EQ(nights.exceptions_at(at("2024-01-16T12:00:00Z"))[0].what, "holiday Feast");
}

TEST(Explanation, EndsWhereAPauseWithoutAnEndBegins) {
  auto spec = office();
  spec.annual_holidays[{12, 25}] = "Christmas";
  const std::vector<Period> pauses = {{at("2024-01-15T11:00:00Z"), absl::InfiniteFuture()}};
  const auto sum = compiled(spec).explain_due(at("2024-01-15T09:00:00Z"), absl::Hours(3), pauses);
  EXPECT_EQ(sum.end, absl::InfiniteFuture());
  EXPECT_EQ(sum.counted, absl::Hours(2)) << "what was used up before the pause";
  EXPECT_TRUE(sum.exceptions.empty()) << "no Christmas until the year 2200 is told";
  ASSERT_EQ(sum.pauses.size(), 1U);
  EXPECT_NE(sum.text().find("to never"), std::string::npos);
  EXPECT_NE(sum.text().find("paused Mon 2024-01-15 11:00:00 to never"), std::string::npos);
}

TEST(Explanation, ShortensALongListOfHolidays) {
  auto spec = office();
  spec.annual_holidays[{12, 25}] = "Christmas";
  const auto sum =
      compiled(spec).explain_elapsed(at("2000-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z"));
  EXPECT_EQ(sum.exceptions.size(), 30U);
  EXPECT_NE(sum.text().find("and 18 further holidays"), std::string::npos);
}

}  // namespace
}  // namespace escalon::calendar
