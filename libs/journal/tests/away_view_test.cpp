// What an owner decides while its view does not answer.
#include <gtest/gtest.h>

#include <string>

#include "one_owner.hpp"

namespace escalon::journal {
namespace {

class AwayView : public testing::Test {
 protected:
  static OwnerSettings eight_records() {
    OwnerSettings settings = OneOwner::quick();
    settings.away_records_max = 8;
    return settings;
  }
  // Twenty cases that nap for half a minute; then the view goes away, and the owner knows it: the
  // state of another case cannot be loaded.
  void SetUp() override {
    for (int i = 0; i < 20; ++i) {
      one.say("nap", key_of(i));
    }
    one.view_away = true;
    one.say("hello", "default/c1");
    known = one.journal().size();
  }
  static std::string key_of(int i) { return "default/nap" + std::to_string(i); }
  size_t decided() { return one.journal().size() - known; }

  OneOwner one{eight_records()};
  size_t known = 0;
};

TEST_F(AwayView, IsWaitedForByTimersOnceSoMuchWaitsForItAndNoneIsLost) {
  one.pass(absl::Seconds(31));
  EXPECT_LE(decided(), 8U);
  EXPECT_GE(decided(), 4U) << "a short absence delays nothing";
  one.view_away = false;
  one.pass(absl::Seconds(6));
  EXPECT_EQ(decided(), 21U) << "theirs, and the word that waited for its state";
  for (int i = 0; i < 20; ++i) {
    const auto& envelope = one.rows[key_of(i)].envelope;
    ASSERT_TRUE(envelope.has_value());
    EXPECT_NE(envelope->find("woke"), std::string::npos);
  }
}

TEST_F(AwayView, IsWaitedForByInputsAtHalfOfThat) {
  for (int i = 0; i < 20; ++i) {
    one.put_word("word " + std::to_string(i), key_of(0));
  }
  one.run();
  EXPECT_LE(decided(), 4U);
  one.view_away = false;
  one.pass(absl::Seconds(6));
  EXPECT_EQ(decided(), 21U);
}

}  // namespace
}  // namespace escalon::journal
