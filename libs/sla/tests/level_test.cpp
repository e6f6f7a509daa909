// Levels before, at and after the due instant: what is done, when, once.
#include "case_story.hpp"

namespace escalon::sla {
namespace {

const absl::Time kNine = at("2024-01-15T09:00:00.000Z");

ClockRule with_levels(std::vector<Level> levels) {
  auto rule = resolution();
  rule.calendar = office();
  rule.levels = std::move(levels);
  return rule;
}

// When each level was reached, as the events say it.
std::vector<std::string> reached(const CaseStory& story) {
  std::vector<std::string> told;
  for (const SlaEvent& event : story.log()) {
    if (event.has_level_reached()) {
      told.push_back(event.level_reached().level() + " " +
                     format_instant(from_ms(event.effective_at_ms())));
    }
  }
  return told;
}

const v1::LevelReached& first_reached(const CaseStory& story) {
  const auto found = std::find_if(story.log().begin(), story.log().end(),
                                  [](const SlaEvent& event) { return event.has_level_reached(); });
  EXPECT_NE(found, story.log().end());
  return found->level_reached();
}

TEST(Level, IsReachedBeforeAtAndAfterTheDueInstantInOpenTime) {
  Teller teller;
  CaseStory story(
      policy_of({with_levels({level("half", 50), level("soon", 0, -absl::Hours(1)), level("due", 0),
                              level("later", 0, absl::Hours(2)), level("double", 200)})}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), (std::vector<std::string>{
                                "half 2024-01-15T13:00:00.000Z", "soon 2024-01-15T16:00:00.000Z",
                                "due 2024-01-15T17:00:00.000Z", "later 2024-01-16T11:00:00.000Z",
                                "double 2024-01-16T17:00:00.000Z"}));
  EXPECT_EQ(story.count(SlaEvent::kBreached), 1);
}

TEST(Level, SaysWhatIsToBeDone) {
  auto rule = with_levels({level("manager", 0, absl::Hours(1))});
  rule.levels[0].raise_priority_to = 2;
  rule.levels[0].tell = {"team:supervisors"};
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(48));
  const auto& said = first_reached(story);
  EXPECT_EQ(said.level(), "manager");
  EXPECT_EQ(said.level_id(), "resolution@" + std::to_string(to_ms(kNine)) + ":manager");
  EXPECT_EQ(from_ms(said.due_at_ms()), kNine + absl::Hours(8));
  EXPECT_FALSE(said.before_due());
  EXPECT_TRUE(said.escalates());
  EXPECT_EQ(said.raise_priority_to(), 2);
  EXPECT_EQ(said.tell(0), "team:supervisors");
}

TEST(Level, IsPassedOverWhereItsConditionDoesNotHoldAtItsInstant) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("urgent", 50, {}, is("status", {"open"}))})}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(5), "open"));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_TRUE(reached(story).empty()) << "open came an hour after the level";
  EXPECT_EQ(story.count(SlaEvent::kLevelPassedOver), 1);
}

TEST(Level, IsAskedOfTheCaseAsItWasThoughTheTimerComesLate) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("urgent", 50, {}, is("status", {"open"}))})}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(1), "open"));
  story.tell_late(teller.status(kNine + absl::Hours(6), "working"));
  EXPECT_EQ(reached(story), std::vector<std::string>{"urgent 2024-01-15T13:00:00.000Z"});
}

TEST(Level, WaitsWhileTheClockStandsStill) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("half", 50), level("later", 0, absl::Hours(1))})}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(1), "waiting"));
  story.wait_until(kNine + absl::Hours(20));
  EXPECT_TRUE(reached(story).empty());
  story.tell(teller.status(kNine + absl::Hours(24), "open"));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), (std::vector<std::string>{"half 2024-01-16T12:00:00.000Z",
                                                      "later 2024-01-16T17:00:00.000Z"}));
}

