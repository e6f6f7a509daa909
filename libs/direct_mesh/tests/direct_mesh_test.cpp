#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "bell_mesh.hpp"

namespace escalon::direct_mesh {
namespace {

/// The two stages in a mesh, and everything that they said: `ms stage key line`.
class Story {
 public:
  explicit Story(bool pulls = true)
      : mesh_(
            {&bell_, &echo_}, std::make_shared<NamedPolicy>("p1"),
            [this](const Decided& decided) { hear(decided); },
            pulls ? EffectModel(&pulled) : EffectModel()) {}

  /// Tells `word` at `ms` to `key`; its id is `t/` and the word.
  void tell(int ms, const std::string& key, const std::string& word) {
    StringValue message;
    message.set_value(word);
    mesh_.tell("words", Key(key), message, "t/" + word, from_ms(ms));
  }
  DirectMesh& mesh() { return mesh_; }

  /// What the bell said.
  std::string bell() const { return absl::StrJoin(bell_said_, ", "); }
  std::string all() const { return absl::StrJoin(said_, ", "); }
  const std::vector<std::string>& decisions() const { return decisions_; }
  std::size_t echoes() const { return echo_said_.size(); }
  std::string last_echo() const { return echo_said_.back(); }

 private:
  static MessagePtr pulled(const journal::Stage&, const Key&, const DueTimer&,
                           const Message& request) {
    return std::make_unique<StringValue>(static_cast<const StringValue&>(request));
  }
  void hear(const Decided& decided) {
    const std::string& line = static_cast<const StringValue&>(decided.event).value();
    const std::string text = absl::StrCat(to_ms(decided.now), " ", decided.key.str(), " ", line);
    const bool bell = &decided.stage == &bell_;
    (bell ? bell_said_ : echo_said_).push_back(text);
    said_.push_back(bell ? "bell" : "echo");
    decisions_.emplace_back(decided.decision_id);
  }

