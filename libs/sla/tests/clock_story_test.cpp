#include "case_story.hpp"

namespace escalon::sla {
namespace {

// 2024-01-15 is a Monday.

TEST(Clock, IsMetWhenItStopsInTime) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  EXPECT_EQ(story.verdict_of("resolution"), "running");
  EXPECT_EQ(story.due_of("resolution"), minute(8 * 60));
  story.tell(teller.status(minute(100), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  EXPECT_EQ(story.run("resolution").elapsed_ms(), 100 * 60'000);
  EXPECT_TRUE(timers(story.state()).empty());
}

TEST(Clock, BreachesAtItsDueInstantAndIsThenOverdueAndBreached) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.wait_until(minute(8 * 60 - 1));
  EXPECT_EQ(story.count(SlaEvent::kBreached), 0);
  story.wait_until(minute(8 * 60));
  ASSERT_EQ(story.count(SlaEvent::kBreached), 1);
  EXPECT_EQ(from_ms(story.log().back().effective_at_ms()), minute(8 * 60));
  EXPECT_EQ(story.log().back().breached().target(), "8h");
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  story.tell(teller.status(minute(500), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
  EXPECT_EQ(from_ms(breached_at_ms(story.run("resolution"))), minute(8 * 60));
}

TEST(Clock, StoppedExactlyWhenDueIsMet) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(8 * 60), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  EXPECT_EQ(story.count(SlaEvent::kBreached), 0);
}

TEST(Clock, SaysTheBreachWithALateStopThatComesBeforeTheTimer) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell_late(teller.started(minute(0)));
  story.tell_late(teller.status(minute(500), "closed"));
  EXPECT_EQ(story.count(SlaEvent::kBreached), 1);
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
}

TEST(Clock, TakesABreachBackWhenATimelyStopBecomesKnown) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.wait_until(minute(490));
  const std::string breach = story.run("resolution").breach_id();
  ASSERT_FALSE(breach.empty());
  const Told answer = teller.status(minute(479), "closed");
  story.tell_late(answer);
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  ASSERT_EQ(story.count(SlaEvent::kBreachWithdrawn), 1);
  for (const SlaEvent& event : story.log()) {
    if (event.has_breach_withdrawn()) {
      EXPECT_EQ(event.breach_withdrawn().breach_id(), breach);
      EXPECT_EQ(event.breach_withdrawn().because_event_id(), answer.event.event_id());
    }
  }
}

TEST(Clock, KeepsTheBreachWhenALateStopBecomesKnown) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.wait_until(minute(600));
  story.tell_late(teller.status(minute(481), "closed"));
  EXPECT_EQ(story.count(SlaEvent::kBreached), 1);
  EXPECT_EQ(story.count(SlaEvent::kBreachWithdrawn), 0);
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
}

TEST(Clock, StandsStillWhilePausedAndSaysWhatIsLeft) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(60), "waiting"));
  EXPECT_EQ(story.run("resolution").due_at_ms(), 0);
  EXPECT_EQ(story.run("resolution").left_ms(), 7 * 3'600'000);
  EXPECT_EQ(story.verdict_of("resolution"), "running");
  EXPECT_TRUE(timers(story.state()).empty());
  story.tell(teller.status(minute(1000), "open"));
  EXPECT_EQ(story.due_of("resolution"), minute(1000 + 420));
}

TEST(Clock, ResumesOnlyWhenItsOwnConditionSaysSo) {
  auto rule = resolution();
  rule.pause = is("event", {"held"});
  rule.resume = is("event", {"retrieved"});
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.make(minute(10), [](auto& event) { event.mutable_held(); }));
  story.tell(teller.customer(minute(15)));
  EXPECT_EQ(story.run("resolution").due_at_ms(), 0);
  story.tell(teller.make(minute(20), [](auto& event) { event.mutable_retrieved(); }));
  EXPECT_EQ(story.due_of("resolution"), minute(490));
}

TEST(Clock, IsRetargetedFromItsOriginalStartWhenThePriorityChanges) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(30), "waiting"));
  story.tell(teller.status(minute(40), "open"));
  story.tell(teller.priority(minute(60), 1));
  EXPECT_EQ(story.run("resolution").target(), "4h");
  EXPECT_EQ(story.due_of("resolution"), minute(250)) << "the pause is kept";
}

TEST(Clock, IsJudgedByTheLastTargetEvenAfterAnEarlierOneWasMissed) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.priority(minute(1), 1));
  story.wait_until(minute(250));
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  story.tell(teller.priority(minute(260), 2));
  EXPECT_EQ(story.count(SlaEvent::kBreachWithdrawn), 1);
  story.tell(teller.status(minute(470), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
}

TEST(Clock, CountsTheClosedTimeAsAPauseWhenReopened) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(100), "closed"));
  story.tell(teller.status(minute(1000), "open"));
  EXPECT_EQ(story.verdict_of("resolution"), "running");
  EXPECT_EQ(story.due_of("resolution"), minute(480 + 900));
  story.tell(teller.status(minute(1400), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
}

TEST(Clock, KeepsItsBreachWhenReopened) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(500), "closed"));
  story.tell(teller.status(minute(600), "open"));
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  story.tell(teller.status(minute(601), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
  EXPECT_EQ(story.count(SlaEvent::kBreachWithdrawn), 0);
}

TEST(Clock, StopsAtItsStartWhenTheStopIsDatedBeforeIt) {
  for (const bool stop_first : {true, false}) {
    Teller teller;
    CaseStory story(policy_of({resolution()}));
    const Told stop = teller.status(minute(-10), "closed");
    const Told start = teller.started(minute(0));
    story.tell_late(stop_first ? stop : start);
    story.tell_late(stop_first ? start : stop);
    EXPECT_EQ(story.verdict_of("resolution"), "met");
    EXPECT_EQ(from_ms(story.run("resolution").stopped_at_ms()), minute(0));
    EXPECT_EQ(story.run("resolution").elapsed_ms(), 0);
  }
}

TEST(Clock, RemembersAStopBeforeItsStartThoughTheStatusChangedSince) {
  auto rule = resolution();
  rule.stop = is("event", {"ended"});
  rule.reopen = rules::Condition::never();
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.make(minute(-10), [](auto& event) { event.mutable_ended(); }));
  story.tell(teller.customer(minute(-5)));
  story.tell(teller.started(minute(0)));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
}

