// Steps that want the acknowledgement of everyone whom they ask.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TestedCase asking_ana_ben_and_chen() {
  EscalationPolicy policy = tested_policy();
  LadderStep& step = policy.ladders["care"].steps[0];
  step.targets = {{Target::Kind::kPerson, "ana"},
                  {Target::Kind::kPerson, "ben"},
                  {Target::Kind::kPerson, "chen"}};
  step.each_must_acknowledge = true;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  return tested;
}

bool others_are_asked(const Events& events) {
  return first(events, Event::kAcknowledged).acknowledged().others_are_asked();
}

TEST(EveryoneAcknowledges, TheFirstHasItAndTheOthersAreAskedOn) {
  TestedCase tested = asking_ana_ben_and_chen();
  EXPECT_TRUE(others_are_asked(tested.acknowledge("ben")));
  EXPECT_EQ(tested.escalation().person(), "ben");
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(30))), "") << "the ladder has stopped";
  EXPECT_TRUE(others_are_asked(tested.acknowledge("chen")));
  EXPECT_FALSE(others_are_asked(tested.acknowledge("ana")));
  EXPECT_EQ(tested.escalation().person(), "ben") << "the first keeps it";
}

TEST(EveryoneAcknowledges, OnceEach) {
  TestedCase tested = asking_ana_ben_and_chen();
  tested.acknowledge("ben");
  tested.acknowledge("ana");
  EXPECT_EQ(kinds(tested.acknowledge("ana")), "command_refused");
  EXPECT_EQ(kinds(tested.acknowledge("ben")), "command_refused");
  EXPECT_EQ(kinds(tested.acknowledge("dora")), "command_refused") << "she was not asked";
}

TEST(EveryoneAcknowledges, ASecondCannotOnAnOrdinaryStep) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps[0].targets = {{Target::Kind::kPerson, "ana"},
                                             {Target::Kind::kPerson, "ben"}};
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_FALSE(others_are_asked(tested.acknowledge("ana")));
  EXPECT_EQ(kinds(tested.acknowledge("ben")), "command_refused");
}

TEST(EveryoneAcknowledges, WhoCannotSaysSoAndNobodyIsAskedAnew) {
  TestedCase tested = asking_ana_ben_and_chen();
  tested.acknowledge("ben");
  EXPECT_EQ(kinds(tested.decline("ana")), "declined");
  EXPECT_EQ(tested.escalation().person(), "ben");
  EXPECT_FALSE(others_are_asked(tested.acknowledge("chen"))) << "ana is not waited for";
}

TEST(EveryoneAcknowledges, AnewWhenTheNextStepBegins) {
  TestedCase tested = asking_ana_ben_and_chen();
  tested.acknowledge("ben");
  command::v1::Command raise;
  raise.mutable_raise();
  EXPECT_EQ(kinds(tested.order(raise)), "raised step_started");
  EXPECT_EQ(tested.escalation().acknowledged_by_size(), 0);
  EXPECT_FALSE(tested.escalation().each_must_acknowledge());
}

TEST(EveryoneAcknowledges, ButWhoAcceptsEndsIt) {
  TestedCase tested = asking_ana_ben_and_chen();
  command::v1::Command accept;
  accept.mutable_accept();
  EXPECT_EQ(kinds(tested.order(accept, "ana")), "accepted");
  EXPECT_EQ(kinds(tested.acknowledge("ben")), "command_refused");
}

}  // namespace
}  // namespace escalon::escalation
