#include <gtest/gtest.h>

#include "tested_team.hpp"

namespace escalon::queue {
namespace {

QueuePolicy listed(bool present, int capacity = 0) {
  QueuePolicy policy;
  policy.default_capacity = 3;
  policy.teams["care"].people["bob"] = {.capacity = capacity, .present = present};
  return policy;
}

TEST(Presence, OfThePolicyCountsFromTheFirstEventOn) {
  TestedTeam team(listed(true));
  EXPECT_EQ(kinds(team.ask({.id = "e1"})), "presence_changed enqueued offered");
  EXPECT_EQ(kinds(team.ask({.id = "e2"})), "enqueued offered") << "and is said once";
}

TEST(Presence, OfThePolicyYieldsToACommand) {
  TestedTeam team(listed(true));
  team.presence("bob", "offline");
  EXPECT_EQ(kinds(team.ask({.id = "e1"})), "enqueued nobody_free");
}

TEST(Presence, IsNotAssumedWhereThePolicyDoesNotSaySo) {
  TestedTeam team(listed(false));
  EXPECT_EQ(kinds(team.ask({.id = "e1"})), "enqueued nobody_free");
}

TEST(Presence, OfSomebodyOfflineOrAwayGivesThemNothing) {
  for (const std::string presence : {"offline", "away"}) {
    TestedTeam team;
    team.presence("bob", presence);
    EXPECT_EQ(kinds(team.ask({.id = "e1"})), "enqueued nobody_free") << presence;
  }
}

TEST(Presence, AwayLeavesPeopleWhatTheyHave) {
  TestedTeam team;
  team.presence("bob", "present");
  team.ask({.id = "e1"});
  EXPECT_EQ(kinds(team.presence("bob", "away")), "presence_changed");
  EXPECT_EQ(team.holder("e1"), "bob");
}

TEST(Presence, OfflineGivesBackWhatIsNotAcknowledged) {
  TestedTeam team;
  team.presence("bob", "present", 2);
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  team.acknowledged("e2", "bob");
  team.presence("ann", "present");
  EXPECT_EQ(kinds(team.presence("bob", "offline")), "presence_changed released enqueued offered");
  EXPECT_EQ(team.holder("e1"), "ann");
  EXPECT_EQ(team.holder("e2"), "bob");
  EXPECT_EQ(team.person("bob").load(), 1);
}

TEST(Presence, OfflineSaysWhenNobodyElseIsFree) {
  TestedTeam team;
  team.presence("bob", "present");
  team.ask({.id = "e1"});
  EXPECT_EQ(kinds(team.presence("bob", "offline")),
            "presence_changed released enqueued nobody_free");
}

TEST(Presence, CommandSeenBeforeDoesNothing) {
  TestedTeam team;
  team.presence("bob", "present", 0, "once");
  EXPECT_EQ(kinds(team.presence("bob", "offline", 0, "once")), "");
}

TEST(Presence, RemembersTheLast256Commands) {
  TestedTeam team;
  for (int i = 0; i < 300; ++i) {
    team.presence("bob", "present");
  }
  EXPECT_EQ(team.state().command_ids_size(), 256);
}

TEST(Presence, IsRefusedWithTheReasonAndTheRemedy) {
  TestedTeam team;
  const Events typo = team.presence("bob", "presnt");
  ASSERT_EQ(kinds(typo), "presence_refused");
  EXPECT_EQ(typo[0].presence_refused().reason(),
            "There is no presence 'presnt' (did you mean 'present'?). Give present, away or "
            "offline.");
  EXPECT_EQ(kinds(team.presence("", "present")), "presence_refused");
  EXPECT_EQ(kinds(team.presence("bob", "present", -1)), "presence_refused");
}

TEST(Presence, OfSomebodyUnlistedIsRefusedWhereThePolicyListsAll) {
  QueuePolicy policy = listed(false);
  policy.anyone_may_join = false;
  TestedTeam team(policy);
  EXPECT_EQ(kinds(team.presence("zoe", "present")), "presence_refused");
  EXPECT_EQ(kinds(team.presence("bob", "present")), "presence_changed");
}

TEST(Presence, InATeamThatThePolicyDoesNotKnowIsRefusedWithThoseThatItKnows) {
  QueuePolicy policy = listed(false);
  policy.teams["billing"] = {};
  TestedTeam team(policy, "car");
  const Events refused = team.presence("bob", "present");
  ASSERT_EQ(kinds(refused), "presence_refused");
  EXPECT_EQ(refused[0].presence_refused().reason(),
            "The policy has no team car (did you mean 'care'?). Teams: billing, care.");
  EXPECT_EQ(team.state().people_size(), 0);
}

TEST(Presence, InATeamThatAPolicyDroppedEndsForThoseWhoAreThere) {
  TestedTeam team(listed(false));
  team.presence("bob", "present");
  team.policy().teams = {{"billing", {}}};
  EXPECT_EQ(kinds(team.presence("zoe", "present")), "presence_refused");
  EXPECT_EQ(kinds(team.presence("bob", "offline")), "presence_changed");
}

TEST(Presence, IsTakenInAnyTeamWhereThePolicyListsNone) {
  TestedTeam team({}, "car");
  EXPECT_EQ(kinds(team.presence("bob", "present")), "presence_changed");
}

TEST(Capacity, ComesFromTheCommandElseThePersonElseTheTeamElseThePolicy) {
  TestedTeam by_command(listed(false, 5));
  by_command.presence("bob", "present", 2);
  EXPECT_EQ(by_command.person("bob").capacity(), 2);
  TestedTeam by_person(listed(false, 5));
  by_person.presence("bob", "present");
  EXPECT_EQ(by_person.person("bob").capacity(), 5);
  QueuePolicy policy = listed(false);
  policy.teams["care"].default_capacity = 4;
  TestedTeam by_team(policy);
  by_team.presence("zoe", "present");
  EXPECT_EQ(by_team.person("zoe").capacity(), 4);
  TestedTeam by_policy(listed(false));
  by_policy.presence("bob", "present");
  EXPECT_EQ(by_policy.person("bob").capacity(), 3);
}

TEST(Capacity, ThatFallsTakesNothingAway) {
  TestedTeam team;
  team.presence("bob", "present", 2);
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  EXPECT_EQ(kinds(team.presence("bob", "present", 1)), "presence_changed");
  EXPECT_EQ(kinds(team.resolved("e1")), "released");
  EXPECT_EQ(kinds(team.ask({.id = "e3"})), "enqueued nobody_free");
}

}  // namespace
}  // namespace escalon::queue
