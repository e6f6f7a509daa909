#include "case_story.hpp"

namespace escalon::sla {
namespace {

bool says(const ClockExplanation& explanation, std::string_view words) {
  return explanation.text.find(words) != std::string::npos;
}

TEST(Verdict, HasTheWordsOfTheReports) {
  EXPECT_EQ(verdict_text(Verdict::kMet), "met");
  EXPECT_EQ(verdict_text(Verdict::kBreached), "breached");
  EXPECT_EQ(verdict_text(Verdict::kRunning), "running");
  EXPECT_EQ(verdict_text(Verdict::kOverdue), "overdue");
}

TEST(ReportedRuns, AreOneForEachClockInTheOrderOfTheirNames) {
  Teller teller;
  CaseStory story(policy_of({resolution(), next_response()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.customer(minute(1)));
  story.tell(teller.agent(minute(2)));
  story.tell(teller.customer(minute(3)));
  const auto runs = reported_runs(story.state());
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]->clock(), "next_response");
  EXPECT_EQ(from_ms(runs[0]->started_at_ms()), minute(3));
  EXPECT_EQ(runs[1]->clock(), "resolution");
}

TEST(Explanation, GivesTheSumBehindADueInstant) {
  auto rule = resolution();
  rule.calendar = office();
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(60), "waiting"));
  story.tell(teller.status(minute(120), "open"));
  const auto explanation = explain(story.run("resolution"), story.policy());
  EXPECT_TRUE(says(explanation, "resolution: target 8h, started 2024-01-15T09:00:00.000Z"));
  EXPECT_TRUE(says(explanation, "due 2024-01-16T10:00:00.000Z")) << explanation.text;
  EXPECT_TRUE(says(explanation, "counted in open time"));
  EXPECT_TRUE(says(explanation, "paused Mon 2024-01-15 10:00:00 to 11:00:00"));
  EXPECT_EQ(explanation.sum.counted, absl::Hours(8));
  EXPECT_EQ(explanation.sum.version, rule.calendar->version());
}

TEST(Explanation, HasEveryLineWarningLevelAndVersion) {
  auto rule = resolution();
  rule.calendar = office();
  rule.targets.otherwise = hours(400);
  rule.warnings = {{1.0, std::nullopt}};
  rule.levels = {level("early", 2), level("never", 3, {}, rules::Condition::never()),
                 level("last", 0, absl::Hours(1))};
  Teller teller;
  CaseStory story(policy_of({rule}, "policy-7"));
  story.tell(teller.started(minute(0)));
  story.wait_until(minute(60 * 24 * 2));
  const auto explanation = explain(story.run("resolution"), story.policy());
  EXPECT_EQ(explanation.sum.periods.size(), 50U);
  for (const auto& period : explanation.sum.periods) {
    EXPECT_TRUE(
        says(explanation, absl::FormatTime("%Y-%m-%d", period.open.from, absl::UTCTimeZone())));
  }
  EXPECT_TRUE(says(explanation, "warning 1: 2024-01-15T13:00:00.000Z, given")) << explanation.text;
  EXPECT_TRUE(says(explanation, "level early (by share): 2024-01-15T17:00:00.000Z, reached"));
  EXPECT_TRUE(says(explanation, "level never (by share): 2024-01-16T13:00:00.000Z, its condition"));
  EXPECT_TRUE(says(explanation, "level last (by time): 2024-03-25T10:00:00.000Z, not reached"));
  EXPECT_TRUE(says(explanation, "by policy policy-7"));
}

TEST(Explanation, SaysWhatIsLeftWhilePaused) {
  auto rule = resolution();
  rule.calendar = office();
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(60), "waiting"));
  const auto explanation = explain(story.run("resolution"), story.policy());
  EXPECT_TRUE(says(explanation, "paused with 7h left")) << explanation.text;
  EXPECT_EQ(explanation.sum.counted, absl::Hours(1));
}

TEST(Explanation, SaysWhatAStoppedClockTook) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(90), "closed"));
  const auto explanation = explain(story.run("resolution"), story.policy());
  EXPECT_TRUE(says(explanation, "stopped 2024-01-15T10:30:00.000Z after 1h30m (met)"));
  EXPECT_TRUE(says(explanation, "counted in wall time"));
}

TEST(Explanation, NamesDaysAndCarriedInstants) {
  auto by_days = resolution();
  by_days.calendar = office();
  by_days.targets = {};
  by_days.targets.otherwise = days(3, Target::Kind::kWorkingDays);
  auto recorded = resolution();
  recorded.name = "recorded";
  recorded.due_from_event = true;
  Teller teller;
  CaseStory story(policy_of({by_days, recorded}));
  story.tell(teller.make(minute(0), [](auto& event) {
    event.mutable_started();
    (*event.mutable_due())["recorded"].set_seconds(absl::ToUnixSeconds(minute(5)));
  }));
  EXPECT_TRUE(says(explain(story.run("resolution"), story.policy()), "3 working days"));
  EXPECT_TRUE(says(explain(story.run("recorded"), story.policy()), "carried the due instant"));
}

TEST(Explanation, AdmitsThatTheRulesAreGoneOrTheCalendarChanged) {
  auto rule = resolution();
  rule.calendar = office();
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(minute(0)));
  EXPECT_TRUE(says(explain(story.run("resolution"), policy_of({})), "no longer has this clock"));
  calendar::CalendarSpec spec;
  spec.name = "office";
  spec.weekly[0] = {{0, 86400}};
  rule.calendar = std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
  EXPECT_TRUE(says(explain(story.run("resolution"), policy_of({rule})), "has changed since"));
}

TEST(Explanation, FindsTheTargetAmongThoseByValue) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.priority(minute(1), 1));
  EXPECT_TRUE(says(explain(story.run("resolution"), story.policy()), "counted in wall time"));
}

}  // namespace
}  // namespace escalon::sla
