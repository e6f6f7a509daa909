#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

TEST(Page, GoesToWhoeverAStepAsksByEachOfTheirMethods) {
  TestedNotices notices;
  notices.opened();
  const Events events = notices.asks("dora");
  EXPECT_EQ(told(events), "dora by chat, dora by console");
  const std::vector<DueTimer> due = effects(notices.state());
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].due, kNine);
  EXPECT_EQ(due[1].due, kNine + absl::Minutes(2));
  EXPECT_EQ(due[0].generation, 1U);
}

TEST(Page, TellsWhatTheCaseIsAboutAndCarriesTheHandover) {
  TestedNotices notices;
  notices.opened();
  const Events events = notices.asks("dora");
  const notification::v1::Planned& page = first_plan(events).planned();
  EXPECT_EQ(page.kind(), notification::v1::NOTIFICATION_KIND_PAGE);
  EXPECT_EQ(page.subject(), "[2] conflict: my modem is broken");
  EXPECT_EQ(page.body(),
            "Case case-1, conflict (furious), team care, level 1. Please acknowledge e1 by "
            "2024-03-01T09:10:00.000Z.");
  EXPECT_EQ(page.handover().issue(), "my modem is broken");
  EXPECT_EQ(page.give_up_at_ms(), to_ms(kNine + absl::Minutes(10)));
  EXPECT_EQ(page.case_id(), "case-1");
  EXPECT_EQ(page.tenant(), "default");
}

TEST(Page, GoesByTheDefaultChannelToSomebodyWithoutMethods) {
  TestedNotices notices;
  notices.opened();
  EXPECT_EQ(told(notices.asks("emil")), "emil by console");
}

TEST(Page, LeavesOutMethodsThatWouldComeAfterTheTimeOut) {
  NotifyPolicy policy = tested_policy();
  policy.people["dora"][1].after = absl::Minutes(10);
  TestedNotices notices(policy);
  notices.opened();
  EXPECT_EQ(told(notices.asks("dora")), "dora by chat");
}

TEST(Page, OfAStepThatWantsEveryoneEndsForEachOneAlone) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_person("dora");
  step.mutable_step_started()->add_targets()->set_person("emil");
  notices.happens(step);
  EscalationEvent acknowledged;
  acknowledged.mutable_acknowledged()->set_person("dora");
  acknowledged.mutable_acknowledged()->set_others_are_asked(true);
  notices.happens(acknowledged);
  ASSERT_EQ(notices.state().pending_size(), 1);
  EXPECT_EQ(notices.state().pending(0).planned().recipient(), "emil");
  acknowledged.mutable_acknowledged()->set_person("emil");
  acknowledged.mutable_acknowledged()->set_others_are_asked(false);
  notices.happens(acknowledged);
  EXPECT_EQ(notices.state().pending_size(), 0);
}

TEST(Page, WaitsUntilAQueueHasChosenSomebody) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_team("care");
  EXPECT_EQ(told(notices.happens(step)), "");
  EXPECT_EQ(told(notices.assigned("emil")), "emil by console");
}

TEST(Page, OfTheDefaultRouteIsNeverSilent) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->set_default_route(true);
  step.mutable_step_started()->add_targets()->set_team("supervisors");
  EXPECT_EQ(told(notices.happens(step)), "team:supervisors by console");
}

TEST(Page, ToEveryoneReachesEachMemberWhoIsKnown) {
  NotifyPolicy policy = tested_policy();
  policy.team_members["care"] = {"dora", "emil"};
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_everyone_of("care");
  EXPECT_EQ(told(notices.happens(step)), "dora by chat, dora by console, emil by console");
  step.mutable_step_started()->mutable_targets(0)->set_everyone_of("network");
  EXPECT_EQ(told(notices.happens(step)), "team:network by console");
}

TEST(Page, StopsWhenAcknowledged) {
  TestedNotices notices;
  notices.opened();
  notices.asks("dora");
  EXPECT_EQ(kinds(notices.acknowledged("dora")), "cancelled cancelled");
  EXPECT_TRUE(effects(notices.state()).empty());
}

