#include <cmath>
#include <string>

#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

using classification::v1::Classified;
using classification::v1::Risk;

RiskFeature measured(std::string name, RiskMeasure measure, double weight) {
  RiskFeature feature;
  feature.name = std::move(name);
  feature.measure = measure;
  feature.weight = weight;
  return feature;
}

ClassifyRules risky(std::vector<RiskFeature> features) {
  ClassifyRules rules;
  rules.sentiment.lexicon = {{"", -1, {"bad"}}, {"", 1, {"good"}}};
  rules.triggers = {trigger_rule("leaves", "churn_threat", {"cancel"})};
  rules.risk = RiskRules{-2, std::move(features), {}};
  return rules;
}

double risk_at(double log_odds) {
  return std::round(1000 / (1 + std::exp(-log_odds))) / 1000;
}

TEST(Risk, IsNotSaidWithoutRules) {
  ToldCase told(compiled({}));
  EXPECT_FALSE(told.customer_says("bad").has_risk());
}

TEST(Risk, OfAnEventWithoutFeaturesIsTheBase) {
  ToldCase told(compiled(risky({measured("anger", RiskMeasure::kAnger, 2)})));
  const Risk risk = told.customer_says("good").risk();
  EXPECT_DOUBLE_EQ(risk.score(), risk_at(-2));
  ASSERT_EQ(risk.reasons_size(), 1) << "a feature that adds nothing is not told";
  EXPECT_EQ(risk.reasons(0), "base: -2");
}

TEST(Risk, AddsItsFeaturesAndNamesThemTheHeaviestFirst) {
  RiskFeature leaves;
  leaves.name = "leaves";
  leaves.weight = 3;
  leaves.when =
      rules::Condition::one_of(rules::Field(rules::FieldKind::kTrigger), {"churn_threat"});
  ToldCase told(compiled(risky({measured("anger", RiskMeasure::kAnger, 2), leaves})));
  const Risk risk = told.customer_says("bad, I cancel").risk();
  EXPECT_DOUBLE_EQ(risk.score(), risk_at(-2 + 2 * 0.707 + 3));
  ASSERT_EQ(risk.reasons_size(), 3);
  EXPECT_EQ(risk.reasons(1), "leaves: +3");
  EXPECT_EQ(risk.reasons(2), "anger 0.71: +1.41");
}

TEST(Risk, RemembersWhatTheCaseHasShown) {
  RiskFeature leaves;
  leaves.name = "leaves";
  leaves.weight = 3;
  leaves.when =
      rules::Condition::one_of(rules::Field(rules::FieldKind::kTrigger), {"churn_threat"});
  ToldCase told(compiled(risky({leaves})));
  told.customer_says("I cancel");
  EXPECT_DOUBLE_EQ(told.customer_says("hello").risk().score(), risk_at(1));
  EXPECT_DOUBLE_EQ(told.state().risk(), risk_at(1));
}

TEST(Risk, CountsMessagesThatNoAgentAnswered) {
  ToldCase told(compiled(risky({measured("unanswered", RiskMeasure::kUnanswered, 1)})));
  EXPECT_DOUBLE_EQ(told.customer_says("hello").risk().score(), risk_at(-1));
  EXPECT_DOUBLE_EQ(told.customer_says("hello?").risk().score(), risk_at(0));
  EXPECT_DOUBLE_EQ(told.agent_says("here").risk().score(), risk_at(-2));
  EXPECT_DOUBLE_EQ(told.customer_says("hello").risk().score(), risk_at(-1));
}

