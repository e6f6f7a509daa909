// What an owner brings to its view, and when.

#include <gtest/gtest.h>

#include <set>

#include "one_owner.hpp"

namespace escalon::journal {
namespace {

TEST(View, IsWrittenOnceForManyRecordsWhileThereIsWork) {
  OwnerSettings settings = OneOwner::quick();
  settings.apply_interval = absl::Seconds(1);
  settings.apply_calm = absl::ZeroDuration();
  OneOwner one(settings);
  one.say("zero");
  EXPECT_TRUE(one.owner().quiet());  // nothing to wait for: the view has it at once
  const int before = one.applies;
  one.read_back_below = one.journal().size() + 2;
  for (const char* word : {"first", "second", "third"}) {
    one.put_word(word);
  }
  one.run();
  EXPECT_EQ(one.applies, before);
  one.pass(absl::Seconds(1));
  EXPECT_EQ(one.applies, before + 1);
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "second"));
}

TEST(View, IsWrittenOnceNothingHasHappenedForAMoment) {
  OwnerSettings settings = OneOwner::quick();
  settings.apply_interval = absl::Seconds(4);
  settings.apply_calm = absl::Milliseconds(200);
  OneOwner one(settings);
  one.pass(absl::Seconds(4));
  one.say("zero");
  one.pass(absl::Milliseconds(200));
  const int before = one.applies;
  for (const char* word : {"first", "second", "third"}) {
    one.say(word);
    one.pass(absl::Milliseconds(150));
  }
  EXPECT_EQ(one.applies, before);
  EXPECT_EQ(one.wake, one.steady() + absl::Milliseconds(50));
  one.pass(absl::Milliseconds(50));
  EXPECT_EQ(one.applies, before + 1);
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "third"));
  EXPECT_TRUE(one.owner().quiet());
}

constexpr int kMany = 300;  // more than one step builds, or fires

TEST(View, IsMadeAPieceAtATime) {
  OwnerSettings settings = OneOwner::quick();
  settings.apply_interval = absl::Seconds(1);
  OneOwner one(settings);
  one.say("zero");
  const int before = one.applies;
  one.put_word_of_many("word", kMany);
  one.run();
  EXPECT_EQ(one.applies, before);
  one.wait(absl::Seconds(1));
  EXPECT_TRUE(one.step());
  EXPECT_EQ(one.applies, before);
  EXPECT_FALSE(one.owner().quiet());
  one.run();
  EXPECT_EQ(one.applies, before + 1);
  EXPECT_EQ(one.rows.size(), 301U);
}

TEST(View, WaitsWhileMoreTimersAreLateThanFireAtOnce) {
  OneOwner one;
  one.put_word_of_many("nap", kMany);
  one.run();
  one.say("zero");
  one.put_word("word");
  one.step();
  one.wait(absl::Seconds(30));
  const int before = one.applies;
  one.step();
  EXPECT_EQ(one.applies, before);
  one.run();
  EXPECT_GT(one.applies, before);
  EXPECT_TRUE(has_text({one.rows.at("default/many299").envelope.value()}, "woke"));
}

TEST(View, WaitsForNoTimerOnceMuchWaitsForIt) {
  OwnerSettings settings = OneOwner::quick();
  settings.apply_operations_max = 1;
  OneOwner one(settings);
  one.put_word_of_many("nap", kMany);
  one.run();
  one.say("zero");
  for (const char* word : {"first", "second", "third"}) {
    one.put_word(word);
  }
  one.step();
  one.wait(absl::Seconds(30));
  const int before = one.applies;
  one.step();
  EXPECT_EQ(one.applies, before + 1);
}

TEST(View, IsWrittenByAnOwnerThatIsClosedWhileTimersAreLate) {
  OneOwner one;
  one.put_word_of_many("nap", kMany);
  one.run();
  one.wait(absl::Seconds(30));
  one.step();
  one.close();
  one.run();
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kStopped);
}

TEST(View, OfPartitionsOfOneProcessAreWrittenOneAfterAnother) {
  OwnerSettings settings = OneOwner::quick();
  settings.apply_interval = absl::Seconds(4);
  settings.apply_calm = absl::Seconds(4);
  std::set<SteadyTime> turns;
  for (std::uint32_t partition = 0; partition < 4; ++partition) {
    OneOwner one(settings, 4, partition);
    one.say("zero");
    one.say("first");
    turns.insert(one.wake);
  }
  EXPECT_EQ(turns.size(), 4U);
  EXPECT_GE(*turns.rbegin() - *turns.begin(), absl::Seconds(2));
}

TEST(View, IsGivenOnlyTheTimersThatItHasNot) {
  OneOwner one;
  one.say("nap");
  EXPECT_EQ(one.armed_last.size(), 1U);
  one.say("nap on");
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "nap on"));
  EXPECT_TRUE(one.armed_last.empty());
}

TEST(View, IsGivenAllTimersOfAStateThatAnOwnerBeforeWrote) {
  OneOwner one;
  one.say("nap");
  one.take_over_again();
  one.say("nap on");
  EXPECT_EQ(one.armed_last.size(), 1U);
}

TEST(View, NeverHasWhatIsStillInFlight) {
  OneOwner one;
  one.say("first");
  one.read_back_below = one.journal().size() + 1;
  one.say("second");
  one.say("third");
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "second"));
  one.read_all_back();
  one.run();
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "third"));
}

TEST(Cache, IsSmallAgainOnceAFloodOfStatesIsInTheView) {
  constexpr int kKeys = 3'000;
  OwnerSettings settings = OneOwner::quick();
  settings.cached_states_max = 100;
  OneOwner one(settings);
  const auto say_to_all = [&one](const std::string& word) {
    one.put_word_of_many(word, kKeys);
    one.run();
  };
  say_to_all("first");
  one.loaded.clear();
  say_to_all("second");
  EXPECT_GE(one.loaded.size(), kKeys - 2 * settings.cached_states_max);
}

}  // namespace
}  // namespace escalon::journal
