#include "case_story.hpp"

namespace escalon::sla {
namespace {

// 2024-01-15 is a Monday.

TEST(ResponseClock, RunsFromTheOldestUnansweredMessage) {
  Teller teller;
  CaseStory story(policy_of({next_response()}));
  story.tell(teller.agent(minute(-1)));
  story.tell(teller.customer(minute(0)));
  story.tell(teller.customer(minute(10)));
  EXPECT_EQ(story.due_of("next_response"), minute(30));
  story.tell(teller.agent(minute(20)));
  EXPECT_EQ(story.verdict_of("next_response"), "met");
  story.tell(teller.customer(minute(40)));
  EXPECT_EQ(story.due_of("next_response"), minute(70));
}

TEST(ResponseClock, ReportsAMissedAnswerThoughLaterOnesCameInTime) {
  Teller teller;
  CaseStory story(policy_of({next_response()}));
  story.tell(teller.customer(minute(0)));
  story.tell(teller.agent(minute(31)));
  story.tell(teller.customer(minute(40)));
  story.tell(teller.agent(minute(41)));
  EXPECT_EQ(story.verdict_of("next_response"), "breached");
  EXPECT_EQ(story.state().runs_size(), 2);
}

TEST(ResponseClock, TakesTheOrderOfTheInputAtEqualInstants) {
  Teller teller;
  CaseStory answered(policy_of({next_response()}));
  answered.tell(teller.customer(minute(0)));
  answered.tell(teller.agent(minute(0)));
  EXPECT_EQ(answered.verdict_of("next_response"), "met");
  CaseStory waiting(policy_of({next_response()}));
  waiting.tell(teller.agent(minute(0)));
  waiting.tell(teller.customer(minute(0)));
  EXPECT_EQ(waiting.verdict_of("next_response"), "running");
}

TEST(ResponseClock, TakesTheOrderOfComingAtEqualInstantsOfThePast) {
  Teller teller;
  CaseStory story(policy_of({next_response()}));
  story.tell(teller.customer(minute(0)));
  story.tell(teller.started(minute(10)));
  story.tell_late(teller.agent(minute(0)));
  EXPECT_EQ(story.verdict_of("next_response"), "met");
}

TEST(ResponseClock, DoesNotBeginWhereItsStopHoldsToo) {
  auto rule = next_response();
  rule.stop = rules::Condition::any({rule.stop, is("status", {"closed"})});
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.status(minute(0), "closed"));
  story.tell(teller.customer(minute(5)));
  EXPECT_EQ(story.state().runs_size(), 0) << "stop beats start";
}

TEST(ResponseClock, StandsStillWhereItsPauseHoldsAtTheStart) {
  auto rule = next_response();
  rule.pause = is("status", {"waiting"});
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.status(minute(0), "waiting"));
  story.tell(teller.customer(minute(5)));
  EXPECT_EQ(story.run("next_response").left_ms(), 30 * 60'000) << "pause beats start";
  EXPECT_TRUE(timers(story.state()).empty());
}

TEST(ResponseClock, JudgesEachMessageAnewWhenEarlierOnesBecomeKnown) {
  Teller teller;
  CaseStory story(policy_of({next_response()}));
  story.tell(teller.customer(minute(100)));
  story.wait_until(minute(140));
  story.tell_late(teller.customer(minute(0)));
  EXPECT_EQ(story.due_of("next_response"), minute(30)) << "the oldest unanswered message";
  EXPECT_EQ(story.verdict_of("next_response"), "overdue");
  story.tell_late(teller.agent(minute(5)));
  story.wait_until(minute(140));
  EXPECT_EQ(story.state().runs_size(), 2);
  EXPECT_EQ(story.due_of("next_response"), minute(130))
      << "that one was answered, this one was not";
  EXPECT_EQ(story.verdict_of("next_response"), "overdue");
}

TEST(Warning, ComesOnceBeforeTheDueInstant) {
  Teller teller;
  CaseStory story(policy_of({next_response()}));
  story.tell(teller.customer(minute(0)));
  story.wait_until(minute(14));
  EXPECT_EQ(story.count(SlaEvent::kWarningReached), 0);
  story.wait_until(minute(29));
  ASSERT_EQ(story.count(SlaEvent::kWarningReached), 1);
  EXPECT_EQ(from_ms(story.log().back().effective_at_ms()), minute(15));
  story.wait_until(minute(100));
  EXPECT_EQ(story.count(SlaEvent::kWarningReached), 1);
  EXPECT_EQ(story.count(SlaEvent::kBreached), 1);
}

TEST(Warning, CountsALeadTimeInOpenTime) {
  auto rule = resolution();
  rule.calendar = office();
  rule.warnings = {{std::nullopt, absl::Hours(2)}};
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(60)));
  EXPECT_EQ(story.due_of("resolution"), minute(24 * 60 + 60));
  EXPECT_EQ(from_ms(story.run("resolution").warning_at_ms(0)), minute(7 * 60));
}

TEST(TimeInState, BeginsAnewWithEachEntry) {
  ClockRule rule;
  rule.name = "in_triage";
  rule.start = is("status", {"triage"});
  rule.stop = rules::Condition::negated(rule.start);
  rule.restart = Restart::kAfterStop;
  rule.early_stop_counts = false;
  rule.targets.otherwise = hours(1);
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.status(minute(0), "triage"));
  story.tell(teller.customer(minute(10)));
  story.tell(teller.status(minute(30), "work"));
  story.tell(teller.status(minute(100), "triage"));
  EXPECT_EQ(story.due_of("in_triage"), minute(160));
}

TEST(PeriodicUpdate, EndsOneRunAndBeginsTheNext) {
  ClockRule rule;
  rule.name = "update";
  rule.start = is("speaker", {"agent"});
  rule.stop = is("status", {"closed"});
  rule.restart = Restart::kAlways;
  rule.early_stop_counts = false;
  rule.targets.otherwise = hours(1);
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.agent(minute(0)));
  story.tell(teller.agent(minute(50)));
  EXPECT_EQ(story.due_of("update"), minute(110));
  EXPECT_EQ(story.state().runs_size(), 2);
}

}  // namespace
}  // namespace escalon::sla
