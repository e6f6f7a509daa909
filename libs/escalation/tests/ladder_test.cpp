#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TEST(Ladder, ClimbsToTheSupervisorWhileNobodyAnswers) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(10))), "acknowledgement_timed_out step_started");
  EXPECT_EQ(tested.escalation().person(), "dora");
  EXPECT_EQ(tested.escalation().level(), 2);
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(5))), "acknowledgement_timed_out step_started");
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(Ladder, CountsEachDelayFromTheEndOfThePreviousStep) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const Events events = tested.fire_late(absl::Seconds(59));
  const Event step = first(events, Event::kStepStarted);
  EXPECT_FALSE(step.step_started().late());
  EXPECT_EQ(step.effective_at_ms(), to_ms(kNine + absl::Minutes(10)));
  EXPECT_EQ(step.step_started().acknowledge_by_ms(), to_ms(kNine + absl::Minutes(15)));
}

TEST(Ladder, CountsFromTheDecisionWhenThatCameTooLate) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const Events events = tested.fire_late(absl::Minutes(3));
  const Event step = first(events, Event::kStepStarted);
  EXPECT_TRUE(step.step_started().late());
  EXPECT_EQ(step.step_started().acknowledge_by_ms(),
            to_ms(kNine + absl::Minutes(10 + 3) + absl::Minutes(5)));
}

TEST(Ladder, IsClimbedAgainAsOftenAsItSays) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].repeat = 1;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.pass(absl::Minutes(15));
  EXPECT_EQ(tested.escalation().round(), 1);
  EXPECT_EQ(tested.escalation().queue_team(), "care");
  EXPECT_EQ(tested.escalation().level(), 2) << "a level that was reached stays";
  tested.pass(absl::Minutes(15));
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(Ladder, BeginsAtTheLevelOfTheRule) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].level = 2;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(tested.escalation().step(), 1);
  EXPECT_EQ(tested.escalation().person(), "dora");
}

TEST(Ladder, ThatDoesNotExistIsTheDefaultRoute) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].ladder = "gone";
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(DefaultRoute, IsAskedAFewTimesAndThenSaysThatNobodyIsLeft) {
  TestedCase tested;
  tested.customer_says("I will leave", {"churn_threat"});
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(15))), "acknowledgement_timed_out step_started");
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(15))), "acknowledgement_timed_out step_started");
  const Events last = tested.pass(absl::Hours(24));
  EXPECT_EQ(kinds(last), "acknowledgement_timed_out nobody_available");
  EXPECT_TRUE(last.back().nobody_available().exhausted());
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_EQ(kinds(tested.acknowledge("ann")), "acknowledged") << "it can still be taken";
}

TEST(DefaultRoute, ThatNamesNobodyIsSaidAtOnce) {
  EscalationPolicy policy = tested_policy();
  policy.default_route.step.targets.clear();
  TestedCase tested(policy);
  const Events events = tested.customer_says("I will leave", {"churn_threat"});
  EXPECT_TRUE(first(events, Event::kNobodyAvailable).nobody_available().exhausted());
}

TEST(Acknowledgement, StopsTheLadder) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.pass(absl::Minutes(9));
  EXPECT_EQ(kinds(tested.acknowledge("bob")), "acknowledged");
  EXPECT_EQ(tested.escalation().person(), "bob");
  EXPECT_EQ(tested.escalation().acknowledged_at_ms(), to_ms(kNine + absl::Minutes(9)));
  EXPECT_EQ(kinds(tested.pass(absl::Hours(24))), "");
}

TEST(Timer, OfAnOlderAssignmentDoesNothing) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const std::vector<DueTimer> old = timers(tested.state());
  tested.pass(absl::Minutes(10));
  for (const DueTimer& timer : old) {
    if (timer.kind == kAcknowledgementTimer) {
      EXPECT_TRUE(decide(tested.state(), timer, tested.now(), tested.policy()).empty());
    }
  }
}

TEST(Timer, HasANewGenerationWhenArmedAnew) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const DueTimer before = timers(tested.state()).front();
  tested.pass(absl::Minutes(10));
  const DueTimer after = timers(tested.state()).front();
  EXPECT_EQ(before.id, after.id);
  EXPECT_LT(before.generation, after.generation);
}

TEST(Path, KeepsEveryTeamAndLevel) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.pass(absl::Minutes(10));
  const auto& path = tested.escalation().path();
  EXPECT_EQ(std::vector<std::string>(path.begin(), path.end()),
            (std::vector<std::string>{"care/1", "care/2"}));
}

}  // namespace
}  // namespace escalon::escalation
