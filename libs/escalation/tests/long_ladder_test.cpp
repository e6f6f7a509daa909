#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

/// Care's queue (level 1, 10 min), everyone of care (level 1, 5 min), dora and emil (level 2, 20
/// min), zoe (level 4, 30 min); the supervisors after that.
EscalationPolicy long_policy() {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps = {
      {.targets = {{Target::Kind::kTeamQueue, ""}},
       .acknowledge_within = absl::Minutes(10),
       .level = 1},
      {.targets = {{Target::Kind::kEveryoneOf, ""}},
       .acknowledge_within = absl::Minutes(5),
       .level = 1},
      {.targets = {{Target::Kind::kPerson, "dora"}, {Target::Kind::kPerson, "emil"}},
       .acknowledge_within = absl::Minutes(20),
       .level = 2},
      {.targets = {{Target::Kind::kPerson, "zoe"}},
       .acknowledge_within = absl::Minutes(30),
       .level = 4},
  };
  return policy;
}

TestedCase furious(EscalationPolicy policy = long_policy()) {
  TestedCase tested(std::move(policy));
  tested.customer_says("I am furious", {"conflict"});
  return tested;
}

/// Whom the present step asks, as `care's queue`, `everyone of care`, `dora, emil`.
std::string asked(const TestedCase& tested) {
  std::string list;
  for (const v1::StepTarget& target : tested.escalation().targets()) {
    list += list.empty() ? "" : ", ";
    list += target.person();
    list += target.team().empty() ? "" : target.team() + "'s queue";
    list += target.everyone_of().empty() ? "" : "everyone of " + target.everyone_of();
  }
  return list;
}

Command raise_it() {
  Command command;
  command.mutable_raise();
  return command;
}

Command lower_it() {
  Command command;
  command.mutable_de_escalate();
  return command;
}

/// One step as it is while it waits.
struct Rung {
  const char* asked;
  int level;
  int minutes;  ///< Until its time-out.
};

TEST(LongLadder, IsClimbedRungByRungToTheSupervisors) {
  TestedCase tested = furious();
  for (const Rung& rung : std::initializer_list<Rung>{{"care's queue", 1, 10},
                                                      {"everyone of care", 1, 5},
                                                      {"dora, emil", 2, 20},
                                                      {"zoe", 4, 30},
                                                      {"everyone of supervisors", 4, 15}}) {
    EXPECT_EQ(asked(tested), rung.asked);
    EXPECT_EQ(tested.escalation().level(), rung.level) << rung.asked;
    EXPECT_EQ(tested.escalation().acknowledge_by_ms(),
              to_ms(tested.now() + absl::Minutes(rung.minutes)))
        << rung.asked;
    EXPECT_EQ(kinds(tested.pass(absl::Minutes(rung.minutes) - absl::Milliseconds(1))), "");
    EXPECT_EQ(kinds(tested.pass(absl::Milliseconds(1))), "acknowledgement_timed_out step_started");
  }
}

TEST(LongLadder, KeepsItsPath) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(10 + 5 + 20 + 30));
  const auto& path = tested.escalation().path();
  EXPECT_EQ(std::vector<std::string>(path.begin(), path.end()),
            (std::vector<std::string>{"care/1", "care/2", "care/4"}));
}

TEST(LongLadder, IsCaughtUpWhereTimeWasLost) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(10 + 5 + 20) + absl::Seconds(1));
  EXPECT_EQ(asked(tested), "zoe");
  EXPECT_EQ(tested.escalation().acknowledge_by_ms(),
            to_ms(kNine + absl::Minutes(10 + 5 + 20 + 30)));
}

TEST(LongLadder, StopsOnWhicheverRungSomebodyAnswers) {
  for (const int minutes : {1, 11, 16, 36}) {
    TestedCase tested = furious();
    tested.pass(absl::Minutes(minutes));
    EXPECT_EQ(kinds(tested.acknowledge("mia")), "acknowledged") << minutes;
    EXPECT_EQ(kinds(tested.pass(absl::Hours(5))), "") << minutes;
    EXPECT_EQ(tested.escalation().person(), "mia") << minutes;
  }
}

TEST(LongLadder, IsEnteredAtTheFirstRungOfTheRulesLevel) {
  for (const auto& [level, expected] :
       std::vector<std::pair<int, std::string>>{{1, "care's queue"},
                                                {2, "dora, emil"},
                                                {3, "zoe"},
                                                {4, "zoe"},
                                                {5, "everyone of supervisors"}}) {
    EscalationPolicy policy = long_policy();
    policy.matrix[0].level = level;
    EXPECT_EQ(asked(furious(policy)), expected) << "level " << level;
  }
}

