#include <string>

#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

using classification::v1::Classified;

ClassifyRules shop_rules() {
  ClassifyRules rules;
  rules.intents = {{"refund", {{"", {"refund", "money back"}}}, {}, {}},
                   {"billing", {{"", {"bill*", "charge*"}}}, {{"", {"billboard"}}}, {}}};
  return rules;
}

ClassifyRules scoped_rules() {
  ClassifyRules rules = shop_rules();
  rules.scope.confidence_below = 0.5;
  return rules;
}

TEST(Intent, IsTheOneOfWhichMostIsHeard) {
  ToldCase told(compiled(shop_rules()));
  EXPECT_EQ(told.customer_says("the bill has a charge, I want a refund").intent(), "billing");
  EXPECT_EQ(told.customer_says("a billing question").intent(), "billing");
  EXPECT_EQ(told.agent_says("refund").intent(), "") << "agents want nothing";
}

TEST(Intent, IsTheFirstOfThePolicyWhereSeveralAreHeardAsMuch) {
  ToldCase told(compiled(shop_rules()));
  EXPECT_EQ(told.customer_says("your bill is wrong, I want my money back").intent(), "refund");
}

TEST(Intent, NamesItsWordsAndHowSureItIs) {
  ToldCase told(compiled(shop_rules()));
  const Classified one = told.customer_says("a Refund please");
  EXPECT_DOUBLE_EQ(one.intent_confidence(), 0.667) << "1 / (1 + 0.5)";
  ASSERT_EQ(one.intent_reasons_size(), 1);
  EXPECT_EQ(one.intent_reasons(0), "Refund 1");
  const Classified torn = told.customer_says("money back for the bill");
  EXPECT_DOUBLE_EQ(torn.intent_confidence(), 0.4) << "1 / (1 + 1 + 0.5)";
}

TEST(Intent, CountsEachWordInOnePhraseOfARule) {
  auto rules = shop_rules();
  rules.intents[0].phrases = {{"", {"my refund", "refund", "refund now"}}};
  ToldCase told(compiled(rules));
  const Classified said = told.customer_says("my refund now");
  ASSERT_EQ(said.intent_reasons_size(), 1);
  EXPECT_EQ(said.intent_reasons(0), "my refund 1");
}

TEST(Intent, WeighsPhrasesForAndAgainstIt) {
  auto rules = shop_rules();
  rules.intents[1].weights = {{"", 0.4, {"card"}}, {"", -2, {"phone charge* cable"}}};
  ToldCase told(compiled(rules));
  EXPECT_DOUBLE_EQ(told.customer_says("my card").intent_confidence(), 0.444) << "0.4 / (0.4 + 0.5)";
  EXPECT_EQ(told.customer_says("a phone charger cable and my card").intent(), "")
      << "the words of a phrase count once, in the phrase that begins first";
}

TEST(Intent, DoesNotHearItsExceptions) {
  ToldCase told(compiled(shop_rules()));
  EXPECT_EQ(told.customer_says("a billboard").intent(), "");
}

TEST(Intent, OfARuleWithoutPhrasesIsHeardWhileItsConditionHolds) {
  auto rules = shop_rules();
  IntentRule rule;
  rule.intent = "sales";
  rule.when = rules::Condition::one_of(rules::Field(rules::FieldKind::kQueue), {"sales"});
  rules.intents.push_back(rule);
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("hello").intent(), "");
  ContactEvent event;
  event.set_queue("sales");
  event.mutable_customer_message()->set_text("hello");
  const auto said = told.send(event).front().classified();
  EXPECT_EQ(said.intent(), "sales");
  EXPECT_EQ(said.intent_reasons(0), "queue in [sales]");
}

TEST(OutOfScope, IsWhatSaysSomethingThatNoRuleKnows) {
  ToldCase told(compiled(scoped_rules()));
  const Classified said = told.customer_says("will it rain in Paris tomorrow");
  EXPECT_EQ(said.intent(), "out_of_scope");
  EXPECT_DOUBLE_EQ(said.intent_confidence(), 1);
  EXPECT_EQ(told.customer_says("hello there").intent(), "") << "too short to want anything";
}

TEST(OutOfScope, IsWhatIsHeardTooFaintly) {
  auto rules = scoped_rules();
  rules.intents[1].weights = {{"", 0.2, {"card"}}};
  ToldCase told(compiled(rules));
  const Classified said = told.customer_says("which card games are there");
  EXPECT_EQ(said.intent(), "out_of_scope");
  EXPECT_DOUBLE_EQ(said.intent_confidence(), 0.714) << "1 - 0.2 / (0.2 + 0.5)";
  EXPECT_EQ(said.intent_reasons(0), "card 0.2");
}

TEST(OutOfScope, IsNothingWherePoliciesDoNotAskForIt) {
  ToldCase told(compiled(shop_rules()));
  EXPECT_EQ(told.customer_says("will it rain in Paris tomorrow").intent(), "");
}

TEST(OutOfScope, IsNotSaidOfACaseOfWhichMoreIsKnown) {
  ToldCase told(compiled(scoped_rules()));
  EXPECT_EQ(told.customer_says("will it rain in Paris tomorrow").intent(), "out_of_scope");
  EXPECT_EQ(told.state().intent(), "out_of_scope");
  EXPECT_EQ(told.customer_says("I want a refund").intent(), "refund");
  EXPECT_EQ(told.customer_says("will it rain in Paris tomorrow").intent(), "");
  EXPECT_EQ(told.state().intent(), "refund");
}

TEST(Intent, OfTheCaseIsWhatConditionsSee) {
  auto rules = shop_rules();
  rules.triggers = {trigger_rule("late refund", "waiting_too_long", {"waiting"})};
  rules.triggers[0].when =
      rules::Condition::one_of(rules::Field(rules::FieldKind::kIntent), {"refund"});
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("I am waiting").triggers_size(), 0);
  told.customer_says("for a refund");
  EXPECT_EQ(told.customer_says("I am waiting").triggers_size(), 1);
}

TEST(Intent, OfAnOlderEventDoesNotReplaceWhatIsKnown) {
  ToldCase told(compiled(shop_rules()));
  told.customer_says("refund");
  ContactEvent late;
  late.mutable_customer_message()->set_text("billing");
  set_occurred_at(late, told.now() - absl::Hours(1));
  EXPECT_EQ(told.send(late).front().classified().intent(), "billing");
  EXPECT_EQ(told.state().intent(), "refund");
}

}  // namespace
}  // namespace escalon::classify
