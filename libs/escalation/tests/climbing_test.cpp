// Steps that are asked several times, and urgency that skips levels.
#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

EscalationPolicy repeating(int times) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps[0].repeat = times;
  return policy;
}

EscalationPolicy skipping() {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].skip_to = {{1, 3}, {3, 2}};
  policy.ladders["care"].steps.push_back(
      {.targets = {{Target::Kind::kPerson, "ines"}}, .level = 3});
  return policy;
}

TestedCase furious(EscalationPolicy policy, int priority = 0) {
  TestedCase tested(std::move(policy));
  contact::v1::ContactEvent said;
  said.mutable_customer_message()->set_text("I am furious");
  tested.happens(said, {"conflict"}, priority);
  return tested;
}

TEST(StepRepeat, AsksTheSameStepAgainBeforeTheNext) {
  TestedCase tested = furious(repeating(2));
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const Events events = tested.pass(absl::Minutes(10));
    ASSERT_EQ(kinds(events), "acknowledgement_timed_out step_started");
    EXPECT_EQ(events[1].step_started().step(), 0);
    EXPECT_EQ(events[1].step_started().attempt(), attempt);
    EXPECT_EQ(events[1].effective_at_ms(), to_ms(kNine + attempt * absl::Minutes(10)))
        << "each time counts from when the one before ended";
  }
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().step(), 1);
  EXPECT_EQ(tested.escalation().attempt(), 0);
}

TEST(StepRepeat, DoesNotAskTheQueueForThoseWhoDidNotAnswer) {
  TestedCase tested = furious(repeating(1));
  tested.offered("bob");
  const Events events = tested.pass(absl::Minutes(10));
  EXPECT_EQ(events[1].step_started().not_to(0), "bob");
}

TEST(StepRepeat, EndsWhereEverybodyHasDeclined) {
  EscalationPolicy policy = repeating(5);
  policy.ladders["care"].steps[0].targets = {{Target::Kind::kPerson, "ana"}};
  TestedCase tested = furious(policy);
  EXPECT_EQ(kinds(tested.decline("ana")), "declined step_started");
  EXPECT_EQ(tested.escalation().step(), 1);
}

TEST(StepRepeat, IsNotForWhomAPersonNamed) {
  TestedCase tested = furious(repeating(5));
  command::v1::Command command;
  command.mutable_reassign()->set_to_person("emil");
  tested.order(command);
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().person(), "dora") << "the next step of the ladder";
}

TEST(StepRepeat, BeginsAnewInEveryRound) {
  EscalationPolicy policy = repeating(1);
  policy.ladders["care"].repeat = 1;
  TestedCase tested = furious(policy);
  tested.pass(absl::Minutes(25));
  EXPECT_EQ(tested.escalation().round(), 1);
  EXPECT_EQ(tested.escalation().attempt(), 0);
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().attempt(), 1);
}

TEST(Urgency, SkipsLevelsByPriority) {
  const TestedCase calm = furious(skipping(), 5);
  EXPECT_EQ(calm.escalation().level(), 1);
  EXPECT_EQ(calm.escalation().type(), v1::ESCALATION_TYPE_FUNCTIONAL);
  const TestedCase urgent = furious(skipping(), 3);
  EXPECT_EQ(urgent.escalation().level(), 2);
  EXPECT_EQ(urgent.escalation().person(), "dora");
  EXPECT_EQ(urgent.escalation().type(), v1::ESCALATION_TYPE_PRIORITY);
  EXPECT_EQ(furious(skipping(), 2).escalation().person(), "dora") << "at least as much as 3";
  EXPECT_EQ(furious(skipping(), 1).escalation().person(), "ines");
}

TEST(Urgency, NeverLowersTheLevelOfARule) {
  EscalationPolicy policy = skipping();
  policy.matrix[0].level = 3;
  const TestedCase tested = furious(policy, 3);
  EXPECT_EQ(tested.escalation().level(), 3);
  EXPECT_EQ(tested.escalation().type(), v1::ESCALATION_TYPE_FUNCTIONAL) << "nothing was skipped";
}

TEST(Urgency, OfAFurtherCauseLiftsWhatNobodyHasSeen) {
  EscalationPolicy policy = skipping();
  policy.matrix[1].priority = 1;
  TestedCase tested = furious(policy, 5);
  const Events events = tested.breach("first_response", "b1");
  ASSERT_EQ(kinds(events), "cause_added raised step_started");
  EXPECT_EQ(events[1].raised().reason(), "urgency skips levels: priority 1");
  EXPECT_EQ(addressed_teams(events[1]), std::vector<std::string>{"care"}) << "the queue lets go";
  EXPECT_EQ(tested.escalation().person(), "ines");
  EXPECT_EQ(tested.escalation().type(), v1::ESCALATION_TYPE_PRIORITY);
}

TEST(Urgency, PromisesTheCustomerAnew) {
  EscalationPolicy policy = skipping();
  policy.matrix[1].priority = 1;
  policy.care.promise.time = absl::Hours(2);
  TestedCase tested = furious(policy, 5);
  tested.pass(absl::Minutes(1));
  const Events events = tested.breach("first_response", "b1");
  EXPECT_EQ(first(events, Event::kRaised).raised().promised_by_ms(),
            to_ms(kNine + absl::Minutes(1) + absl::Hours(2)));
  EXPECT_NE(tested.escalation().care().promised_by_ms(), 0);
}

TEST(Urgency, OfARuleOfTypePriorityLiftsToItsLevel) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[1].type = v1::ESCALATION_TYPE_PRIORITY;
  policy.matrix[1].level = 2;
  TestedCase tested = furious(policy);
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "cause_added raised step_started");
  EXPECT_EQ(tested.escalation().level(), 2);
}

TEST(Urgency, LeavesAloneWhatSomebodyTakesCareOf) {
  EscalationPolicy policy = skipping();
  policy.matrix[1].priority = 1;
  TestedCase tested = furious(policy, 5);
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "cause_added");
  EXPECT_EQ(tested.escalation().person(), "bob");
}

TEST(Urgency, LeavesAloneWhatIsAsHighAlready) {
  EscalationPolicy policy = skipping();
  policy.matrix[1].priority = 3;
  TestedCase tested = furious(policy, 5);
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().level(), 2);
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "cause_added");
}

}  // namespace
}  // namespace escalon::escalation
