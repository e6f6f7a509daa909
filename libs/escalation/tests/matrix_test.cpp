#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TEST(Matrix, OpensByTheRuleThatNamesTheCause) {
  TestedCase tested;
  const Events events = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(events), "story_noted opened step_started");
  const v1::Opened opened = first(events, Event::kOpened).opened();
  EXPECT_EQ(opened.rule(), "angry");
  EXPECT_EQ(opened.team(), "care");
  EXPECT_EQ(opened.level(), 1);
  EXPECT_EQ(opened.type(), v1::ESCALATION_TYPE_FUNCTIONAL);
  EXPECT_EQ(opened.cause().cause(), v1::CAUSE_CONFLICT);
  EXPECT_EQ(opened.cause().detail(), "as heard");
  EXPECT_TRUE(opened.automatic());
  EXPECT_EQ(first(events, Event::kStepStarted).step_started().targets(0).team(), "care");
}

TEST(Matrix, OpensByABreachOfTheClockThatARuleNames) {
  TestedCase tested;
  tested.customer_says("hello?");
  const Events events = tested.breach("first_response", "breach-1");
  EXPECT_EQ(kinds(events), "opened step_started");
  EXPECT_EQ(tested.escalation().rule(), "late");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_SLA_BREACH);
  EXPECT_EQ(tested.escalation().causes(0).source_id(), "breach-1");
  EXPECT_EQ(tested.escalation().due_at_ms(), to_ms(kNine));
}

TEST(Matrix, TakesTheFirstRuleThatMatches) {
  EscalationPolicy policy = tested_policy();
  MatrixRule gold = policy.matrix[0];
  gold.name = "angry_gold";
  gold.when = rules::Condition::one_of(rules::Field(rules::FieldKind::kTier), {"gold"});
  gold.priority = 1;
  policy.matrix.insert(policy.matrix.begin(), gold);
  TestedCase plain(policy);
  plain.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(plain.escalation().rule(), "angry");

  TestedCase golden(policy);
  contact::v1::ContactEvent started;
  started.mutable_started();
  started.mutable_customer()->set_tier("gold");
  golden.happens(started);
  golden.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(golden.escalation().rule(), "angry_gold");
  EXPECT_EQ(golden.escalation().priority(), 1);
}

TEST(Matrix, LooksAtTheCaseAsItIsAfterTheEvent) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].when = rules::Condition::one_of(rules::Field::attribute("product"), {"modem"});
  TestedCase tested(policy);
  contact::v1::ContactEvent contact;
  contact.mutable_customer_message()->set_text("my modem burns");
  (*contact.mutable_attributes())["product"] = "modem";
  tested.happens(contact, {"conflict"});
  EXPECT_EQ(tested.escalation().rule(), "angry");
}

TEST(Matrix, SendsWhatNoRuleMatchesToTheSupervisorsAndSaysSo) {
  TestedCase tested;
  const Events events = tested.customer_says("I will leave you", {"churn_threat"});
  EXPECT_EQ(kinds(events), "story_noted no_rule_matched opened step_started");
  EXPECT_EQ(first(events, Event::kOpened).opened().rule(), "default_route");
  const v1::StepStarted step = first(events, Event::kStepStarted).step_started();
  EXPECT_TRUE(step.default_route());
  EXPECT_EQ(step.targets(0).everyone_of(), "supervisors");
  EXPECT_EQ(events[1].escalation_id(), tested.escalation().escalation_id());
}

TEST(Matrix, LeavesAloneWhatARuleIgnores) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.push_back({.name = "shrug", .causes = {"*"}, .ignore = true});
  TestedCase tested(policy);
  EXPECT_EQ(kinds(tested.customer_says("I will leave you", {"churn_threat"})), "story_noted");
}

TEST(Matrix, NeverTakesARuleOfTriggersForABreach) {
  EscalationPolicy policy = tested_policy();
  policy.matrix = {{.name = "any", .causes = {"*"}, .team = "care", .ladder = "care"}};
  TestedCase tested(policy);
  tested.breach("resolution", "breach-1");
  EXPECT_EQ(tested.escalation().rule(), "default_route");
}

TEST(Cause, NeverOpensASecondEscalationWhileOneIsOpen) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.customer_says("still furious", {"conflict"})), "story_noted");
  EXPECT_EQ(tested.state().escalations_size(), 1);
}