  Bell bell_;
  Echo echo_;
  std::vector<std::string> bell_said_;
  std::vector<std::string> echo_said_;
  std::vector<std::string> said_;
  std::vector<std::string> decisions_;
  DirectMesh mesh_;
};

TEST(Time, LetsAnInputGoBeforeATimerOfItsInstant) {
  Story story;
  story.tell(0, "t/a", "ring 500");
  story.tell(500, "t/a", "hello");
  EXPECT_EQ(story.bell(), "0 t/a ring 500, 500 t/a hello");
  story.mesh().advance(from_ms(500));
  EXPECT_EQ(story.bell(), "0 t/a ring 500, 500 t/a hello, 500 t/a rang 500");
  EXPECT_EQ(story.mesh().firings(), 1U);
}

TEST(Time, FiresWhatIsDueBeforeAnInputInOrderOfDueAndThenOfKeys) {
  Story story;
  story.tell(0, "t/b", "ring 200");
  story.tell(0, "t/a", "ring 200");
  story.tell(0, "t/c", "ring 100");
  story.tell(201, "t/c", "hello");
  EXPECT_EQ(story.bell(),
            "0 t/b ring 200, 0 t/a ring 200, 0 t/c ring 100, 100 t/c rang 100, 200 t/a rang 200, "
            "200 t/b rang 200, 201 t/c hello");
}

TEST(Time, NeverFalls) {
  Story story;
  story.tell(300, "t/a", "hello");
  story.tell(100, "t/a", "late");
  EXPECT_EQ(story.bell(), "300 t/a hello, 300 t/a late");
  story.tell(400, "t/a", "ring 200");
  story.mesh().advance(from_ms(400));
  EXPECT_EQ(to_ms(story.mesh().now()), 400) << "a timer of the past fires now";
  EXPECT_TRUE(absl::EndsWith(story.bell(), "400 t/a rang 200"));
}

TEST(Time, MayRunToItsEnd) {
  Story story;
  story.tell(0, "t/a", "ring 200");
  story.mesh().advance(absl::InfiniteFuture());
  EXPECT_EQ(story.mesh().firings(), 1U);
}

TEST(Time, PassesWhereAnotherMeshIsToldSomething) {
  Story story;
  story.tell(0, "t/a", "ring 200");
  story.mesh().pass(from_ms(200), from_ms(900));
  EXPECT_EQ(story.bell(), "0 t/a ring 200") << "what is due at the very instant waits";
  EXPECT_EQ(to_ms(story.mesh().now()), 900);
  story.mesh().pass(from_ms(201), from_ms(300));
  EXPECT_EQ(story.bell(), "0 t/a ring 200, 900 t/a rang 200") << "time never falls";
  EXPECT_EQ(to_ms(story.mesh().now()), 900);
}

TEST(StartOver, ForgetsKeysTimersCountsAndTime) {
  Story story;
  story.tell(300, "t/a", "ring 400");
  story.tell(300, "t/a", "poison");
  story.mesh().start_over();
  EXPECT_EQ(story.mesh().state("bell", Key("t/a")), nullptr);
  EXPECT_EQ(story.mesh().set_aside(), 0U);
  story.tell(100, "t/a", "hello");
  story.mesh().advance(from_ms(1000));
  EXPECT_EQ(story.bell(), "300 t/a ring 400, 100 t/a hello");
  EXPECT_EQ(story.mesh().firings(), 0U);
}

TEST(Alone, AKeyStopsWhereAnotherStagesKeyWouldHaveASay) {
  Story story;
  story.mesh().stop_where_paths_cross();
  story.tell(0, "t/a", "ring 200");
  EXPECT_FALSE(story.mesh().strayed());
  story.tell(1, "t/a", "call");
  EXPECT_TRUE(story.mesh().strayed());
  EXPECT_EQ(story.echoes(), 1U) << "nobody is told any more";
  story.tell(300, "t/a", "hello");
  story.mesh().advance(from_ms(500));
  EXPECT_EQ(story.bell(), "0 t/a ring 200, 1 t/a call") << "nothing fires and nothing is decided";
  story.mesh().start_over();
  story.tell(0, "t/b", "hello");
  EXPECT_FALSE(story.mesh().strayed());
  EXPECT_TRUE(absl::EndsWith(story.bell(), "0 t/b hello"));
}

TEST(Alone, IsNothingToAMeshOfMany) {
  Story story;
  story.tell(1, "t/a", "call");
  EXPECT_FALSE(story.mesh().strayed());
  EXPECT_EQ(story.echoes(), 1U);
}

TEST(Input, SettlesBeforeTheNext) {
  Story story;
  story.tell(0, "t/a", "one");
  story.tell(0, "t/a", "two");
  EXPECT_EQ(story.all(), "bell, echo, bell, echo");
}

TEST(Input, OfATopicThatNobodyReadsIsNothing) {
  Story story;
  story.mesh().tell("letters", Key("t/a"), StringValue(), "t/1", from_ms(7));
  EXPECT_EQ(story.all(), "");
  EXPECT_EQ(story.mesh().state("bell", Key("t/a")), nullptr);
}

TEST(SetAside, IsAnInputThatCannotBeDecidedAndTheMeshGoesOn) {
  Story story;
  story.tell(0, "t/a", "poison");
  story.tell(1, "t/a", "hello");
  EXPECT_EQ(story.bell(), "1 t/a hello");
  EXPECT_EQ(story.mesh().set_aside(), 1U);
}

TEST(SetAside, IsTheWholeCauseWhereOneOfItsKeysCannotBeDecided) {
  Story story;
  story.tell(0, "t/a", "ring 200");
  story.tell(0, "t/b", "hello");
  const auto words = [&](const char* key) {
    return static_cast<const ListValue&>(*story.mesh().state("bell", Key(key))).values_size();
  };
  story.tell(1, "t/a", "all poison");
  EXPECT_EQ(story.mesh().set_aside(), 1U);
  EXPECT_EQ(words("t/a"), 1);
  EXPECT_EQ(words("t/b"), 1);
  EXPECT_EQ(words("t/c"), 0);
  EXPECT_EQ(story.echoes(), 2U) << "nobody is told of it";
  story.tell(2, "t/a", "all is well");
  EXPECT_EQ(words("t/a") + words("t/b") + words("t/c"), 2 + 2 + 1);
  EXPECT_EQ(story.echoes(), 5U);
  story.mesh().advance(from_ms(300));
  EXPECT_TRUE(absl::EndsWith(story.bell(), "200 t/a rang 200")) << "what was armed stays so";
}

TEST(SetAside, IsATimerThatDecidesNothingAndItNeverFiresAgain) {
  Story story;
  story.tell(0, "t/a", "ring 101");
  story.tell(0, "t/a", "ring 102");
  story.mesh().advance(from_ms(1000));
  story.tell(1001, "t/a", "hello");
  story.mesh().advance(from_ms(2000));
  EXPECT_EQ(story.bell(), "0 t/a ring 101, 0 t/a ring 102, 102 t/a rang 102, 1001 t/a hello");
  EXPECT_EQ(story.mesh().firings(), 2U);
  EXPECT_EQ(story.mesh().set_aside(), 1U);
}

TEST(Ids, AreThoseOfTheProtocol) {
  Story story;
  story.tell(0, "t/a", "ring 200");
  const std::string told = derive_id({"bell", "t/a", "input", "t/ring 200"});
  ASSERT_EQ(story.decisions().size(), 2U);
  EXPECT_EQ(story.decisions()[0], told);
  EXPECT_EQ(story.decisions()[1], derive_id({"echo", "t/a", "journal", told}));
  EXPECT_EQ(story.last_echo(), "0 t/a heard ring 200 " + derive_id({told, "0"}));
  story.mesh().advance(from_ms(200));
  const std::string fired = derive_id({"bell", "t/a", "timer", "t/a|200|200"});
  EXPECT_EQ(story.decisions()[2], fired);
  EXPECT_EQ(story.last_echo(), "200 t/a heard rang 200 " + derive_id({fired, "0"}));
  story.tell(201, "t/a", "pull 300");
  story.mesh().advance(from_ms(300));
  EXPECT_EQ(story.decisions()[6], derive_id({"bell", "t/a", "outcome", "300/300"}));
}

TEST(Effect, IsRunWhenItIsDueAndItsOutcomeIsTold) {
  Story story;
  story.tell(0, "t/a", "pull 50");
  story.mesh().advance(from_ms(60));
  EXPECT_EQ(story.bell(), "0 t/a pull 50, 50 t/a pulled 50");
  EXPECT_EQ(story.mesh().firings(), 0U) << "an effect is no decision";
}

TEST(Effect, StaysPendingWhereNothingIsEverHeardOfIt) {
  Story story(false);
  story.tell(0, "t/a", "pull 50");
  story.mesh().advance(from_ms(60));
  EXPECT_EQ(story.bell(), "0 t/a pull 50");
}

TEST(Policy, IsAdoptedByEveryKeyInOrder) {
  Story story;
  for (const char* key : {"t/c", "t/a", "t/b"}) {
    story.tell(0, key, "hello");
  }
  story.mesh().adopt(std::make_shared<NamedPolicy>("p2"));
  EXPECT_TRUE(absl::EndsWith(story.bell(), "0 t/a policy p2, 0 t/b policy p2, 0 t/c policy p2"))
      << story.bell();
  EXPECT_EQ(story.decisions()[6], derive_id({"bell", "t/a", "policy", "p2/2"}));
}

TEST(State, IsFoundByStageAndKey) {
  Story story;
  story.tell(0, "t/a", "one");
  story.tell(0, "t/a", "two");
  const Message* state = story.mesh().state("bell", Key("t/a"));
  ASSERT_NE(state, nullptr);
  EXPECT_EQ(static_cast<const ListValue&>(*state).values_size(), 2);
  EXPECT_EQ(story.mesh().state("bell", Key("t/b")), nullptr);
  EXPECT_EQ(story.mesh().state("gong", Key("t/a")), nullptr);
  int visited = 0;
  story.mesh().for_each("echo", [&](const Key& key, const Message&) {
    EXPECT_EQ(key, Key("t/a"));
    visited += 1;
  });
  EXPECT_EQ(visited, 1);
}

}  // namespace
}  // namespace escalon::direct_mesh
