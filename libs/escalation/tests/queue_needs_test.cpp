#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using contact::v1::ContactEvent;

/// The team care takes people on the line, and wants German for Germans and tact for the angry.
TestedCase live_case() {
  EscalationPolicy policy = tested_policy();
  QueueRule& care = policy.queues["care"];
  care.live = true;
  care.needs = {
      {rules::Condition::one_of(rules::Field(rules::FieldKind::kLanguage), {"de"}),
       {{"german", 3}, {"tact", 1}}},
      {rules::Condition::one_of(rules::Field(rules::FieldKind::kCause), {"conflict"}),
       {{"tact", 4}}},
  };
  return TestedCase(std::move(policy));
}

ContactEvent by_phone(const std::string& language) {
  ContactEvent contact;
  contact.set_channel("voice");
  contact.mutable_customer()->set_language(language);
  contact.mutable_started();
  return contact;
}

std::string skills(const Events& events) {
  std::string text;
  const Event step = first(events, Event::kStepStarted);
  for (const auto& skill : step.step_started().skills()) {
    text += skill.skill() + " " + std::to_string(skill.level()) + " ";
  }
  return text;
}

TestedCase waiting_call() {
  TestedCase tested = live_case();
  tested.happens(by_phone("de"));
  tested.customer_says("I have had enough", {"conflict"});
  return tested;
}

Events leaves_the_queue(TestedCase& tested, const std::string& outcome) {
  ContactEvent contact;
  contact.mutable_dequeued()->set_outcome(outcome);
  return tested.happens(contact);
}

TEST(QueueNeeds, AddUpAndTheHighestLevelCounts) {
  TestedCase tested = live_case();
  tested.happens(by_phone("de"));
  const Events events = tested.customer_says("I have had enough", {"conflict"});
  EXPECT_EQ(skills(events), "german 3 tact 4 ");
  EXPECT_EQ(first(events, Event::kStepStarted).step_started().channel(), "voice");
}

TEST(QueueNeeds, AreThoseOfTheCaseAtHand) {
  TestedCase tested = live_case();
  tested.happens(by_phone("fr"));
  EXPECT_EQ(skills(tested.customer_says("I have had enough", {"conflict"})), "tact 4 ");
}

TEST(QueueNeeds, AreAskedOfEachWhoIsAskedAnew) {
  TestedCase tested = waiting_call();
  tested.offered("bob");
  EXPECT_EQ(skills(tested.decline("bob")), "german 3 tact 4 ");
}

TEST(QueueNeeds, OfATeamAreNotAskedOfAnother) {
  TestedCase tested = live_case();
  tested.happens(by_phone("de"));
  EXPECT_EQ(skills(tested.customer_says("dead line", {"needs_specialist"})), "");
}

TEST(GivingUp, EndsWhatNobodyHasSeen) {
  TestedCase tested = waiting_call();
  const Events events = leaves_the_queue(tested, "abandoned");
  const Event withdrawn = first(events, Event::kWithdrawn);
  EXPECT_TRUE(withdrawn.withdrawn().abandoned());
  EXPECT_EQ(withdrawn.queue_team(), "care");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_WITHDRAWN);
}

TEST(GivingUp, DoesNotEndWhatSomebodyTakesCareOf) {
  TestedCase tested = waiting_call();
  tested.offered("bob");
  tested.acknowledge("bob");
  leaves_the_queue(tested, "abandoned");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ACKNOWLEDGED);
}

TEST(GivingUp, IsNotToBeAnswered) {
  TestedCase tested = waiting_call();
  leaves_the_queue(tested, "answered");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_OPEN);
}

TEST(GivingUp, EndsNothingInATeamThatIsNotOnTheLine) {
  TestedCase tested = waiting_call();
  tested.policy().queues["care"].live = false;
  leaves_the_queue(tested, "abandoned");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_OPEN);
}

}  // namespace
}  // namespace escalon::escalation