TEST(Cause, IsAddedToTheOpenEscalationOfTheSameTeam) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[1].priority = 2;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.breach("first_response", "breach-1")), "cause_added");
  EXPECT_EQ(tested.escalation().causes_size(), 2);
  EXPECT_EQ(tested.escalation().priority(), 2) << "the more urgent of the two";
}

TEST(Cause, OpensAnotherEscalationForAnotherTeam) {
  TestedCase tested;
  tested.customer_says("I am furious, my line is dead", {"conflict", "needs_specialist"});
  ASSERT_EQ(tested.state().escalations_size(), 2);
  EXPECT_EQ(tested.state().escalations(1).team(), "network");
  EXPECT_NE(tested.state().escalations(0).escalation_id(),
            tested.state().escalations(1).escalation_id());
}

TEST(Cause, OpensANewEscalationOnceTheOldOneIsResolved) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.resolve("solved");
  tested.customer_says("it broke again", {"conflict"});
  EXPECT_EQ(tested.state().escalations_size(), 2);
}

TEST(Cause, IsAutomaticUnlessAHumanAsked) {
  TestedCase by_words;
  by_words.customer_says("give me your manager", {"customer_asked"});
  EXPECT_FALSE(by_words.escalation().automatic());

  TestedCase by_agent;
  by_agent.asks_for_escalation("agent", "needs_specialist", "tried a reset twice");
  EXPECT_FALSE(by_agent.escalation().automatic());
  EXPECT_EQ(by_agent.escalation().team(), "network");

  TestedCase by_clock;
  by_clock.breach("first_response", "breach-1");
  EXPECT_TRUE(by_clock.escalation().automatic());
}

TEST(Request, MayNameTheTeamItWants) {
  TestedCase tested;
  tested.asks_for_escalation("customer", "", "", "network");
  EXPECT_EQ(tested.escalation().team(), "network");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_CUSTOMER_ASKED);
  TestedCase nowhere;
  nowhere.asks_for_escalation("customer", "", "", "no_such_team");
  EXPECT_EQ(nowhere.escalation().team(), "care");
}

TEST(Transfers, PastTheLimitGoToTheSupervisorAsMisrouted) {
  TestedCase tested;
  contact::v1::ContactEvent transferred;
  transferred.mutable_transferred()->set_to_queue("billing");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(kinds(tested.happens(transferred)), "story_noted");
  }
  const Events events = tested.happens(transferred);
  EXPECT_EQ(kinds(events), "story_noted opened step_started");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_MISROUTED);
  EXPECT_EQ(tested.escalation().rule(), "transfers");
  EXPECT_TRUE(tested.escalation().default_route());
  EXPECT_EQ(kinds(tested.happens(transferred)), "story_noted") << "once is enough";
}

TEST(EscalationId, DerivesFromTheEventThatMadeIt) {
  TestedCase one;
  TestedCase two;
  one.customer_says("I am furious", {"conflict"});
  two.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(one.escalation().escalation_id(), two.escalation().escalation_id());
  TestedCase later;
  later.customer_says("hello");
  later.customer_says("I am furious", {"conflict"});
  EXPECT_NE(one.escalation().escalation_id(), later.escalation().escalation_id());
}

TEST(Priority, ComesFromTheRuleElseTheCaseElseTheDefault) {
  TestedCase by_default;
  by_default.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(by_default.escalation().priority(), 5);
  TestedCase by_case;
  contact::v1::ContactEvent contact;
  contact.mutable_customer_message()->set_text("I am furious");
  by_case.happens(contact, {"conflict"}, 3);
  EXPECT_EQ(by_case.escalation().priority(), 3);
}

TEST(DueInstant, IsCountedFromTheOpeningWhereTheRuleSaysSo) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].settle_within = absl::Hours(4);
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(tested.escalation().due_at_ms(), to_ms(kNine + absl::Hours(4)));
}

TEST(Names, ReadBackToTheSameCauseAndType) {
  for (int value = v1::CAUSE_SLA_BREACH; value <= v1::CAUSE_PREDICTED; ++value) {
    const auto cause = static_cast<v1::Cause>(value);
    EXPECT_EQ(cause_of(cause_name(cause)), cause);
  }
  EXPECT_EQ(cause_of("boredom"), v1::CAUSE_UNSPECIFIED);
  for (int value = v1::ESCALATION_TYPE_FUNCTIONAL; value <= v1::ESCALATION_TYPE_PRIORITY; ++value) {
    const auto type = static_cast<v1::EscalationType>(value);
    EXPECT_EQ(type_of(type_name(type)), type);
  }
}

}  // namespace
}  // namespace escalon::escalation
