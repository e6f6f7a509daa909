#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using team::v1::TeamEvent;

EscalationPolicy watching() {
  EscalationPolicy policy = tested_policy();
  policy.care.surges["care"] = {.intents = {"outage"}, .level = 2, .ladder = "care"};
  return policy;
}

/// A case whose customer has told what they want, which is `intent`.
TestedCase about(const std::string& intent, EscalationPolicy policy = watching()) {
  TestedCase one(std::move(policy));
  contact::v1::ContactEvent contact;
  contact.mutable_customer_message()->set_text("nothing works");
  one.happens_with_intent(std::move(contact), intent);
  return one;
}

TeamEvent member_event(const TestedCase& one, const std::string& case_id, int count) {
  TeamEvent event;
  event.set_case_id(case_id);
  event.set_effective_at_ms(to_ms(one.now()));
  event.mutable_surge_member()->set_surge_id("s1");
  event.mutable_surge_member()->set_parent_case_id("surge-s1");
  event.mutable_surge_member()->set_intent("outage");
  event.mutable_surge_member()->set_count(count);
  return event;
}

Events joins(TestedCase& one) {
  TeamEvent event = member_event(one, "case-1", 7);
  event.set_escalation_id(one.escalation().escalation_id());
  return one.team_says(event);
}

Events parent_ends(TestedCase& one, const std::string& outcome) {
  TeamEvent event;
  event.set_case_id("surge-s1");
  event.set_effective_at_ms(to_ms(one.now()));
  event.mutable_surge_closed()->set_surge_id("s1");
  event.mutable_surge_closed()->set_outcome(outcome);
  return one.team_says(event);
}

Events surge_opens(TestedCase& one) {
  TeamEvent event;
  event.set_case_id("case-1");
  event.set_effective_at_ms(to_ms(one.now()));
  event.mutable_surge_opened()->set_surge_id("s1");
  event.mutable_surge_opened()->set_intent("outage");
  event.mutable_surge_opened()->set_count(5);
  event.mutable_surge_opened()->set_within_ms(600'000);
  event.mutable_surge_opened()->set_team("care");
  return one.team_says(event);
}

TEST(Surge, MakesAnEscalationWaitForCompanyBeforeAnybodyIsAsked) {
  TestedCase one = about("outage");
  const Events events = one.customer_says("nothing works", {"conflict"});
  EXPECT_EQ(kinds(events), "story_noted opened");
  EXPECT_EQ(addressed_teams(events[1]), std::vector<std::string>{"care"});
  EXPECT_EQ(kinds(one.pass(absl::Seconds(9))), "");
  EXPECT_EQ(kinds(one.pass(absl::Seconds(1))), "step_started");
  EXPECT_EQ(one.escalation().acknowledge_by_ms(),
            to_ms(kNine + absl::Seconds(10) + absl::Minutes(10)));
}

TEST(Surge, IsWaitedForOnceThoughTheFirstStepThenWaitsForItsHours) {
  calendar::CalendarSpec from_ten;
  from_ten.name = "office";
  from_ten.weekly.fill({{10 * 3600, 18 * 3600}});
  EscalationPolicy policy = watching();
  policy.ladders["care"].steps[0].window = {
      std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(from_ten)),
      Window::Outside::kWait};
  TestedCase one = about("outage", policy);
  one.customer_says("nothing works", {"conflict"});
  EXPECT_EQ(kinds(one.pass(absl::Seconds(10))), "step_postponed");
  EXPECT_EQ(kinds(one.pass(absl::Minutes(5))), "");
}

EscalationPolicy watching_urgency() {
  EscalationPolicy policy = watching();
  policy.ladders["care"].skip_to = {{1, 2}};
  policy.matrix[1].priority = 1;
  return policy;
}

TEST(Surge, WhatBecomesUrgentWhileItWaitsBeginsHigher) {
  TestedCase one = about("outage", watching_urgency());
  one.customer_says("nothing works", {"conflict"});
  EXPECT_EQ(kinds(one.breach("first_response", "b1")), "cause_added raised") << "nobody is asked";
  const Events begun = one.pass(absl::Seconds(10));
  ASSERT_EQ(kinds(begun), "step_started");
  EXPECT_EQ(begun[0].step_started().level(), 2);
}

