#include <gtest/gtest.h>

#include "tested_team.hpp"

namespace escalon::queue {
namespace {

/// ann knows some German, bob a lot of it, cleo none.
TestedTeam mixed_team() {
  TestedTeam team;
  team.rule().people = {{"ann", {.capacity = 5, .skills = {{"german", 2}}}},
                        {"bob", {.capacity = 1, .skills = {{"german", 5}, {"cards", 3}}}},
                        {"cleo", {.capacity = 5}}};
  return team;
}

Work german(const std::string& id, int level) {
  return {.id = id, .skills = {{"german", level}}};
}

TEST(Skill, IsAskedOfWhoeverGetsTheWork) {
  TestedTeam team = mixed_team();
  team.presence("cleo", "present");
  team.presence("ann", "present");
  team.presence("bob", "present");
  team.ask(german("e1", 3));
  EXPECT_EQ(team.holder("e1"), "bob") << "cleo is free longer, and ann too";
  EXPECT_EQ(team.last_reason(), "the only one who can take it; german 5 where 3 is asked");
}

TEST(Skill, MustAllBeThere) {
  TestedTeam team = mixed_team();
  team.presence("ann", "present");
  EXPECT_EQ(kinds(team.ask({.id = "e1", .skills = {{"german", 1}, {"cards", 1}}})),
            "enqueued nobody_free");
  EXPECT_EQ(kinds(team.presence("bob", "present")), "presence_changed offered");
}

TEST(Skill, OfSomebodyUnlistedIsNone) {
  TestedTeam team = mixed_team();
  team.presence("zoe", "present");
  EXPECT_EQ(kinds(team.ask(german("e1", 1))), "enqueued nobody_free");
  EXPECT_EQ(kinds(team.ask({.id = "e2"})), "enqueued offered");
}

TEST(Skill, LackingInAllIsSaidWithTheOtherObstacles) {
  TestedTeam team = mixed_team();
  team.presence("bob", "present");
  team.ask({.id = "e1"});
  team.presence("ann", "present");
  team.presence("cleo", "present");
  team.presence("dora", "away");
  const Events events = team.ask({.id = "e2", .not_to = {"cleo"}, .skills = {{"german", 3}}});
  ASSERT_EQ(kinds(events), "enqueued nobody_free");
  EXPECT_EQ(events[1].nobody_free().present(), 3);
  EXPECT_EQ(events[1].nobody_free().reason(), "of 3 present: 1 busy, 2 without the skill");
  const Events passed_over = team.ask({.id = "e3", .not_to = {"ann", "cleo"}});
  EXPECT_EQ(passed_over.back().nobody_free().reason(), "of 3 present: 1 busy, 2 not to be asked");
  TestedTeam empty = mixed_team();
  EXPECT_EQ(empty.ask({.id = "e1"}).back().nobody_free().reason(), "nobody is present");
}

TEST(Skill, ThatNobodyFreeHasHoldsUpNobodyBehind) {
  TestedTeam team = mixed_team();
  team.ask({.id = "german", .priority = 1, .skills = {{"german", 1}}});
  team.ask({.id = "plain", .priority = 9});
  team.presence("cleo", "present");
  EXPECT_EQ(team.holder("plain"), "cleo");
  EXPECT_EQ(team.holder("german"), "");
}

TEST(Skill, GoesByTheOrderOfTheQueueAmongThoseWhoAskForIt) {
  TestedTeam team = mixed_team();
  team.ask({.id = "late", .opened_at_ms = 20, .skills = {{"german", 1}}});
  team.ask({.id = "plain", .opened_at_ms = 15});
  team.ask({.id = "early", .opened_at_ms = 10, .skills = {{"german", 4}}});
  team.presence("bob", "present");
  EXPECT_EQ(team.holder("early"), "bob");
  team.resolved("early");
  EXPECT_EQ(team.holder("plain"), "bob") << "whoever knows German takes other work too";
}

TEST(Ring, AsksForLessTheLongerOneWaits) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}, {absl::Minutes(1), 10}};
  team.presence("ann", "present");
  team.presence("cleo", "present");
  team.ask(german("e1", 3));
  EXPECT_EQ(kinds(team.pass(absl::Seconds(29))), "");
  EXPECT_EQ(kinds(team.pass(absl::Seconds(1))), "relaxed offered") << "nobody has to do anything";
  EXPECT_EQ(team.holder("e1"), "ann");
  EXPECT_EQ(team.last_reason(),
            "the only one who can take it; german 2 where 3 is asked, lowered by 1 after 30s of "
            "waiting");
}

