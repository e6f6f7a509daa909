// What levels of clocks do to a case's escalations.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using sla::v1::SlaEvent;

SlaEvent level(std::string_view name, bool before_due = false) {
  SlaEvent event;
  event.set_clock("first_response");
  auto& reached = *event.mutable_level_reached();
  reached.set_level(std::string(name));
  reached.set_level_id("first_response@1:" + std::string(name));
  reached.set_at(before_due ? "50%" : "1h after");
  reached.set_before_due(before_due);
  reached.set_escalates(true);
  return event;
}

Events tell(TestedCase& tested, SlaEvent event, std::string_view id) {
  event.set_effective_at_ms(absl::ToUnixMillis(tested.now()));
  return tested.tell({tested.key, id, &event});
}

Events withdraw(TestedCase& tested, std::string_view name) {
  SlaEvent event;
  event.set_clock("first_response");
  event.mutable_level_withdrawn()->set_level(std::string(name));
  event.mutable_level_withdrawn()->set_level_id("first_response@1:" + std::string(name));
  return tell(tested, event, "withdrawal");
}

TEST(ClockLevel, IsABreachOfItsClockFromTheDueInstantOn) {
  TestedCase tested;
  tell(tested, level("manager"), "l1");
  EXPECT_EQ(tested.escalation().team(), "care");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_SLA_BREACH);
  EXPECT_EQ(tested.escalation().causes(0).detail(), "first_response/manager 1h after");
}

TEST(ClockLevel, IsForeseenBeforeTheDueInstant) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.insert(policy.matrix.begin(), MatrixRule{.name = "foreseen",
                                                         .causes = {"predicted"},
                                                         .team = "network",
                                                         .ladder = policy.matrix[0].ladder});
  TestedCase tested(policy);
  tell(tested, level("early", true), "l1");
  EXPECT_EQ(tested.escalation().rule(), "foreseen");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_PREDICTED);
}

TEST(ClockLevel, GoesToTheManagerWhereARuleNamesIt) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.insert(policy.matrix.begin(),
                       MatrixRule{.name = "manager",
                                  .breach_clocks = {"first_response/manager"},
                                  .type = v1::ESCALATION_TYPE_HIERARCHICAL,
                                  .team = "network",
                                  .level = 2,
                                  .ladder = policy.matrix[0].ladder});
  TestedCase tested(policy);
  tested.breach("first_response", "b1");
  EXPECT_EQ(tested.escalation().team(), "care") << "the breach itself is not the level's";
  tell(tested, level("manager"), "l1");
  EXPECT_EQ(tested.state().escalations_size(), 2);
  EXPECT_EQ(tested.escalation().rule(), "manager");
  EXPECT_EQ(tested.escalation().level(), 2);
}

TEST(ClockLevel, IsAFurtherCauseOfTheTeamsEscalationAndNeverTwice) {
  TestedCase tested;
  tested.breach("first_response", "b1");
  EXPECT_EQ(kinds(tell(tested, level("manager"), "l1")), "cause_added");
  EXPECT_EQ(kinds(tell(tested, level("manager"), "l2")), "");
}

TEST(ClockLevel, RaisesThePriorityOfWhatIsOpenAndOfWhatComes) {
  TestedCase tested;
  tested.customer_says("furious", {"conflict"});
  const int before = tested.escalation().priority();
  ASSERT_GT(before, 2);
  SlaEvent urgent = level("urgent");
  urgent.mutable_level_reached()->set_escalates(false);
  urgent.mutable_level_reached()->set_raise_priority_to(2);
  EXPECT_EQ(kinds(tell(tested, urgent, "l1")), "story_noted cause_added");
  EXPECT_EQ(tested.escalation().priority(), 2);
  EXPECT_EQ(tested.state().escalations_size(), 1) << "it escalates nothing";
  tested.customer_says("and my line is dead", {"needs_specialist"});
  EXPECT_EQ(tested.escalation().priority(), 2);
  EXPECT_EQ(kinds(tell(tested, urgent, "l2")), "") << "what is urgent enough stays";
}

TEST(ClockLevel, IsOneCauseThoughItIsReachedAnewAndAsksForMore) {
  TestedCase tested;
  tested.customer_says("furious", {"conflict"});
  SlaEvent urgent = level("urgent");
  urgent.mutable_level_reached()->set_escalates(false);
  urgent.mutable_level_reached()->set_raise_priority_to(2);
  tell(tested, urgent, "l1");
  urgent.mutable_level_reached()->set_raise_priority_to(1);
  tell(tested, urgent, "l2");
  EXPECT_EQ(tested.escalation().priority(), 1);
  ASSERT_EQ(tested.escalation().causes_size(), 2) << "the anger and the level";
  EXPECT_EQ(tested.escalation().causes(1).source_id(), "first_response@1:urgent");
}

TEST(ClockLevel, NeverLowersAPriority) {
  TestedCase tested;
  tested.customer_says("furious", {"conflict"});
  SlaEvent urgent = level("urgent");
  urgent.mutable_level_reached()->set_escalates(false);
  urgent.mutable_level_reached()->set_raise_priority_to(1);
  tell(tested, urgent, "l1");
  SlaEvent milder = level("milder");
  milder.mutable_level_reached()->set_escalates(false);
  milder.mutable_level_reached()->set_raise_priority_to(4);
  EXPECT_EQ(kinds(tell(tested, milder, "l2")), "");
  EXPECT_EQ(tested.escalation().priority(), 1);
}

TEST(ClockLevel, OpensWithThePriorityThatItRaisesTo) {
  TestedCase tested;
  SlaEvent urgent = level("urgent");
  urgent.mutable_level_reached()->set_raise_priority_to(1);
  tell(tested, urgent, "l1");
  EXPECT_EQ(tested.escalation().priority(), 1);
}

TEST(ClockLevel, TakenBackClosesWhatNobodyHasSeen) {
  TestedCase tested;
  tell(tested, level("manager"), "l1");
  EXPECT_EQ(kinds(withdraw(tested, "manager")), "cause_removed withdrawn");
}

TEST(ClockLevel, TakenBackLeavesWhatHasAnotherCause) {
  TestedCase tested;
  tested.breach("first_response", "b1");
  tell(tested, level("manager"), "l1");
  EXPECT_EQ(kinds(withdraw(tested, "manager")), "cause_removed");
}

TEST(ClockLevel, TakenBackIsTakenFromEveryEscalationThatItUrged) {
  TestedCase tested;
  tested.customer_says("furious, and my line is dead", {"conflict", "needs_specialist"});
  SlaEvent urgent = level("urgent");
  urgent.mutable_level_reached()->set_escalates(false);
  urgent.mutable_level_reached()->set_raise_priority_to(1);
  tell(tested, urgent, "l1");
  EXPECT_EQ(kinds(withdraw(tested, "urgent")), "cause_removed cause_removed");
  EXPECT_EQ(tested.escalation().priority(), 1) << "whoever has it keeps the order of work";
}

}  // namespace
}  // namespace escalon::escalation
