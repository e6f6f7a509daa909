#include "case_story.hpp"

namespace escalon::sla {
namespace {

TEST(Retarget, CountsFromTheOriginalStartWithPausesKept) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(10), "waiting"));
  story.tell(teller.status(minute(30), "open"));
  story.adopt(two_hours());
  EXPECT_EQ(story.due_of("resolution"), minute(140));
  EXPECT_EQ(story.log().back().retargeted().reason(), "policy");
}

TEST(Retarget, LeavesFinishedClocksAsTheyWereJudged) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.status(minute(300), "closed"));
  story.adopt(two_hours());
  EXPECT_EQ(story.verdict_of("resolution"), "met");
  story.tell_late(teller.customer(minute(5)));
  EXPECT_EQ(story.verdict_of("resolution"), "met") << "an event that changes nothing of its course";
  EXPECT_EQ(story.run("resolution").target(), "8h");
}

TEST(Retarget, SaysNothingTwiceNorOfAnUnknownCase) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  EXPECT_TRUE(retarget(story.state(), minute(0), two_hours()).empty());
  story.tell(teller.started(minute(0)));
  story.adopt(two_hours());
  EXPECT_TRUE(retarget(story.state(), minute(2), two_hours()).empty());
}

TEST(Retarget, TakesTheAimFromAClockThatThePolicyDropped) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.adopt(policy_of({next_response()}, "v2"));
  EXPECT_TRUE(timers(story.state()).empty());
  EXPECT_TRUE(reported_runs(story.state()).empty());
}

TEST(Retarget, RunsANewClockFromItsOriginalStart) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.started(minute(0)));
  story.tell(teller.customer(minute(5)));
  story.wait_until(minute(20));
  story.adopt(policy_of({resolution(), next_response()}, "v2"));
  EXPECT_EQ(story.due_of("next_response"), minute(35));
}

TEST(Retarget, DoesNotJudgeByANewClockWhatWasOver) {
  Teller teller;
  CaseStory story(policy_of({resolution()}));
  story.tell(teller.customer(minute(0)));
  story.tell(teller.agent(minute(90)));
  story.tell(teller.customer(minute(95)));
  story.tell(teller.agent(minute(99)));
  story.wait_until(minute(100));
  story.adopt(policy_of({resolution(), next_response()}, "v2"));
  EXPECT_EQ(story.state().runs_size(), 0);
  story.tell_late(teller.started(minute(1)));
  EXPECT_EQ(story.state().runs_size(), 1) << "the late event starts its own clock alone";
  story.tell(teller.customer(minute(110)));
  story.tell_late(teller.priority(minute(3), 2));
  EXPECT_EQ(story.state().runs_size(), 2);
  EXPECT_EQ(story.due_of("next_response"), minute(140));
}

TEST(Retarget, WithdrawsABreachThatTheNewTargetForgives) {
  Teller teller;
  CaseStory story(two_hours());
  story.tell(teller.started(minute(0)));
  story.wait_until(minute(130));
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  story.adopt(policy_of({resolution()}, "v3"));
  EXPECT_EQ(story.verdict_of("resolution"), "running");
  EXPECT_EQ(story.count(SlaEvent::kBreachWithdrawn), 1);
}

}  // namespace
}  // namespace escalon::sla
