// Clocks that time a state, a team or a queue, and the two ways to count a reopened case.
#include "case_story.hpp"

namespace escalon::sla {
namespace {

const absl::Time kNine = at("2024-01-15T09:00:00Z");

rules::Condition present(std::string_view field) {
  return rules::Condition::present(*rules::Field::parse(field));
}

std::vector<std::string> runs_of(const CaseStory& story) {
  std::vector<std::string> told;
  for (const ClockRun& run : story.state().runs()) {
    const auto minutes = [&](std::int64_t at_ms) { return (at_ms - to_ms(kNine)) / 60'000; };
    told.push_back(std::to_string(minutes(run.started_at_ms())) + "-" +
                   (run.stopped_at_ms() == 0 ? "" : std::to_string(minutes(run.stopped_at_ms()))) +
                   " " + run.target() + " " + std::string(verdict_text(verdict(run))));
  }
  return told;
}

using Runs = std::vector<std::string>;

TEST(TimeInState, RunsWhileTheStateLastsAndAnewOnEachEntry) {
  Teller teller;
  CaseStory story(policy_of({time_in("waiting", is("status", {"waiting"}))}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Minutes(10), "waiting"));
  story.tell(teller.customer(kNine + absl::Minutes(15)));
  story.tell(teller.status(kNine + absl::Minutes(20), "open"));
  story.tell(teller.status(kNine + absl::Minutes(60), "waiting"));
  story.wait_until(kNine + absl::Minutes(120));
  EXPECT_EQ(runs_of(story), (Runs{"10-20 30m met", "60- 30m overdue"}));
}

TEST(TimeInState, IsNotEnteredAgainWithinTheStateThatItWasStoppedIn) {
  auto rule = time_in("waiting", is("status", {"waiting"}));
  rule.stop = rules::Condition::any({rule.stop, is("event", {"agent_message"})});
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.status(kNine, "waiting"));
  story.tell(teller.agent(kNine + absl::Minutes(5)));
  story.tell(teller.customer(kNine + absl::Minutes(6)));
  EXPECT_EQ(runs_of(story), Runs{"0-5 30m met"});
  story.tell(teller.status(kNine + absl::Minutes(10), "open"));
  story.tell(teller.status(kNine + absl::Minutes(20), "waiting"));
  EXPECT_EQ(runs_of(story), (Runs{"0-5 30m met", "20- 30m running"}));
}

TEST(InternalClock, RunsForEachTeamFromItsAttachmentAndIsJudgedByThatTeamsTarget) {
  auto rule = time_in("with_team", present("team"), "team");
  rule.targets.by = *rules::Field::parse("team");
  rule.targets.of_value["billing"] = hours(1, Target::Kind::kWallTime);
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kNine - absl::Hours(3)));
  story.tell(teller.team(kNine, "desk"));
  story.tell(teller.team(kNine + absl::Minutes(40), "billing"));
  story.tell(teller.team(kNine + absl::Minutes(90), "desk"));
  EXPECT_EQ(runs_of(story), (Runs{"0-40 30m breached", "40-90 1h met", "90- 30m running"}));
}

TEST(QueueWait, RunsFromTheQueueToTheAgent) {
  auto rule = next_response();
  rule.name = "queue_wait";
  rule.start = is("event", {"queued"});
  rule.stop = is("event", {"dequeued", "agent_joined"});
  Teller teller;
  const auto queued = [&](int minute) {
    return teller.make(kNine + absl::Minutes(minute), [](auto& event) { event.mutable_queued(); });
  };
  CaseStory story(policy_of({rule}));
  story.tell(queued(0));
  story.tell(queued(5));
  story.tell(teller.make(kNine + absl::Minutes(9), [](auto& event) { event.mutable_dequeued(); }));
  story.tell(queued(20));
  EXPECT_EQ(runs_of(story), (Runs{"0-9 30m met", "20- 30m running"}));
}

TEST(TimeOnLevel, EndsWithTheEscalation) {
  Teller teller;
  CaseStory story(policy_of({time_in("on_level", present("level"), "level")}));
  story.tell(teller.started(kNine));
  story.tell(teller.escalation_level(kNine + absl::Minutes(1), 1));
  story.tell(teller.escalation_level(kNine + absl::Minutes(11), 2));
  story.tell(teller.escalation_level(kNine + absl::Minutes(26), 0));
  EXPECT_EQ(runs_of(story), (Runs{"1-11 30m met", "11-26 30m met"}));
}

TEST(TotalResolution, CountsTheTimeBetweenTheEndAndTheReopening) {
  auto total = resolution();
  total.name = "total_resolution";
  total.closed_time_counts = true;
  Teller teller;
  CaseStory story(policy_of({resolution(), total}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(1), "closed"));
  story.tell(teller.status(kNine + absl::Hours(6), "open"));
  story.tell(teller.status(kNine + absl::Hours(9), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  EXPECT_EQ(story.run("resolution").elapsed_ms(), 4 * 3'600'000);
  EXPECT_EQ(story.verdict_of("total_resolution"), "breached");
  EXPECT_EQ(story.run("total_resolution").elapsed_ms(), 9 * 3'600'000);
}

TEST(TotalResolution, ReopenedIntoAPauseStandsStillFromThere) {
  auto total = resolution();
  total.closed_time_counts = true;
  Teller teller;
  CaseStory story(policy_of({total}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(1), "closed"));
  story.tell(teller.status(kNine + absl::Hours(3), "waiting"));
  story.wait_until(kNine + absl::Hours(24));
  EXPECT_EQ(story.run("resolution").due_at_ms(), 0);
  EXPECT_EQ(story.run("resolution").left_ms(), 5 * 3'600'000);
}

}  // namespace
}  // namespace escalon::sla
