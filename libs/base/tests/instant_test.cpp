#include "escalon/base/instant.hpp"

#include <gtest/gtest.h>

namespace escalon {
namespace {

TEST(Instant, IsWrittenWithMillisecondsAndReadBack) {
  const absl::Time instant = from_ms(1'709'283'600'123);
  EXPECT_EQ(format_instant(instant), "2024-03-01T09:00:00.123Z");
  EXPECT_EQ(*parse_instant("2024-03-01T10:00:00.123+01:00"), instant);
  EXPECT_EQ(to_ms(instant), 1'709'283'600'123);
}

TEST(Instant, RefusesWhatIsNotOneAndQuotesIt) {
  const auto refused = parse_instant("next Monday");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("next Monday"), std::string::npos);
}

TEST(Duration, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(*parse_duration("90s"), absl::Seconds(90));
  EXPECT_EQ(*parse_duration("1h30m"), absl::Minutes(90));
  EXPECT_EQ(*parse_duration("2d"), absl::Hours(48));
  EXPECT_EQ(*parse_duration("250ms"), absl::Milliseconds(250));
  for (const char* bad :
       {"", "h", "5", "5x", "-5m", "1h 30m", "99999999999999999999h", "9223372036854775807d"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Duration, ReadsBackWhatItWrites) {
  for (std::int64_t ms = 0; ms < 200'000'000; ms += 1'234'567) {
    EXPECT_EQ(*parse_duration(format_duration(absl::Milliseconds(ms))), absl::Milliseconds(ms));
  }
}

}  // namespace
}  // namespace escalon
