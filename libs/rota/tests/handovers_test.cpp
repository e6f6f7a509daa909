#include "escalon/rota/handovers.hpp"

#include <random>

#include "rota_builder.hpp"

namespace escalon::rota {
namespace {

Handovers handovers(std::string_view zone, absl::CivilSecond start, const TurnLength& length) {
  auto compiled = Handovers::compile(std::string(zone), start, length);
  EXPECT_TRUE(compiled.ok());
  return *compiled;
}

// Begins of `count` turns, the one under way at `from` first, in the zone's wall time.
std::string begins(const Handovers& handovers, std::string_view zone, std::string_view from,
                   int count) {
  absl::TimeZone loaded;
  EXPECT_TRUE(absl::LoadTimeZone(std::string(zone), &loaded));
  std::string text;
  absl::Time instant = at(from);
  for (int i = 0; i < count; ++i) {
    const Turn turn = handovers.turn_at(instant);
    text += absl::FormatTime("%d %H:%M%Ez, ", turn.from, loaded);
    instant = turn.to;
  }
  return text;
}

TEST(Handovers, StayOnTheWallClockOverAClockChange) {
  const auto weekly = handovers("Europe/Berlin", absl::CivilSecond(2026, 3, 23, 9), weeks(1));
  EXPECT_EQ(begins(weekly, "Europe/Berlin", "2026-03-23T08:00:00Z", 3),
            "23 09:00+01:00, 30 09:00+02:00, 06 09:00+02:00, ");
  const Turn turn = weekly.turn_at(at("2026-03-24T00:00:00Z"));
  EXPECT_EQ(turn.to - turn.from, absl::Hours(7 * 24 - 1));
}

TEST(Handovers, ThatTheClockSkipsAreTheFirstInstantAfter) {
  const auto daily = handovers("Europe/Berlin", absl::CivilSecond(2026, 3, 28, 2, 30), days(1));
  EXPECT_EQ(begins(daily, "Europe/Berlin", "2026-03-28T02:00:00Z", 3),
            "28 02:30+01:00, 29 03:00+02:00, 30 02:30+02:00, ");
}

TEST(Handovers, ThatComeTwiceAreTheFirst) {
  const auto daily = handovers("Europe/Berlin", absl::CivilSecond(2026, 10, 24, 2, 30), days(1));
  EXPECT_EQ(begins(daily, "Europe/Berlin", "2026-10-24T02:00:00Z", 3),
            "24 02:30+02:00, 25 02:30+02:00, 26 02:30+01:00, ");
}

TEST(Handovers, DoNotGoBackWithTheClock) {
  const auto often = handovers("Europe/Berlin", absl::CivilSecond(2026, 10, 25, 0, 0),
                               custom({absl::Minutes(30)}));
  EXPECT_EQ(begins(often, "Europe/Berlin", "2026-10-25T00:00:00Z", 4),
            "25 02:00+02:00, 25 02:30+02:00, 25 03:00+01:00, 25 03:30+01:00, ");
  EXPECT_EQ(often.turn_at(at("2026-10-25T01:10:00Z")), often.turn_at(at("2026-10-25T00:40:00Z")))
      << "the second 02:10 belongs to the turn that began at the first 02:30";
}

TEST(Handovers, ThatFallOnOneInstantLeaveNoEmptyTurn) {
  const auto hourly = handovers("Europe/Berlin", absl::CivilSecond(2026, 3, 29, 0, 0), hours(1));
  const Turn before = hourly.turn_at(at("2026-03-29T00:59:59Z"));
  const Turn after = hourly.turn_at(at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(before.number, 1);
  EXPECT_EQ(after.number, 3) << "turn 2 was skipped with its hour";
  EXPECT_EQ(after.from, before.to);
}

TEST(Handovers, MovesByHalfAnHourOnLordHoweIsland) {
  const auto daily =
      handovers("Australia/Lord_Howe", absl::CivilSecond(2026, 10, 3, 2, 15), days(1));
  EXPECT_EQ(begins(daily, "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 3),
            "03 02:15+10:30, 04 02:30+11:00, 05 02:15+11:00, ");
}

TEST(Handovers, SurviveADayThatDoesNotExist) {
  const auto daily = handovers("Pacific/Apia", absl::CivilSecond(2011, 12, 28, 9), days(1));
  const Turn last = daily.turn_at(at("2011-12-30T09:30:00Z"));
  EXPECT_EQ(last.number, 1);
  EXPECT_EQ(last.to, at("2011-12-30T10:00:00Z")) << "the 30th was skipped";
  EXPECT_EQ(daily.turn_at(last.to).number, 2);
  EXPECT_EQ(daily.turn_at(at("2011-12-30T19:00:00Z")).number, 3);
}

TEST(Handovers, CountMonthsAndShortenTheirLastDay) {
  const auto monthly = handovers("UTC", absl::CivilSecond(2026, 1, 31, 8), months(1));
  EXPECT_EQ(monthly.turn_at(at("2026-02-28T07:59:59Z")).number, 0);
  EXPECT_EQ(monthly.turn_at(at("2026-02-28T08:00:00Z")).number, 1);
  EXPECT_EQ(monthly.turn_at(at("2026-03-31T08:00:00Z")).number, 2);
  EXPECT_EQ(monthly.turn_at(at("2025-12-31T08:00:00Z")).number, -1);
  const auto quarterly = handovers("UTC", absl::CivilSecond(2026, 1, 1), months(3));
  EXPECT_EQ(quarterly.turn_at(at("2025-12-31T00:00:00Z")).number, -1);
  EXPECT_EQ(quarterly.turn_at(at("2026-12-31T00:00:00Z")).number, 3);
}

TEST(Handovers, TakeTurnsOfDifferentLengths) {
  const auto week_and_weekend = handovers("UTC", absl::CivilSecond(2026, 1, 5),
                                          custom({absl::Hours(5 * 24), absl::Hours(2 * 24)}));
  EXPECT_EQ(begins(week_and_weekend, "UTC", "2026-01-05T00:00:00Z", 4),
            "05 00:00+00:00, 10 00:00+00:00, 12 00:00+00:00, 17 00:00+00:00, ");
  EXPECT_EQ(week_and_weekend.turn_at(at("2026-01-04T23:00:00Z")).number, -1);
}

TEST(Handovers, AreKnownBeforeTheStart) {
  const auto ten = handovers("UTC", absl::CivilSecond(2020, 6, 1, 3), hours(10));
  EXPECT_EQ(ten.turn_at(at("2020-05-30T21:00:00Z")).to, at("2020-05-31T07:00:00Z"));
}

// Turns follow one another without a hole, none is empty, and the clock shows what the pattern says
// at each hand-over, unless it skips that reading.
TEST(Handovers, LeaveNoHoleInAnyZone) {
  std::mt19937 random(11);
  const auto below = [&](unsigned bound) { return static_cast<int>(random() % bound); };
  for (const char* zone : {"Europe/Berlin", "America/Santiago", "Australia/Lord_Howe",
                           "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza"}) {
    absl::TimeZone loaded;
    ASSERT_TRUE(absl::LoadTimeZone(zone, &loaded));
    for (int walk = 0; walk < 40; ++walk) {
      const absl::CivilSecond start(2000 + below(40), 1 + below(12), 1 + below(28), below(24),
                                    below(60), 0);
      const std::int64_t turn_s = 60 * (1 + below(5000));
      const auto turns = handovers(zone, start, custom({absl::Seconds(turn_s)}));
      Turn turn = turns.turn_at(absl::FromUnixSeconds(946'684'800 + 3600LL * below(400'000)));
      for (int i = 0; i < 500; ++i) {
        ASSERT_LT(turn.from, turn.to) << zone;
        ASSERT_EQ(turns.turn_at(turn.to - absl::Nanoseconds(1)), turn) << zone;
        const absl::CivilSecond pattern = start + turn.number * turn_s;
        const absl::CivilSecond shown = loaded.At(turn.from).cs;
        ASSERT_TRUE(shown == pattern ||
                    loaded.At(pattern).kind == absl::TimeZone::TimeInfo::SKIPPED)
            << zone << ", " << absl::FormatTime(turn.from, loaded);
        const Turn next = turns.turn_at(turn.to);
        ASSERT_EQ(next.from, turn.to) << zone;
        ASSERT_GT(next.number, turn.number) << zone;
        turn = next;
      }
    }
  }
}

TEST(Handovers, RefuseATurnOfZeroLength) {
  const absl::CivilSecond start(2026, 1, 5);
  for (const TurnLength& length :
       {hours(0), days(-1), months(-1), months(121), custom({}), custom({absl::ZeroDuration()}),
        custom({absl::Hours(1), absl::Milliseconds(1500)}), weeks(600)}) {
    const auto refused = Handovers::compile("UTC", start, length);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("zero length"), std::string::npos);
  }
}

TEST(Handovers, RefuseAnUnknownZone) {
  const auto refused = Handovers::compile("Europe/Berlim", absl::CivilSecond(), days(1));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("unknown time zone 'Europe/Berlim'"), std::string::npos);
}

}  // namespace
}  // namespace escalon::rota