TEST(LongLadder, RepeatsFromTheRungAtWhichItWasEntered) {
  EscalationPolicy policy = long_policy();
  policy.matrix[0].level = 2;
  policy.ladders["care"].repeat = 2;
  TestedCase tested = furious(policy);
  for (int round = 0; round <= 2; ++round) {
    EXPECT_EQ(tested.escalation().round(), round);
    EXPECT_EQ(asked(tested), "dora, emil");
    tested.pass(absl::Minutes(20));
    EXPECT_EQ(asked(tested), "zoe");
    tested.pass(absl::Minutes(30));
  }
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(LongLadder, IsRaisedPastTheRungsOfTheSameLevel) {
  TestedCase tested = furious();
  tested.order(raise_it());
  EXPECT_EQ(asked(tested), "dora, emil");
  EXPECT_EQ(tested.escalation().level(), 2);
  tested.order(raise_it());
  EXPECT_EQ(asked(tested), "zoe") << "there is no rung of level 3";
  EXPECT_EQ(tested.escalation().level(), 4);
}

TEST(LongLadder, IsLoweredToTheHighestRungOfTheLevelBelow) {
  TestedCase tested = furious();
  tested.order(raise_it());
  tested.order(raise_it());
  tested.order(lower_it());
  EXPECT_EQ(asked(tested), "dora, emil") << "level 3 has no rung of its own";
  EXPECT_EQ(tested.escalation().level(), 3);
  tested.order(lower_it());
  EXPECT_EQ(asked(tested), "dora, emil");
  EXPECT_EQ(tested.escalation().level(), 2);
  tested.order(lower_it());
  EXPECT_EQ(asked(tested), "everyone of care");
  EXPECT_EQ(tested.escalation().level(), 1);
}

TEST(LongLadder, IsClimbedOnFromWhereItWasLoweredTo) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(15));
  tested.order(lower_it());
  EXPECT_EQ(asked(tested), "everyone of care");
  tested.pass(absl::Minutes(5));
  EXPECT_EQ(asked(tested), "dora, emil");
}

TEST(LongLadder, IsTakenBackFromTheSupervisors) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(10 + 5 + 20 + 30));
  ASSERT_TRUE(tested.escalation().default_route());
  tested.order(lower_it());
  EXPECT_FALSE(tested.escalation().default_route());
  EXPECT_EQ(asked(tested), "dora, emil");
  EXPECT_EQ(tested.escalation().level(), 3);
}

TEST(LongLadder, AsksThoseWhoAreLeftOfARung) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(15));
  EXPECT_EQ(kinds(tested.decline("dora")), "declined");
  EXPECT_EQ(kinds(tested.decline("dora")), "declined") << "who was asked may say it twice";
  EXPECT_EQ(kinds(tested.decline("emil")), "declined step_started");
  EXPECT_EQ(asked(tested), "zoe");
}

TEST(LongLadder, PassesOverRungsThatAskNobody) {
  EscalationPolicy policy = long_policy();
  policy.ladders["care"].steps[1].targets.clear();
  TestedCase tested = furious(policy);
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(asked(tested), "dora, emil");
}

TEST(LongLadder, AsksOneQueueAtMost) {
  EscalationPolicy policy = long_policy();
  policy.ladders["care"].steps[0].targets = {{Target::Kind::kTeamQueue, "network"},
                                             {Target::Kind::kPerson, "mia"},
                                             {Target::Kind::kTeamQueue, "care"}};
  TestedCase tested = furious(policy);
  EXPECT_EQ(asked(tested), "network's queue, mia");
  EXPECT_EQ(tested.escalation().queue_team(), "network");
  EXPECT_EQ(tested.escalation().team(), "care") << "who owns it is another matter";
}

TEST(LongLadder, WaitsForEverOnALastRungWithoutATimeOut) {
  EscalationPolicy policy = long_policy();
  policy.ladders["care"].steps.back().acknowledge_within = absl::ZeroDuration();
  TestedCase tested = furious(policy);
  tested.pass(absl::Hours(24));
  EXPECT_EQ(asked(tested), "zoe");
  EXPECT_EQ(tested.escalation().acknowledge_by_ms(), 0);
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ASSIGNED);
}

TEST(PolicyChange, OfALadderIsFollowedFromTheNextRungOn) {
  TestedCase tested = furious();
  tested.policy().ladders["care"].steps[1].targets = {{Target::Kind::kPerson, "mia"}};
  EXPECT_EQ(asked(tested), "care's queue");
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(asked(tested), "mia");
}

TEST(PolicyChange, ThatShortensALadderLeadsToTheDefaultRoute) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(15));
  tested.policy().ladders["care"].steps.resize(1);
  tested.pass(absl::Minutes(20));
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(PolicyChange, ThatDropsALadderLeadsToTheDefaultRoute) {
  TestedCase tested = furious();
  tested.policy().ladders.clear();
  tested.pass(absl::Minutes(10));
  EXPECT_TRUE(tested.escalation().default_route());
  TestedCase lowered = furious();
  lowered.order(raise_it());
  lowered.policy().ladders.clear();
  EXPECT_EQ(kinds(lowered.order(lower_it())), "de_escalated step_started");
  EXPECT_EQ(asked(lowered), "care's queue") << "somebody is asked in any case";
}

TEST(LateDecision, CountsAnewOnlyPastTheLimit) {
  for (const auto& [late, counts_anew] :
       std::vector<std::pair<absl::Duration, bool>>{{absl::ZeroDuration(), false},
                                                    {absl::Seconds(60), false},
                                                    {absl::Milliseconds(60'001), true},
                                                    {absl::Hours(3), true}}) {
    TestedCase tested = furious();
    const Events events = tested.fire_late(late);
    const Event step = first(events, Event::kStepStarted);
    const absl::Time due = kNine + absl::Minutes(10);
    EXPECT_EQ(step.step_started().late(), counts_anew) << absl::FormatDuration(late);
    EXPECT_EQ(step.step_started().acknowledge_by_ms(),
              to_ms((counts_anew ? due + late : due) + absl::Minutes(5)))
        << absl::FormatDuration(late);
  }
}

TEST(LateDecision, OfTheTimeOutItselfIsDatedByWhenItWasDue) {
  TestedCase tested = furious();
  const Events events = tested.fire_late(absl::Hours(3));
  EXPECT_EQ(first(events, Event::kAcknowledgementTimedOut).effective_at_ms(),
            to_ms(kNine + absl::Minutes(10)));
}

}  // namespace
}  // namespace escalon::escalation
