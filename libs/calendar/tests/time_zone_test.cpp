#include "escalon/calendar/time_zone.hpp"

#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

std::string refusal(std::string_view name) {
  const auto zone = load_time_zone(name);
  return zone ? "" : zone.error().message;
}

TEST(TimeZone, IsLoadedByItsName) {
  ASSERT_TRUE(load_time_zone("America/New_York").ok());
  EXPECT_EQ(load_time_zone("America/New_York")->At(at("2024-07-01T00:00:00Z")).offset, -4 * 3600);
  EXPECT_TRUE(load_time_zone("Etc/GMT+5").ok());
  EXPECT_TRUE(load_time_zone("UTC").ok());
}

TEST(TimeZone, ThatIsUnknownIsRefusedWithTheNearestName) {
  EXPECT_NE(refusal("Europe/Berlim").find("(did you mean 'Europe/Berlin'?)"), std::string::npos);
  EXPECT_NE(refusal("europe/berlin").find("'Europe/Berlin'"), std::string::npos);
  EXPECT_NE(refusal("new york").find("'America/New_York'"), std::string::npos);
  EXPECT_NE(refusal("Sao_Paulo").find("'America/Sao_Paulo'"), std::string::npos);
  EXPECT_EQ(refusal("Middle-earth/Minas Tirith").find("did you mean"), std::string::npos);
  EXPECT_NE(refusal("").find("IANA"), std::string::npos);
  EXPECT_EQ(refusal(std::string(100'000, 'x')).find("did you mean"), std::string::npos);
}

TEST(TimeZone, IsNeverThatOfTheMachineNorAFile) {
  EXPECT_FALSE(load_time_zone("localtime").ok());
  EXPECT_FALSE(load_time_zone("/usr/share/zoneinfo/Europe/Berlin").ok());
  EXPECT_FALSE(load_time_zone("file:/usr/share/zoneinfo/Europe/Berlin").ok());
  EXPECT_FALSE(load_time_zone("../zoneinfo/Europe/Berlin").ok());
}

TEST(TimeZone, TellsWhenItsStandardTimeBegan) {
  EXPECT_EQ(standard_time_since(*load_time_zone("Europe/Berlin")), at("1893-03-31T23:06:32Z"));
  EXPECT_EQ(standard_time_since(*load_time_zone("Antarctica/Troll")), at("2005-02-12T00:00:00Z"))
      << "nobody lived there before";
  EXPECT_EQ(standard_time_since(absl::UTCTimeZone()), absl::InfinitePast());
}

}  // namespace
}  // namespace escalon::calendar
