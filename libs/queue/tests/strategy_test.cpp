#include <gtest/gtest.h>

#include "tested_team.hpp"

namespace escalon::queue {
namespace {

/// ann, bob and cleo came in this order, a minute apart; each can have `capacity`.
TestedTeam three_of(Strategy strategy, int capacity = 4) {
  TestedTeam team;
  team.rule().strategy = strategy;
  for (const std::string name : {"ann", "bob", "cleo"}) {
    team.rule().people[name].capacity = capacity;
    team.presence(name, "present");
    team.pass(absl::Minutes(1));
  }
  return team;
}

TEST(Strategy, LongestIdleSaysForHowLong) {
  TestedTeam team = three_of(Strategy::kLongestIdle);
  team.ask({.id = "e1"});
  EXPECT_EQ(team.holder("e1"), "ann");
  EXPECT_EQ(team.last_reason(), "free longest of 3: 3m");
}

TEST(Strategy, LeastLoadedLooksAtWhatEachHasForTheirCapacity) {
  TestedTeam team = three_of(Strategy::kLeastLoaded);
  team.presence("ann", "present", 1);
  team.presence("bob", "present", 8);
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  team.ask({.id = "e3"});
  team.ask({.id = "e4"});
  EXPECT_EQ(team.person("ann").load(), 1);
  EXPECT_EQ(team.person("bob").load(), 2) << "1 of 8 is less than 1 of 4";
  EXPECT_EQ(team.person("cleo").load(), 1);
  EXPECT_EQ(team.last_reason(), "has the least in hand of 2: 1 of 8");
}

TEST(Strategy, RoundRobinAsksEachInTurn) {
  TestedTeam team = three_of(Strategy::kRoundRobin);
  std::string order;
  for (int i = 0; i < 6; ++i) {
    const std::string id = "e" + std::to_string(i);
    team.ask({.id = id});
    order += team.holder(id) + " ";
    team.resolved(id);
  }
  EXPECT_EQ(order, "ann bob cleo ann bob cleo ");
  EXPECT_EQ(team.last_reason(), "next in turn of 3");
}

TEST(Strategy, RoundRobinKeepsItsTurnsWithinOneDecision) {
  TestedTeam team = three_of(Strategy::kRoundRobin);
  team.presence("ann", "away");
  team.presence("bob", "away");
  team.ask({.id = "e1", .opened_at_ms = 1});
  team.ask({.id = "e2", .opened_at_ms = 2});
  team.presence("ann", "present");
  team.presence("bob", "present");
  EXPECT_EQ(kinds(team.presence("cleo", "offline")),
            "presence_changed released enqueued released enqueued offered offered");
  EXPECT_EQ(team.holder("e1"), "ann");
  EXPECT_EQ(team.holder("e2"), "bob") << "ann had her turn";
  EXPECT_EQ(team.person("bob").last_turn(), 4U);
}

TEST(Strategy, BestSkillAsksWhoKnowsMostOfWhatIsAsked) {
  TestedTeam team = three_of(Strategy::kBestSkill, 1);
  team.rule().people["ann"].skills = {{"german", 3}, {"cards", 3}, {"chess", 10}};
  team.rule().people["bob"].skills = {{"german", 3}, {"cards", 5}};
  team.rule().people["cleo"].skills = {{"german", 9}, {"cards", 1}};
  const std::map<std::string, int> both{{"german", 2}, {"cards", 2}};
  team.ask({.id = "e1", .skills = both});
  EXPECT_EQ(team.holder("e1"), "bob") << "cleo knows too little of cards, and chess is not asked";
  EXPECT_EQ(team.last_reason(),
            "best skilled of 2; cards 5 where 2 is asked, german 3 where 2 is asked");
  team.ask({.id = "e2"});
  EXPECT_EQ(team.holder("e2"), "ann") << "where no skill is asked the longest idle is";
}

TEST(Strategy, BestOutcomeAsksWhoSettlesThatIntentBest) {
  TestedTeam team = three_of(Strategy::kBestOutcome);
  const auto settles = [&](const std::string& id, const std::string& outcome) {
    team.ask({.id = id, .intent = "refund"});
    team.resolved(id, 1, outcome);
  };
  settles("e1", "refused");
  EXPECT_EQ(team.person("ann").records().at("refund").settled(), 1);
  settles("e2", "solved");
  EXPECT_EQ(team.person("bob").records().at("refund").well(), 1) << "ann's 1 of 3 is behind 1 of 2";
  team.ask({.id = "e3", .intent = "refund"});
  EXPECT_EQ(team.holder("e3"), "bob");
  EXPECT_EQ(team.last_reason(), "best record of 3: 1 of 1 settled well for refund");
  team.ask({.id = "e4", .intent = "address"});
  EXPECT_EQ(team.holder("e4"), "cleo")
      << "each intent has a record of its own; cleo is free longest";
}

TEST(Strategy, BestOutcomeTrustsManyMoreThanFew) {
  TestedTeam team = three_of(Strategy::kBestOutcome);
  team.presence("bob", "away");
  team.presence("cleo", "away");
  for (int i = 0; i < 9; ++i) {
    team.ask({.id = "e" + std::to_string(i)});
    team.resolved("e" + std::to_string(i), 1, i == 0 ? "refused" : "workaround");
  }
  team.presence("ann", "away");
  team.presence("bob", "present");
  team.ask({.id = "few"});
  team.resolved("few");
  team.presence("ann", "present");
  team.ask({.id = "next"});
  EXPECT_EQ(team.holder("next"), "ann") << "9 of 11 beats 2 of 3";
}

TEST(Strategy, BestOutcomeCountsWhatThePolicyCallsGoodAndWhatSomebodyHad) {
  TestedTeam team = three_of(Strategy::kBestOutcome);
  team.rule().good_outcomes = {"refused"};
  team.ask({.id = "e1"});
  team.resolved("e1", 1, "refused");
  EXPECT_EQ(team.person("ann").records().at("").well(), 1);
  for (const std::string name : {"ann", "bob", "cleo"}) {
    team.presence(name, "offline");
  }
  team.ask({.id = "e2"});
  const Events events = team.resolved("e2", 1, "refused");
  ASSERT_EQ(kinds(events), "released");
  EXPECT_FALSE(events[0].released().settled()) << "nobody had it";
}

TEST(Channel, BoundsWhatSomebodyHasOfIt) {
  TestedTeam team;
  team.rule().channels = {{"voice", 1}, {"chat", 2}};
  team.presence("bob", "present", 3);
  team.ask({.id = "call", .channel = "voice"});
  EXPECT_EQ(kinds(team.ask({.id = "call2", .channel = "voice"})), "enqueued nobody_free");
  EXPECT_EQ(kinds(team.ask({.id = "chat1", .channel = "chat"})), "enqueued offered");
  EXPECT_EQ(kinds(team.ask({.id = "chat2", .channel = "chat"})), "enqueued offered");
  EXPECT_EQ(kinds(team.ask({.id = "mail", .channel = "email"})), "enqueued nobody_free")
      << "the capacity is the bound of all";
  EXPECT_EQ(kinds(team.resolved("call")), "released offered");
  EXPECT_EQ(team.holder("call2"), "bob") << "and freed capacity takes what fits it";
  EXPECT_EQ(team.holder("mail"), "");
}

TEST(Channel, OfAPersonBeatsTheTeams) {
  TestedTeam team;
  team.rule().channels = {{"voice", 1}};
  team.rule().people["ann"].channels = {{"voice", 0}};
  team.rule().people["bob"].channels = {{"voice", 2}};
  team.presence("ann", "present", 3);
  team.presence("bob", "present", 3);
  team.ask({.id = "c1", .channel = "voice"});
  team.ask({.id = "c2", .channel = "voice"});
  EXPECT_EQ(kinds(team.ask({.id = "c3", .channel = "voice"})), "enqueued nobody_free");
  EXPECT_EQ(team.person("bob").channel_load().at("voice"), 2);
  EXPECT_EQ(team.person("ann").load(), 0) << "0 of a channel is none of it";
}

TEST(Channel, CountsWithinOneDecisionToo) {
  TestedTeam team;
  team.rule().channels = {{"voice", 1}};
  for (const std::string id : {"c1", "c2", "c3"}) {
    team.ask({.id = id, .channel = "voice"});
  }
  EXPECT_EQ(kinds(team.presence("bob", "present", 3)), "presence_changed offered");
}

TEST(Credit, CountsAsTimeThatOneHasWaited) {
  TestedTeam team;
  team.rule().by_age = true;
  team.rule().credit = {{1, absl::Seconds(90)}};
  const auto opened = [](int seconds) { return 1000 * std::int64_t{seconds}; };
  team.ask({.id = "plain", .priority = 5, .opened_at_ms = opened(100)});
  team.ask({.id = "credited", .priority = 1, .opened_at_ms = opened(189)});
  team.ask({.id = "too_late", .priority = 1, .opened_at_ms = opened(191)});
  team.ask({.id = "other", .priority = 2, .opened_at_ms = opened(99)});
  EXPECT_EQ(team.waiting(), (std::vector<std::string>{"other", "credited", "plain", "too_late"}));
  team.presence("bob", "present", 1);
  EXPECT_EQ(team.holder("other"), "bob") << "other priorities are equal";
  team.resolved("other");
  EXPECT_EQ(team.holder("credited"), "bob");
}

TEST(Credit, IsNothingWhereTheOrderIsByPriority) {
  TestedTeam team;
  team.rule().credit = {{5, absl::Hours(1)}};
  team.ask({.id = "urgent", .priority = 1, .opened_at_ms = 50});
  team.ask({.id = "credited", .priority = 5, .opened_at_ms = 10});
  EXPECT_EQ(team.waiting(), (std::vector<std::string>{"urgent", "credited"}));
}

TEST(Risk, GoesBeforeDueInstantAndAgeWhereTheOrderIsByRisk) {
  TestedTeam team;
  team.rule().by_risk = true;
  team.ask({.id = "calm", .priority = 1, .opened_at_ms = 10, .risk = 0.1});
  team.ask({.id = "likely", .priority = 5, .opened_at_ms = 40, .risk = 0.8});
  team.ask(
      {.id = "likely_and_due", .priority = 5, .due_at_ms = 90, .opened_at_ms = 50, .risk = 0.8});
  team.ask({.id = "surest", .priority = 9, .opened_at_ms = 60, .risk = 0.801});
  team.presence("bob", "present", 1);
  EXPECT_EQ(team.holder("surest"), "bob");
  EXPECT_EQ(team.waiting(), (std::vector<std::string>{"likely_and_due", "likely", "calm"}));
}

TEST(Risk, IsNothingWhereTheOrderIsByPriority) {
  TestedTeam team;
  team.ask({.id = "likely", .priority = 5, .opened_at_ms = 10, .risk = 0.9});
  team.ask({.id = "urgent", .priority = 1, .opened_at_ms = 50, .risk = 0.1});
  EXPECT_EQ(team.waiting(), (std::vector<std::string>{"urgent", "likely"}));
}

TEST(Abandonment, TakesWorkOutOfTheQueueAndSaysSo) {
  TestedTeam team;
  team.ask({.id = "e1"});
  const Events events = team.abandoned("e1");
  ASSERT_EQ(kinds(events), "released");
  EXPECT_EQ(events[0].released().reason(), "abandoned");
  EXPECT_EQ(waiting_count(team.state()), 0);
  EXPECT_EQ(kinds(team.presence("bob", "present")), "presence_changed");
}

TEST(Abandonment, FreesWhoWasAsked) {
  TestedTeam team;
  team.presence("bob", "present");
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  EXPECT_EQ(kinds(team.abandoned("e1")), "released offered");
  EXPECT_EQ(team.holder("e2"), "bob");
}

}  // namespace
}  // namespace escalon::queue