TEST(Risk, CountsTransfersAndEarlierContacts) {
  ToldCase told(compiled(risky({measured("transfers", RiskMeasure::kTransfers, 1),
                                measured("contacts", RiskMeasure::kContacts, 0.5)})));
  ContactEvent handed_on;
  handed_on.mutable_transferred()->set_to_queue("billing");
  EXPECT_DOUBLE_EQ(told.send(handed_on).front().classified().risk().score(), risk_at(-1));
  ContactEvent again;
  again.set_contact_id("contact-2");
  again.mutable_customer_message()->set_text("me again");
  EXPECT_DOUBLE_EQ(told.send(again).front().classified().risk().score(), risk_at(-0.5));
  ContactEvent more;
  more.set_contact_id("contact-2");
  more.mutable_customer_message()->set_text("still me");
  EXPECT_DOUBLE_EQ(told.send(more).front().classified().risk().score(), risk_at(-0.5));
}

TEST(Risk, RisesWhileTheMoodFalls) {
  ToldCase told(compiled(risky({measured("falling", RiskMeasure::kFalling, 1)})));
  told.customer_says("good");
  told.customer_says("good");
  const Classified said = told.customer_says("bad");
  EXPECT_LT(said.sentiment_trend(), 0);
  EXPECT_DOUBLE_EQ(said.risk().score(), risk_at(-2 - said.sentiment_trend()));
}

TEST(Risk, BoundsAMeasure) {
  RiskFeature messages = measured("messages", RiskMeasure::kMessages, 1);
  messages.at_most = 2;
  ToldCase told(compiled(risky({messages})));
  told.customer_says("one");
  told.customer_says("two");
  const Risk risk = told.customer_says("three").risk();
  EXPECT_DOUBLE_EQ(risk.score(), risk_at(0));
  EXPECT_EQ(risk.reasons(1), "messages 2: +2");
}

TEST(Risk, ThatReachesItsBoundIsATriggerOnce) {
  auto rules = risky({measured("messages", RiskMeasure::kMessages, 1)});
  rules.risk->escalate_at = 0.5;
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("one").triggers_size(), 0);
  const Classified second = told.customer_says("two");
  ASSERT_EQ(second.triggers_size(), 1);
  EXPECT_EQ(second.triggers(0).cause(), "predicted");
  EXPECT_EQ(second.triggers(0).rule(), "risk");
  EXPECT_EQ(second.triggers(0).reason(), "risk 0.5 (base: -2, messages 2: +2)");
  EXPECT_EQ(told.customer_says("three").triggers_size(), 0);
}

TEST(Risk, OfTheCaseIsWhatConditionsOfTriggersSee) {
  auto rules = risky({measured("messages", RiskMeasure::kMessages, 1)});
  rules.triggers[0].when =
      rules::Condition::at_least(rules::Field(rules::FieldKind::kRisk), risk_at(-1));
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("cancel").triggers_size(), 0) << "nothing is known before it";
  EXPECT_EQ(told.customer_says("cancel").triggers_size(), 1);
}

TEST(RiskRules, AreRefusedWithTheRemedy) {
  const auto refusal = [](RiskRules risk) {
    ClassifyRules rules;
    rules.risk = std::move(risk);
    return ClassifyPolicy::compile(std::move(rules)).error().message;
  };
  RiskFeature always;
  always.name = "always";
  EXPECT_NE(refusal({0, {always}, {}}).find("give it a measure"), std::string::npos);
  EXPECT_NE(refusal({21, {}, {}}).find("base is 21"), std::string::npos);
  EXPECT_NE(refusal({0, {}, 0.0}).find("escalate_at must be above 0"), std::string::npos);
  EXPECT_NE(refusal({0, {measured("a", RiskMeasure::kAnger, 11)}, {}}).find("weight is 11"),
            std::string::npos);
  EXPECT_NE(
      refusal(
          {0, {measured("a", RiskMeasure::kAnger, 1), measured("a", RiskMeasure::kAnger, 1)}, {}})
          .find("the name is taken"),
      std::string::npos);
  always.at_most = 1;
  always.when = rules::Condition::never();
  EXPECT_NE(refusal({0, {always}, {}}).find("at_most bounds a measure"), std::string::npos);
}

}  // namespace
}  // namespace escalon::classify
