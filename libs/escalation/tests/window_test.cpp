// Steps that are asked only between certain hours.
#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

/// Open from 10:00 to 18:00 UTC every day; the tests begin at nine.
Window from_ten(Window::Outside outside) {
  calendar::CalendarSpec spec;
  spec.name = "office";
  spec.weekly.fill({{10 * 3600, 18 * 3600}});
  return {std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec)), outside};
}

LadderStep asking(const std::string& person, int level, Window window = {}) {
  return {.targets = {{Target::Kind::kPerson, person}},
          .acknowledge_within = absl::Minutes(10),
          .level = level,
          .window = std::move(window)};
}

EscalationPolicy with_steps(std::vector<LadderStep> steps, int repeat = 0) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps = std::move(steps);
  policy.ladders["care"].repeat = repeat;
  return policy;
}

TestedCase furious(EscalationPolicy policy) {
  TestedCase tested(std::move(policy));
  tested.customer_says("I am furious", {"conflict"});
  return tested;
}

Command raise_it() {
  Command command;
  command.mutable_raise();
  return command;
}

const Window kWaiting = from_ten(Window::Outside::kWait);
const Window kSkipping = from_ten(Window::Outside::kSkip);

TEST(Window, AStepWaitsUntilItOpens) {
  TestedCase tested(with_steps({asking("ana", 1, kWaiting)}));
  const Events events = tested.customer_says("I am furious", {"conflict"});
  ASSERT_EQ(kinds(events), "story_noted opened step_postponed");
  const v1::StepPostponed& postponed = events[2].step_postponed();
  EXPECT_EQ(postponed.begins_at_ms(), to_ms(kNine + absl::Hours(1)));
  EXPECT_EQ(postponed.calendar(), "office");
  EXPECT_EQ(tested.escalation().person(), "") << "nobody is asked meanwhile";
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(59))), "");
  const Events begun = tested.pass(absl::Minutes(1));
  ASSERT_EQ(kinds(begun), "step_started");
  EXPECT_EQ(begun[0].effective_at_ms(), to_ms(kNine + absl::Hours(1)));
  EXPECT_EQ(begun[0].step_started().acknowledge_by_ms(),
            to_ms(kNine + absl::Hours(1) + absl::Minutes(10)));
  EXPECT_EQ(tested.escalation().person(), "ana");
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(10))), "acknowledgement_timed_out step_started");
}

TEST(Window, AnOpenOneIsNotNoticed) {
  TestedCase tested(with_steps({asking("ana", 1, kWaiting)}));
  tested.pass(absl::Hours(1));
  EXPECT_EQ(kinds(tested.customer_says("I am furious", {"conflict"})),
            "story_noted opened step_started");
}

TEST(Window, AStepIsSkippedAndTheNextOneIsAskedAtOnce) {
  TestedCase tested(with_steps({asking("ana", 1, kSkipping), asking("ben", 2)}));
  const Events events = tested.customer_says("I am furious", {"conflict"});
  ASSERT_EQ(kinds(events), "story_noted opened step_skipped step_started");
  EXPECT_EQ(events[2].step_skipped().step(), 0);
  EXPECT_EQ(events[2].step_skipped().calendar(), "office");
  EXPECT_EQ(tested.escalation().person(), "ben");
  EXPECT_EQ(tested.escalation().level(), 2);
}

TEST(Window, TheDefaultRouteIsAskedWhereEveryStepIsSkipped) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kSkipping)}, 5));
  EXPECT_TRUE(tested.escalation().default_route());
  EXPECT_EQ(kinds(tested.all()), "story_noted opened step_skipped step_started")
      << "no further round at the same instant";
}

TEST(Window, AFurtherRoundBeginsWhereSomebodyWasAskedInThisOne) {
  TestedCase tested = furious(with_steps({asking("ana", 1), asking("ben", 2, kSkipping)}, 1));
  const Events events = tested.pass(absl::Minutes(10));
  EXPECT_EQ(kinds(events), "acknowledgement_timed_out step_skipped step_started");
  EXPECT_EQ(tested.escalation().round(), 1);
  EXPECT_EQ(tested.escalation().person(), "ana");
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(10))),
            "acknowledgement_timed_out step_skipped step_started");
  EXPECT_TRUE(tested.escalation().default_route());
}

TEST(Window, TheOrderOfAPersonAsksAtOnce) {
  TestedCase tested = furious(with_steps({asking("ana", 1), asking("ben", 2, kWaiting)}));
  EXPECT_EQ(kinds(tested.order(raise_it())), "raised step_started");
  EXPECT_EQ(tested.escalation().person(), "ben");
}

TEST(Window, WhoTakesCareWhileAStepWaitsEndsTheWaiting) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kWaiting)}));
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.pass(absl::Hours(24))), "");
  TestedCase settled = furious(with_steps({asking("ana", 1, kWaiting)}));
  settled.resolve("solved");
  EXPECT_EQ(kinds(settled.pass(absl::Hours(24))), "");
  TestedCase raised = furious(with_steps({asking("ana", 1, kWaiting), asking("ben", 2)}));
  raised.order(raise_it());
  EXPECT_EQ(kinds(raised.pass(absl::Minutes(5))), "") << "and ana is not asked at ten";
  EXPECT_EQ(raised.escalation().begins_at_ms(), 0);
}

TEST(Window, ATimerOfAnOlderWaitDoesNothing) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kWaiting)}));
  std::vector<DueTimer> due = timers(tested.state());
  ASSERT_EQ(due.front().kind, kWindowTimer);
  due.front().generation -= 1;
  EXPECT_TRUE(decide(tested.state(), due.front(), tested.now(), tested.policy()).empty());
}

TEST(Window, ADecisionThatComesLateBeginsTheStepThenAndSaysSo) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kWaiting)}));
  const Events events = tested.fire_late(absl::Minutes(5));
  ASSERT_EQ(kinds(events), "step_started");
  EXPECT_TRUE(events[0].step_started().late());
  EXPECT_EQ(events[0].step_started().acknowledge_by_ms(),
            to_ms(kNine + absl::Hours(1) + absl::Minutes(15)));
}

TEST(Window, ThatClosesBeforeALateDecisionIsWaitedForAnew) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kWaiting)}));
  const Events events = tested.fire_late(absl::Hours(9));
  ASSERT_EQ(kinds(events), "step_postponed");
  EXPECT_EQ(events[0].step_postponed().begins_at_ms(), to_ms(kNine + absl::Hours(25)));
}

TEST(Window, ThatThePolicyHasDroppedMeanwhileIsOpen) {
  TestedCase tested = furious(with_steps({asking("ana", 1, kWaiting)}));
  tested.policy().ladders.clear();
  EXPECT_EQ(kinds(tested.pass(absl::Hours(1))), "step_started");
  EXPECT_TRUE(tested.escalation().default_route());
}

}  // namespace
}  // namespace escalon::escalation
