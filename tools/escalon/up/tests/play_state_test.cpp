#include "escalon/up/play_state.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::up {
namespace {

TEST(PlayState, IsKeptOverRestarts) {
  const testkit::TempDir dir;
  ASSERT_TRUE(store_play_state(dir.path(), {"story", "a1b2c3", -12345, false, true}).ok());
  const auto loaded = load_play_state(dir.path());
  ASSERT_TRUE(loaded.ok() && loaded->has_value());
  EXPECT_EQ((*loaded)->source, "story");
  EXPECT_EQ((*loaded)->run, "a1b2c3");
  EXPECT_EQ((*loaded)->shift_ms, -12345);
  EXPECT_FALSE((*loaded)->keep_dates);
  EXPECT_TRUE((*loaded)->finished);
}

TEST(PlayState, MayBeAbsent) {
  const testkit::TempDir dir;
  const auto loaded = load_play_state(dir.path());
  ASSERT_TRUE(loaded.ok());
  EXPECT_FALSE(loaded->has_value());
}

TEST(PlayState, ADamagedOneIsSaidWithTheRemedy) {
  const testkit::TempDir dir;
  dir.write("play.state", "source: story\nshift_ms: many\n");
  const auto loaded = load_play_state(dir.path());
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message.find("--fresh"), std::string::npos);
}

TEST(PlayState, AFolderThatCannotBeWrittenIsAnError) {
  EXPECT_FALSE(store_play_state("/no/such/folder", {"story", "", 0, false, false}).ok());
}

}  // namespace
}  // namespace escalon::up
