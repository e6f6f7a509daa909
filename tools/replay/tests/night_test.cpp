#include "escalon/replay/night.hpp"

#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"

namespace escalon::replay {
namespace {

Night night(std::string_view hours, const char* zone_name = "UTC") {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone_name, &zone));
  const auto parsed = parse_night(hours, zone);
  EXPECT_TRUE(parsed.ok()) << hours;
  return parsed.ok() ? *parsed : Night();
}

bool holds(const Night& night, std::string_view instant) {
  return night.holds(*parse_instant(instant));
}

TEST(Night, RunsOverMidnightAndEndsBeforeItsEnd) {
  const Night usual = night("22:00-06:00");
  EXPECT_FALSE(holds(usual, "2024-03-01T21:59:59Z"));
  EXPECT_TRUE(holds(usual, "2024-03-01T22:00:00Z"));
  EXPECT_TRUE(holds(usual, "2024-03-01T05:59:59Z"));
  EXPECT_FALSE(holds(usual, "2024-03-01T06:00:00Z"));
}

TEST(Night, MayLieWithinADay) {
  const Night early = night("00:00-07:30");
  EXPECT_TRUE(holds(early, "2024-03-01T00:00:00Z"));
  EXPECT_TRUE(holds(early, "2024-03-01T07:29:00Z"));
  EXPECT_FALSE(holds(early, "2024-03-01T07:30:00Z"));
  EXPECT_FALSE(holds(early, "2024-03-01T23:00:00Z"));
}

TEST(Night, IsThatOfItsZone) {
  EXPECT_TRUE(holds(night("22:00-06:00", "America/New_York"), "2024-03-01T04:00:00Z"));
  EXPECT_FALSE(holds(night("22:00-06:00", "America/New_York"), "2024-03-01T22:00:00Z"));
}

TEST(Night, RefusesWhatIsNoSpanOfHours) {
  for (const char* hours : {"", "22:00", "22-06", "22:00-22:00", "24:01-06:00", "22:60-06:00",
                            "22:00-6:00", "ab:cd-06:00", "22:00-06:00-07:00"}) {
    const auto parsed = parse_night(hours, absl::UTCTimeZone());
    ASSERT_FALSE(parsed.ok()) << hours;
    EXPECT_NE(parsed.error().message.find("22:00-06:00"), std::string::npos) << hours;
  }
}

}  // namespace
}  // namespace escalon::replay