TEST(Page, StopsWhenTheEscalationEndsOrMovesOn) {
  const std::vector<std::pair<std::string, void (*)(EscalationEvent&)>> endings = {
      {"acknowledged", [](EscalationEvent& event) { event.mutable_accepted(); }},
      {"resolved", [](EscalationEvent& event) { event.mutable_resolved(); }},
      {"timed_out", [](EscalationEvent& event) { event.mutable_acknowledgement_timed_out(); }},
      {"reassigned", [](EscalationEvent& event) { event.mutable_reassigned(); }},
      {"raised", [](EscalationEvent& event) { event.mutable_raised(); }},
      {"de_escalated", [](EscalationEvent& event) { event.mutable_de_escalated(); }},
      {"declined", [](EscalationEvent& event) { event.mutable_declined()->set_person("emil"); }},
  };
  for (const auto& [reason, set] : endings) {
    TestedNotices notices;
    notices.opened();
    notices.asks("emil");
    EscalationEvent event;
    set(event);
    const Events events = notices.happens(event);
    ASSERT_EQ(kinds(events), "cancelled") << reason;
    EXPECT_EQ(notices.all().back().cancelled().reason(), reason);
  }
}

TEST(Page, OfAnotherPersonGoesOnWhenOneDeclines) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  EscalationEvent event;
  event.mutable_declined()->set_person("ann");
  EXPECT_EQ(kinds(notices.happens(event)), "");
}

TEST(Page, OfAnotherEscalationGoesOn) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  notices.opened("e2");
  EscalationEvent event;
  event.mutable_acknowledged()->set_person("ann");
  EXPECT_EQ(kinds(notices.happens(event, "e2")), "");
}

TEST(Page, IsReplacedWhenTheLadderClimbs) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  const Events events = notices.asks("dora");
  EXPECT_EQ(kinds(events), "cancelled planned planned");
}

TEST(Page, MovesWhenTheQueueGivesTheWorkToAnother) {
  TestedNotices notices;
  notices.opened();
  notices.assigned("emil");
  const Events events = notices.assigned("ann");
  EXPECT_EQ(kinds(events), "cancelled planned");
  EscalationEvent nobody;
  nobody.mutable_nobody_available()->set_team("care");
  EXPECT_EQ(kinds(notices.happens(nobody)), "cancelled");
}

TEST(Page, HasAnIdThatDerivesFromWhatMadeIt) {
  TestedNotices one;
  TestedNotices two;
  one.opened();
  two.opened();
  const Events first = one.asks("dora");
  const Events second = two.asks("dora");
  EXPECT_EQ(first_plan(first).notification_id(), first_plan(second).notification_id());
  EXPECT_NE(first[1].notification_id(), first[2].notification_id()) << "one a method";
}

TEST(Withdrawal, IsToldToWhoeverWasPaged) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  notices.asks("dora");
  const Events events = notices.withdrawn();
  EXPECT_EQ(told(events), "dora by chat, emil by console");
  EXPECT_EQ(first_plan(events).planned().subject(), "Withdrawn: conflict: my modem is broken");
  EXPECT_NE(first_plan(events).planned().body().find("the answer came in time"), std::string::npos);
}

TEST(Case, IsForgottenWithItsRecord) {
  TestedNotices notices;
  EscalationEvent retired;
  retired.mutable_case_retired();
  EXPECT_EQ(kinds(notices.happens(retired, "")), "") << "nothing was known";
  notices.opened();
  EXPECT_EQ(kinds(notices.happens(retired, "")), "case_forgotten");
  EXPECT_EQ(notices.state().ByteSizeLong(), 0U);
}

TEST(Story, OfACaseTellsNobody) {
  TestedNotices notices;
  EscalationEvent noted;
  noted.mutable_story_noted()->set_text("hello");
  EXPECT_TRUE(notices.happens(noted, "").empty());
}

}  // namespace
}  // namespace escalon::notify