TEST(Target, ByAnAttributeFoundLaterCountsFromTheOriginalStart) {
  auto rule = resolution();
  rule.targets = {};
  rule.targets.by = rules::Field::attribute("type");
  rule.targets.of_value["pothole"] = days(2, Target::Kind::kWorkingDays);
  rule.calendar = office();
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(0)));
  EXPECT_TRUE(reported_runs(story.state()).empty())
      << "without a target there is no clock to report";
  EXPECT_TRUE(timers(story.state()).empty());
  story.tell(teller.attribute(minute(30), "type", "pothole"));
  EXPECT_EQ(story.due_of("resolution"), minute(2 * 24 * 60));
  story.tell(teller.attribute(minute(40), "type", "other"));
  EXPECT_TRUE(reported_runs(story.state()).empty());
}

TEST(Target, CarriedByTheEventIsTakenAsItIs) {
  ClockRule rule = resolution();
  rule.name = "recorded";
  rule.due_from_event = true;
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.make(minute(0), [](auto& event) {
    event.mutable_started();
    (*event.mutable_due())["recorded"].set_seconds(absl::ToUnixSeconds(minute(77)));
    (*event.mutable_due())["other"].set_seconds(absl::ToUnixSeconds(minute(5)));
  }));
  EXPECT_EQ(story.due_of("recorded"), minute(77));
  EXPECT_EQ(story.run("recorded").target(), "event");
  story.tell(teller.status(minute(78), "closed"));
  EXPECT_EQ(story.verdict_of("recorded"), "breached");
}

TEST(Target, CarriedAndNotAfterTheStartIsMissedAtOnce) {
  ClockRule rule = resolution();
  rule.due_from_event = true;
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.make(minute(0), [](auto& event) {
    event.mutable_started();
    (*event.mutable_due())["resolution"].set_seconds(absl::ToUnixSeconds(minute(-5)));
  }));
  story.wait_until(minute(0));
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
}

TEST(Escalation, CanStartAndStopAClock) {
  ClockRule rule;
  rule.name = "acknowledgement";
  rule.start = is("event", {"escalation_opened"});
  rule.stop = is("event", {"escalation_acknowledged"});
  rule.targets.otherwise = hours(1);
  CaseStory story(policy_of({rule}));
  escalation::v1::EscalationEvent opened;
  opened.set_effective_at_ms(to_ms(minute(0)));
  opened.mutable_opened()->set_team("second_line");
  story.accept(decide(story.state(), input_of(opened, "d1/0"), minute(0), story.policy()));
  EXPECT_EQ(story.due_of("acknowledgement"), minute(60));
  escalation::v1::EscalationEvent story_noted;
  story_noted.mutable_story_noted();
  EXPECT_TRUE(
      decide(story.state(), input_of(story_noted, "d2/0"), minute(1), story.policy()).empty());
  escalation::v1::EscalationEvent acknowledged;
  acknowledged.set_effective_at_ms(to_ms(minute(9)));
  acknowledged.mutable_acknowledged();
  story.accept(decide(story.state(), input_of(acknowledged, "d3/0"), minute(9), story.policy()));
  EXPECT_EQ(story.verdict_of("acknowledgement"), "met");
}

TEST(Case, KeepsNoClockThatDoesNotCoverIt) {
  auto gold = resolution();
  gold.applies = is("tier", {"gold"});
  gold.targets.otherwise = hours(1);
  Teller teller;
  CaseStory story(policy_of({gold, resolution()}));
  story.tell(teller.started(minute(0)));
  EXPECT_EQ(story.run("resolution").target(), "8h") << "the second rule of that name covers it";
  CaseStory none(policy_of({gold}));
  none.tell(teller.started(minute(0)));
  EXPECT_EQ(none.state().runs_size(), 0);
}

TEST(Case, SaysNothingTwice) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  const Told start = teller.started(minute(0));
  story.tell(start);
  const auto before = story.state().SerializeAsString();
  story.tell_late(start);
  EXPECT_EQ(story.state().SerializeAsString(), before);
}

TEST(Timer, OfAnOlderGenerationSaysNothing) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  const auto stale = timers(story.state());
  ASSERT_EQ(stale.size(), 1U);
  story.tell(teller.priority(minute(10), 1));
  EXPECT_TRUE(decide(story.state(), stale.front(), minute(480), story.policy()).empty());
}

}  // namespace
}  // namespace escalon::sla