TEST(Ring, ThatLowersToNothingOpensTheWorkToEverybody) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}, {absl::Minutes(1), 10}};
  team.presence("cleo", "present");
  team.ask(german("e1", 3));
  EXPECT_EQ(kinds(team.pass(absl::Seconds(59))), "relaxed");
  EXPECT_EQ(kinds(team.pass(absl::Seconds(1))), "relaxed offered");
  EXPECT_EQ(team.holder("e1"), "cleo");
  EXPECT_TRUE(timers(team.state()).empty());
}

TEST(Ring, ComesToNobodyWhoHasLeftTheQueue) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}};
  team.ask(german("e1", 3));
  team.abandoned("e1");
  EXPECT_TRUE(timers(team.state()).empty());
  team.ask(german("e2", 3));
  team.presence("bob", "present");
  EXPECT_EQ(team.holder("e2"), "bob");
  EXPECT_TRUE(timers(team.state()).empty());
}

TEST(Ring, IsTimedForEachByItsOwnWaiting) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}};
  team.ask(german("first", 3));
  team.pass(absl::Seconds(20));
  team.ask(german("second", 3));
  EXPECT_EQ(timers(team.state()).at(0).due, kNine + absl::Seconds(30));
  team.abandoned("first");
  EXPECT_EQ(timers(team.state()).at(0).due, kNine + absl::Seconds(50));
}

TEST(Ring, OfAnOlderGenerationDoesNothing) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}, {absl::Seconds(60), 2}};
  team.ask(german("e1", 3));
  const DueTimer old = timers(team.state()).at(0);
  team.ask({.id = "e1", .assignment = 2, .skills = {{"german", 3}}});
  EXPECT_EQ(timers(team.state()).at(0).due, old.due);
  EXPECT_NE(timers(team.state()).at(0).generation, old.generation);
  EXPECT_EQ(kinds(decide(team.state(), make_key("default", "care"), old, team.policy())), "");
  team.pass(absl::Seconds(30));
  EXPECT_EQ(timers(team.state()).at(0).due, kNine + absl::Minutes(1))
      << "and each ring has its own";
}

TEST(Ring, IsReachedByWorkThatComesBackAsIfItHadNeverBeenAway) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}, {absl::Minutes(9), 3}};
  team.presence("bob", "present");
  team.ask(german("e1", 3));
  team.presence("ann", "present");
  team.pass(absl::Minutes(1));
  EXPECT_EQ(kinds(team.presence("bob", "offline")), "presence_changed released enqueued offered");
  EXPECT_EQ(team.holder("e1"), "ann");
}

TEST(Ring, CountsFromTheQueueThatOneWaitsIn) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}};
  team.ask(german("e1", 3));
  team.pass(absl::Seconds(20));
  team.ask({.id = "e1", .assignment = 2, .skills = {{"german", 3}}});
  EXPECT_EQ(timers(team.state()).at(0).due, kNine + absl::Seconds(50))
      << "a new step waits anew, although the escalation is older";
}

TEST(Ring, OfAThousandAtOnceIsTakenInParts) {
  TestedTeam team = mixed_team();
  team.rule().rings = {{absl::Seconds(30), 1}};
  for (int i = 0; i < 250; ++i) {
    team.ask(german("e" + std::to_string(i), 3));
  }
  const Events first =
      decide(team.state(), make_key("default", "care"), timers(team.state()).at(0), team.policy());
  EXPECT_EQ(first.size(), 100U);
  EXPECT_EQ(team.pass(absl::Seconds(30)).size(), 250U);
}

}  // namespace
}  // namespace escalon::queue
