#include "play_choice.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::up {
namespace {

const absl::Time kWall = absl::FromUnixSeconds(1'800'000'000);

constexpr const char* kEvents =
    R"({"event_id":"1","tenant":"default","case_id":"a","contact_id":"a","channel":"chat",)"
    R"("occurred_at":"2026-01-05T09:00:00Z","started":{}})"
    "\n"
    R"({"event_id":"2","tenant":"default","case_id":"a","contact_id":"a","channel":"chat",)"
    R"("occurred_at":"2026-01-05T09:30:00Z","ended":{}})"
    "\n";

class PlayChoice : public testing::Test {
 protected:
  auto choose(const PlayRequest& request, std::optional<absl::Time> last_decided = std::nullopt,
              const std::optional<PlayState>& stored = std::nullopt) {
    return choose_play(request, last_decided, stored, kWall, "fresh1");
  }
  PlayRequest file(bool keep_dates) {
    PlayRequest request;
    request.file = dir.write("events.jsonl", kEvents).string();
    request.keep_dates = keep_dates;
    return request;
  }

  testkit::TempDir dir;
};

TEST_F(PlayChoice, AFirstStartPlaysTheStory) {
  const auto play = choose({});
  ASSERT_TRUE(play.ok() && play->has_value());
  EXPECT_TRUE((*play)->story);
  EXPECT_EQ((*play)->state.run, "fresh1");
  EXPECT_EQ((*play)->time.start, hold_before((*play)->items.front()));
  EXPECT_TRUE((*play)->time.joins_wall);
}

TEST_F(PlayChoice, ALaterStartDoesNot) {
  EXPECT_FALSE(choose({}, kWall)->has_value());
  PlayRequest without;
  without.no_story = true;
  EXPECT_FALSE(choose(without)->has_value());
}

TEST_F(PlayChoice, AStoryThatWasCutOffGoesOnWithItsIdsAndDates) {
  const auto first = choose({}).value().value();
  const absl::Time cut = first.items.front().at + absl::Minutes(5);
  const auto again = choose({}, cut, first.state);
  ASSERT_TRUE(again.ok() && again->has_value());
  EXPECT_EQ((*again)->state.run, first.state.run);
  EXPECT_EQ((*again)->items.front().at, first.items.front().at);
  EXPECT_EQ((*again)->resume_at, cut);
  EXPECT_EQ((*again)->time.start, cut);
}

TEST_F(PlayChoice, KeptDatesKeepIdsAndEndWhereTheyAreTold) {
  PlayRequest request = file(true);
  request.to = absl::FromUnixSeconds(1'767'700'000);
  const auto play = choose(request);
  ASSERT_TRUE(play.ok() && play->has_value()) << play.error().message;
  EXPECT_EQ((*play)->state.run, "");
  EXPECT_EQ((*play)->state.shift_ms, 0);
  EXPECT_FALSE((*play)->time.joins_wall);
  EXPECT_EQ((*play)->until, request.to);
}

TEST_F(PlayChoice, KeptDatesNeedADataDirectoryOfTheirOwn) {
  const auto refused = choose(file(true), kWall);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("--fresh"), std::string::npos);
}

TEST_F(PlayChoice, ADirectoryOfKeptDatesTakesNothingElse) {
  const auto play = choose(file(true)).value().value();
  EXPECT_FALSE(choose({}, kWall, play.state).ok());
  EXPECT_FALSE(choose(file(false), kWall, play.state).ok());
  EXPECT_TRUE(choose(file(true), kWall, play.state).ok());
}

TEST_F(PlayChoice, AnEmptySpanIsAnError) {
  PlayRequest request = file(false);
  request.from = kWall;
  EXPECT_FALSE(choose(request).ok());
  request.file = "/no/such/file.jsonl";
  EXPECT_FALSE(choose(request).ok());
}

}  // namespace
}  // namespace escalon::up
