#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

std::vector<std::string> not_to(const Events& events) {
  const v1::StepStarted step = first(events, Event::kStepStarted).step_started();
  return {step.not_to().begin(), step.not_to().end()};
}

TEST(QueueStep, WaitsForThePersonWhomTheTeamOffersItTo) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_EQ(kinds(tested.offered("bob")), "assigned");
  EXPECT_EQ(tested.escalation().person(), "bob");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ASSIGNED);
}

TEST(QueueStep, IgnoresAnswersToOlderAssignments) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const std::uint64_t old = tested.escalation().assignment();
  tested.offered("bob");
  tested.decline("bob");
  EXPECT_EQ(kinds(tested.offered("bob", old)), "");
  EXPECT_EQ(kinds(tested.nobody_free(old)), "");
}

TEST(QueueStep, SaysThatNobodyIsAvailableAndGoesOnAtItsTimeOut) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.nobody_free()), "nobody_available");
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(10))), "acknowledgement_timed_out step_started");
}

TEST(QueueStep, WithoutATimeOutGoesToTheDefaultRouteAtOnce) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps = {
      {.targets = {{Target::Kind::kTeamQueue, ""}}, .acknowledge_within = absl::ZeroDuration()}};
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.nobody_free()), "nobody_available step_started");
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(QueueStep, AsksAnotherWhenOneDeclines) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.offered("bob");
  const auto acknowledge_by = tested.escalation().acknowledge_by_ms();
  tested.pass(absl::Minutes(2));
  const Events events = tested.decline("bob");
  EXPECT_EQ(kinds(events), "declined step_started");
  EXPECT_EQ(not_to(events), std::vector<std::string>{"bob"});
  EXPECT_TRUE(first(events, Event::kStepStarted).step_started().again());
  EXPECT_EQ(tested.escalation().acknowledge_by_ms(), acknowledge_by) << "the time-out goes on";
}

TEST(QueueStep, DoesNotAskAgainInThisRoundWhoDidNotAnswer) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps[1].targets = {{Target::Kind::kTeamQueue, ""}};
  policy.ladders["care"].repeat = 1;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.offered("bob");
  EXPECT_EQ(not_to(tested.pass(absl::Minutes(10))), std::vector<std::string>{"bob"});
  EXPECT_EQ(not_to(tested.pass(absl::Minutes(5))), std::vector<std::string>{})
      << "the next round asks everyone";
}

TEST(QueueStep, MovesToTheNextPersonWhenTheQueueGivesItToAnother) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.offered("bob");
  EXPECT_EQ(kinds(tested.offered("bob")), "") << "said twice is said once";
  EXPECT_EQ(kinds(tested.offered("cleo")), "assigned");
  EXPECT_EQ(tested.escalation().person(), "cleo");
}

TEST(QueueStep, KeepsItsPersonOnceAcknowledged) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.offered("bob");
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.offered("cleo")), "");
  EXPECT_EQ(kinds(tested.nobody_free()), "");
}

TEST(DirectStep, GoesOnAtOnceWhenTheOnlyPersonDeclines) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].level = 2;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.decline("dora")), "declined step_started");
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(DirectStep, StaysWhileAnotherPersonIsStillAsked) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].level = 2;
  policy.ladders["care"].steps[1].targets.push_back({Target::Kind::kPerson, "emil"});
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.decline("dora")), "declined");
  EXPECT_EQ(kinds(tested.decline("emil")), "declined step_started");
}

TEST(DirectStep, PassesOverWhoeverDeclinedBefore) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].level = 2;
  policy.ladders["care"].repeat = 1;
  policy.ladders["care"].steps.push_back(
      {.targets = {{Target::Kind::kPerson, "dora"}}, .level = 2});
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.decline("dora");
  EXPECT_TRUE(tested.escalation().default_route()) << "dora is not asked three times more";
}

TEST(Addressed, AreTheQueuesThatLetGoOrAreAsked) {
  TestedCase tested;
  const Events opened = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(addressed_teams(first(opened, Event::kStepStarted)), std::vector<std::string>{"care"});
  EXPECT_TRUE(addressed_teams(first(opened, Event::kOpened)).empty());
  command::v1::Command command;
  command.mutable_reassign()->set_to_team("network");
  const Events moved = tested.order(command);
  EXPECT_EQ(addressed_teams(first(moved, Event::kReassigned)), std::vector<std::string>{"care"});
  EXPECT_EQ(addressed_teams(first(moved, Event::kStepStarted)),
            std::vector<std::string>{"network"});
}

}  // namespace
}  // namespace escalon::escalation