TEST(Level, AfterTheDueInstantIsPutOffByALaterPause) {
  auto rule = with_levels({level("later", 0, absl::Hours(2))});
  rule.targets.otherwise = days(1, Target::Kind::kWorkingDays);
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(25), "waiting"));
  story.tell(teller.status(kNine + absl::Hours(28), "open"));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), std::vector<std::string>{"later 2024-01-16T14:00:00.000Z"});
}

TEST(Level, AfterADateIsCountedInOpenTimeToo) {
  auto rule = with_levels({level("later", 0, absl::Hours(10)), level("half_more", 150)});
  rule.targets.otherwise = days(1, Target::Kind::kWorkingDays);
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), (std::vector<std::string>{"half_more 2024-01-16T13:00:00.000Z",
                                                      "later 2024-01-17T11:00:00.000Z"}));
}

TEST(Level, IsWithdrawnWhenATimelyStopBecomesKnown) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("later", 0, absl::Hours(1))})}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(48));
  const Told closed = teller.status(kNine + absl::Hours(2), "closed");
  story.tell_late(closed);
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  ASSERT_EQ(story.count(SlaEvent::kLevelWithdrawn), 1);
  const auto withdrawn =
      std::find_if(story.log().begin(), story.log().end(),
                   [](const SlaEvent& event) { return event.has_level_withdrawn(); });
  EXPECT_EQ(withdrawn->level_withdrawn().because_event_id(), closed.event.event_id());
  EXPECT_EQ(withdrawn->level_withdrawn().level_id(), first_reached(story).level_id());
}

TEST(Level, IsWithdrawnWhenItsConditionTurnsOutNotToHaveHeld) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("urgent", 50, {}, is("status", {"open"}))})}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(1), "open"));
  story.wait_until(kNine + absl::Hours(6));
  story.tell_late(teller.status(kNine + absl::Hours(3), "working"));
  EXPECT_EQ(story.count(SlaEvent::kLevelReached), 1);
  EXPECT_EQ(story.count(SlaEvent::kLevelWithdrawn), 1);
}

TEST(Level, StandsWhereALateFactChangesNothing) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("half", 50)})}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(6));
  story.tell_late(teller.customer(kNine + absl::Hours(3)));
  EXPECT_EQ(story.count(SlaEvent::kLevelReached), 1);
  EXPECT_EQ(story.count(SlaEvent::kLevelWithdrawn), 0);
}

TEST(Level, IsNotReachedTwiceByAnAlterationOfThePriority) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("half", 50)})}));
  story.tell(teller.started(kNine));
  story.wait_until(kNine + absl::Hours(5));
  story.tell(teller.priority(kNine + absl::Hours(5), 1));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story).size(), 1U);
}

TEST(Level, IsReachedAnewWhenANewTargetPutsItOff) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("half", 50)})}));
  story.tell(teller.started(kNine));
  story.tell(teller.priority(kNine, 1));
  story.tell(teller.priority(kNine + absl::Hours(3), 3));
  EXPECT_EQ(story.count(SlaEvent::kLevelWithdrawn), 1);
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), (std::vector<std::string>{"half 2024-01-15T11:00:00.000Z",
                                                      "half 2024-01-15T13:00:00.000Z"}));
}

TEST(Level, OfAStoppedClockIsNeverReached) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("later", 0, absl::Hours(1))})}));
  story.tell(teller.started(kNine));
  story.tell(teller.status(kNine + absl::Hours(24), "closed"));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(story.verdict_of("resolution"), "breached");
  EXPECT_TRUE(reached(story).empty());
}

TEST(Level, ThatANewPolicyDropsIsPassedOver) {
  Teller teller;
  CaseStory story(policy_of({with_levels({level("half", 50)})}));
  story.tell(teller.started(kNine));
  story.adopt(policy_of({with_levels({level("later", 0, absl::Hours(1))})}, "v2"));
  story.wait_until(kNine + absl::Hours(96));
  EXPECT_EQ(reached(story), std::vector<std::string>{"later 2024-01-16T10:00:00.000Z"});
}

}  // namespace
}  // namespace escalon::sla
