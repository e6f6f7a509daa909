#include "escalon/calendar/calendar_spec.hpp"

#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

TEST(TimeOfDay, ReadsMinutesAndSecondsUpToMidnight) {
  EXPECT_EQ(*parse_time_of_day("00:00"), 0);
  EXPECT_EQ(*parse_time_of_day("08:30"), 8 * 3600 + 30 * 60);
  EXPECT_EQ(*parse_time_of_day("16:59:59"), 16 * 3600 + 59 * 60 + 59);
  EXPECT_EQ(*parse_time_of_day("24:00"), 86400);
}

TEST(TimeOfDay, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "8:30", "08.30", "24:01", "25:00", "12:60", "12:00:60", "12:00 ", "-1:00"}) {
    const auto refused = parse_time_of_day(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_NE(refused.error().message.find("08:30"), std::string::npos);
  }
}

TEST(Interval, CannotOpenAtTheEndOfADay) {
  EXPECT_FALSE(parse_interval("24:00", "08:00").ok());
  EXPECT_FALSE(parse_interval("08:00", "noon").ok());
  EXPECT_EQ(*parse_interval("22:00", "06:00"), (DayInterval{79200, 21600}));
}

TEST(Span, IsWrittenWithADash) {
  EXPECT_EQ(*parse_span("08:30-17:00"), hours("08:30", "17:00"));
  EXPECT_EQ(*parse_span("22:00 - 06:00"), hours("22:00", "06:00"));
  for (const auto* text : {"08:30", "08:30-12:00-13:00", "9 to 5", "-", ""}) {
    EXPECT_FALSE(parse_span(text).ok()) << text;
  }
}

TEST(Weekdays, AreADayASpanOrAll) {
  EXPECT_EQ(*parse_weekdays("wed"), (Weekdays{2, 1}));
  EXPECT_EQ(*parse_weekdays("mon-fri"), (Weekdays{0, 5}));
  EXPECT_EQ(*parse_weekdays("sat-mon"), (Weekdays{5, 3}));
  EXPECT_EQ(*parse_weekdays("daily"), (Weekdays{0, 7}));
  for (const auto* text : {"monday", "mon-fri-sun", "", "-"}) {
    EXPECT_FALSE(parse_weekdays(text).ok()) << text;
  }
}

TEST(Date, ExistsOrIsRefused) {
  EXPECT_EQ(*parse_date("2024-02-29"), absl::CivilDay(2024, 2, 29));
  for (const auto* text :
       {"2023-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024/01/01", "2024-01-011"}) {
    EXPECT_FALSE(parse_date(text).ok()) << text;
  }
}

TEST(MonthDay, AllowsTheLeapDay) {
  EXPECT_EQ(*parse_month_day("02-29"), (MonthDay{2, 29}));
  EXPECT_FALSE(parse_month_day("02-30").ok());
  EXPECT_FALSE(parse_month_day("2-29").ok());
}

TEST(Weekday, IsReadByItsShortName) {
  EXPECT_EQ(*parse_weekday("mon"), 0);
  EXPECT_EQ(*parse_weekday("sun"), 6);
  const auto refused = parse_weekday("tues");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("'tue'"), std::string::npos);
}

TEST(Calendar, RefusesAZoneThatDoesNotExist) {
  const auto refused = Calendar::compile(office("Europe/Atlantis"));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("Europe/Atlantis"), std::string::npos);
  EXPECT_NE(refused.error().message.find("IANA"), std::string::npos);
}

TEST(Calendar, RefusesAWeekWithoutOpenTime) {
  CalendarSpec spec;
  spec.name = "never";
  const auto refused = Calendar::compile(spec);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("'never'"), std::string::npos);
  EXPECT_NE(refused.error().message.find("weekly hours"), std::string::npos);
}

TEST(Calendar, RefusesHolidaysThatCloseItForOverAYear) {
  auto spec = office();
  for (absl::CivilDay day(2024, 1, 1); day < absl::CivilDay(2025, 1, 1); ++day) {
    spec.holidays[day];
  }
  EXPECT_TRUE(Calendar::compile(spec).ok()) << "366 days are a long holiday, but they end";
  for (absl::CivilDay day(2025, 1, 1); day < absl::CivilDay(2025, 1, 10); ++day) {
    spec.holidays[day];
  }
  const auto refused = Calendar::compile(spec);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("2023-12-30"), std::string::npos)
      << refused.error().message;
}

TEST(Calendar, RefusesHoursThatOnlyDatesGive) {
  CalendarSpec spec;
  spec.date_overrides[date("2024-01-02")] = {hours("09:00", "17:00")};
  EXPECT_FALSE(Calendar::compile(spec).ok()) << "after that day it never opens again";
}

TEST(Calendar, RefusesTimesOfDayThatDoNotExist) {
  auto spec = office();
  spec.weekly[0].push_back({-1, 100});
  EXPECT_FALSE(Calendar::compile(spec).ok());
  spec = office();
  spec.breaks[date("2024-01-02")] = {{0, 90000}};
  const auto refused = Calendar::compile(spec);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("2024-01-02"), std::string::npos);
}

TEST(Calendar, ChangesItsVersionWithItsContentAlone) {
  const auto version = compiled(office()).version();
  EXPECT_EQ(version.size(), 16U);
  auto renamed = office();
  renamed.name = "other";
  EXPECT_EQ(compiled(renamed).version(), version);
  EXPECT_NE(compiled(office("Europe/Berlin")).version(), version);
  auto with_holiday = office();
  with_holiday.holidays[date("2024-05-01")] = "Labour Day";
  EXPECT_NE(compiled(with_holiday).version(), version);
}

}  // namespace
}  // namespace escalon::calendar