TEST(Surge, AMemberThatBecomesUrgentAsksNobody) {
  TestedCase one = about("outage", watching_urgency());
  one.customer_says("nothing works", {"conflict"});
  joins(one);
  EXPECT_EQ(kinds(one.breach("first_response", "b1")), "cause_added");
}

TEST(Surge, IsNotWaitedForByOtherIntentsAndWithoutHold) {
  EXPECT_EQ(kinds(about("refund").customer_says("no", {"conflict"})),
            "story_noted opened step_started");
  EscalationPolicy policy = watching();
  policy.care.surges["care"].hold = absl::ZeroDuration();
  EXPECT_EQ(kinds(about("outage", policy).customer_says("no", {"conflict"})),
            "story_noted opened step_started");
}

TEST(Surge, WhatJoinsItAsksNobodyUntilTheParentEnds) {
  TestedCase one = about("outage");
  one.customer_says("nothing works", {"conflict"});
  EXPECT_EQ(kinds(joins(one)), "surge_joined");
  EXPECT_EQ(one.escalation().care().surge_case_id(), "surge-s1");
  EXPECT_EQ(kinds(one.pass(absl::Hours(5))), "");
}

TEST(Surge, EndsThePagesOfWhoWasAskedBeforeItWasKnown) {
  TestedCase one = about("outage");
  one.customer_says("nothing works", {"conflict"});
  one.pass(absl::Seconds(10));
  const Events events = joins(one);
  ASSERT_EQ(kinds(events), "surge_joined");
  EXPECT_EQ(events[0].queue_team(), "care");
  EXPECT_EQ(one.escalation().status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_EQ(kinds(one.offered("bob")), "") << "an offer that crossed it counts no more";
  EXPECT_EQ(kinds(one.pass(absl::Hours(5))), "");
}

TEST(Surge, LetsACustomerGoWhoGivesUpWhileItIsAsked) {
  EscalationPolicy policy = watching();
  policy.queues["care"].live = true;
  TestedCase one = about("outage", policy);
  one.customer_says("nothing works", {"conflict"});
  joins(one);
  contact::v1::ContactEvent contact;
  contact.mutable_dequeued()->set_outcome("abandoned");
  const Event withdrawn = first(one.happens(std::move(contact)), Event::kWithdrawn);
  EXPECT_TRUE(withdrawn.withdrawn().abandoned());
  EXPECT_EQ(kinds(parent_ends(one, "solved")), "");
}

TEST(Surge, LeavesAnEscalationToWhoHasTakenIt) {
  TestedCase one = about("outage");
  one.customer_says("nothing works", {"conflict"});
  one.acknowledge("bob");
  EXPECT_EQ(kinds(joins(one)), "");
  EXPECT_EQ(one.escalation().person(), "bob");
}

TEST(Surge, SettlesItsMembersWithItsParent) {
  TestedCase one = about("outage");
  one.customer_says("nothing works", {"conflict"});
  joins(one);
  const Events events = parent_ends(one, "solved");
  EXPECT_EQ(kinds(events), "surge_ended resolved");
  EXPECT_EQ(events[1].resolved().outcome(), "solved");
  EXPECT_EQ(events[1].resolved().note(), "with surge-s1");
  EXPECT_EQ(one.escalation().status(), v1::ESCALATION_STATUS_RESOLVED);
}

TEST(Surge, LetsItsMembersGoOnWhereThePolicySaysSoOrNothingWasSettled) {
  EscalationPolicy policy = watching();
  policy.care.surges["care"].settles_members = false;
  TestedCase kept = about("outage", policy);
  kept.customer_says("nothing works", {"conflict"});
  joins(kept);
  EXPECT_EQ(kinds(parent_ends(kept, "solved")), "surge_ended step_started");

  TestedCase withdrawn = about("outage");
  withdrawn.customer_says("nothing works", {"conflict"});
  joins(withdrawn);
  EXPECT_EQ(kinds(parent_ends(withdrawn, "")), "surge_ended step_started");
  EXPECT_EQ(kinds(parent_ends(withdrawn, "solved")), "") << "it belongs to the surge no more";
}

TEST(Surge, OpensOneParentThatClimbsALadderOfItsOwn) {
  TestedCase parent(watching());
  const Events events = surge_opens(parent);
  ASSERT_EQ(kinds(events), "story_noted opened step_started");
  const v1::Opened& opened = events[1].opened();
  EXPECT_EQ(opened.rule(), "surge");
  EXPECT_EQ(opened.team(), "care");
  EXPECT_EQ(opened.level(), 2);
  EXPECT_EQ(opened.priority(), 1);
  EXPECT_EQ(opened.type(), v1::ESCALATION_TYPE_PRIORITY);
  EXPECT_EQ(opened.handover().issue(), "a surge: 5 cases of outage within 10m");
  EXPECT_EQ(events[2].step_started().targets(0).person(), "dora");
  EXPECT_EQ(kinds(surge_opens(parent)), "") << "it is opened once";
}

TEST(Surge, HasAParentWhoseUrgencySkipsLevelsAsThatOfAnyEscalation) {
  EscalationPolicy policy = watching();
  policy.care.surges["care"].level = 1;
  policy.care.surges["care"].priority = 2;
  policy.ladders["care"].skip_to = {{2, 2}};
  TestedCase urgent(policy);
  const Events events = surge_opens(urgent);
  ASSERT_EQ(kinds(events), "story_noted opened step_started");
  EXPECT_EQ(events[1].opened().level(), 2);
  EXPECT_EQ(events[1].opened().priority(), 2);
  EXPECT_EQ(events[2].step_started().level(), 2);
  EXPECT_EQ(events[2].step_started().priority(), 2);
  policy.care.surges["care"].priority = 3;
  TestedCase milder(policy);
  EXPECT_EQ(surge_opens(milder)[1].opened().level(), 1);
}

TEST(Surge, HasAParentThatPromisesNobodyAnything) {
  EscalationPolicy policy = watching();
  policy.care.promise.time = absl::Minutes(30);
  policy.care.surges["care"].level = 1;
  policy.care.surges["care"].priority = 2;
  policy.ladders["care"].skip_to = {{2, 2}};
  TestedCase parent(policy);
  surge_opens(parent);
  EXPECT_EQ(parent.escalation().care().promised_by_ms(), 0);
  command::v1::Command raise;
  raise.mutable_raise();
  EXPECT_EQ(first(parent.order(raise), Event::kRaised).raised().promised_by_ms(), 0);
  parent.resolve("solved");
  command::v1::Command reopen;
  reopen.mutable_reopen();
  EXPECT_EQ(first(parent.order(reopen), Event::kReopened).reopened().promised_by_ms(), 0);
}

TEST(Surge, TellsItsParentOfEveryCaseThatJoins) {
  TestedCase parent(watching());
  surge_opens(parent);
  TeamEvent event = member_event(parent, "case-77", 6);
  event.mutable_surge_member()->set_parent_case_id("case-1");
  const Events grown = parent.team_says(event);
  ASSERT_EQ(kinds(grown), "surge_grew");
  EXPECT_EQ(grown[0].surge_grew().case_id(), "case-77");
  EXPECT_EQ(grown[0].surge_grew().count(), 6);
}

TEST(Surge, HearsOfTheEndOfItsParentAlone) {
  TestedCase parent(watching());
  surge_opens(parent);
  const Event resolved = first(parent.resolve("solved"), Event::kResolved);
  EXPECT_EQ(resolved.surge_team(), "care");
  TestedCase other = about("refund");
  other.customer_says("no", {"conflict"});
  EXPECT_EQ(first(other.resolve("solved"), Event::kResolved).surge_team(), "");
}

}  // namespace
}  // namespace escalon::escalation
