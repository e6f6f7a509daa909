#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;

TEST(IntentPolicy, TakesWeightsAndTheScope) {
  const auto policy = compiled(R"(
intents:
  - intent: refund
    phrases: [refund*]
    weights: {en: {0.4: [money, "credit ... card"], -1: [refund policy]}}
out_of_scope: {weight: 0.8, confidence_below: 0.35, words_at_least: 3}
)");
  const auto& rules = policy->classify.rules();
  ASSERT_EQ(rules.intents.front().weights.size(), 2U);
  EXPECT_EQ(rules.intents.front().weights[0].weight, 0.4);
  EXPECT_EQ(rules.intents.front().weights[0].phrases.back(), "credit ... card");
  EXPECT_EQ(rules.intents.front().weights[1].weight, -1);
  EXPECT_EQ(rules.scope.weight, 0.8);
  EXPECT_EQ(rules.scope.confidence_below, 0.35);
  EXPECT_EQ(rules.scope.words_at_least, 3);
}

TEST(IntentPolicy, RefusesWhatIsNoWeightAndANameThatIsTaken) {
  EXPECT_EQ(errors("intents: [{intent: a, weights: {en: {6: [b]}}}]\n"),
            "policy.yaml:1:38: intents[0].weights.en.6: '6' is no weight from -5 to 5\n");
  EXPECT_EQ(errors("intents: [{intent: out_of_scope, phrases: [b]}]\n"),
            "policy.yaml:1:20: intents[0].intent: 'out_of_scope' is what a text is that no intent "
            "knows\n");
}

TEST(IntentPolicy, RefusesAScopeOfNothing) {
  EXPECT_EQ(errors("out_of_scope: {confidence_below: 0.5}\n"),
            "policy.yaml:1:1: out_of_scope: there are no intents that a text could be in the scope "
            "of\n");
}

TEST(RiskPolicy, TakesEveryKey) {
  const auto policy = compiled(R"(
risk:
  base: -3
  features:
    - {name: anger, measure: anger, weight: 2.5, at_most: 0.8}
    - {name: leaves, weight: 1.5, when: {trigger: churn_threat}}
    - {name: handed on, measure: transfers, weight: 0.5}
  escalate_at: 0.8
)");
  const auto& risk = policy->classify.rules().risk;
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->base, -3);
  ASSERT_EQ(risk->features.size(), 3U);
  EXPECT_EQ(risk->features[0].measure, classify::RiskMeasure::kAnger);
  EXPECT_EQ(risk->features[0].at_most, 0.8);
  EXPECT_EQ(risk->features[1].measure, classify::RiskMeasure::kNone);
  EXPECT_EQ(risk->features[1].when.text(), "trigger in [churn_threat]");
  EXPECT_EQ(risk->features[2].measure, classify::RiskMeasure::kTransfers);
  EXPECT_EQ(risk->escalate_at, 0.8);
}

TEST(RiskPolicy, RefusesWhatMeansNothing) {
  EXPECT_EQ(errors("risk: {base: 0, features: [{name: a, weight: 1}]}\n"),
            "policy.yaml:1:28: risk.features[0]: would speak always\n");
  EXPECT_EQ(errors("risk: {base: 0, features: [{name: a, weight: 1, measure: rage}]}\n"),
            "policy.yaml:1:58: risk.features[0].measure: unknown measure 'rage'\n");
  EXPECT_EQ(
      errors("risk: {base: 0, features: [{name: a, weight: 1, at_most: 2, when: {tier: b}}]}\n"),
      "policy.yaml:1:28: risk.features[0]: at_most bounds a measure, and there is none\n");
  EXPECT_EQ(errors("risk: {base: 0, features: [], escalate_at: 1.5}\n"),
            "policy.yaml:1:44: risk.escalate_at: '1.5' is not a number from 0.001 to 1\n");
}

TEST(RiskPolicy, IsAMeasureInConditionsAndAnOrderOfQueues) {
  const auto policy = compiled(R"(
teams: {supervisors: {order: risk}}
triggers: [{name: likely, cause: predicted, when: {risk: {at_least: 0.7}}}]
)");
  EXPECT_TRUE(policy->queue.teams.at("supervisors").by_risk);
  EXPECT_FALSE(policy->queue.teams.at("supervisors").by_age);
  EXPECT_EQ(policy->classify.rules().triggers.front().when.text(), "risk >= 0.7");
  EXPECT_EQ(errors("triggers: [{name: a, cause: predicted, when: {risk: 0.7}}]\n"),
            "policy.yaml:1:53: triggers[0].when.risk: a measured number is not compared for "
            "equality\n");
}

}  // namespace
}  // namespace escalon::policy
