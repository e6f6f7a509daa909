#include "escalon/escalation/explain.hpp"

#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TEST(Explain, TellsOfEachRuleForTheReasonWhyItDoesNotDecide) {
  EscalationPolicy policy = tested_policy();
  MatrixRule gold = policy.matrix[0];
  gold.name = "angry_gold";
  gold.when = rules::Condition::one_of(rules::Field(rules::FieldKind::kTier), {"gold"});
  policy.matrix.insert(policy.matrix.begin(), gold);
  v1::CaseStory story;
  story.mutable_customer()->set_tier("silver");
  const auto answers = explain_rules(story, {.cause = v1::CAUSE_CONFLICT}, policy);
  ASSERT_EQ(answers.size(), 2U) << "rules for other causes are left out";
  EXPECT_EQ(answers[0].rule->name, "angry_gold");
  EXPECT_EQ(answers[0].why_not, std::vector<std::string>{"tier is silver, not gold"});
  EXPECT_EQ(answers[1].rule->name, "angry");
  EXPECT_TRUE(answers[1].why_not.empty());
}

TEST(Explain, TellsTheRiskThatARuleLooksAt) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].when = rules::Condition::at_least(rules::Field(rules::FieldKind::kRisk), 0.75);
  v1::CaseStory story;
  story.set_risk(0.5);
  EXPECT_EQ(explain_rules(story, {.cause = v1::CAUSE_CONFLICT}, policy)[0].why_not,
            std::vector<std::string>{"risk is 0.5, not at least 0.75"});
}

TEST(Explain, StopsAtTheRuleThatDecides) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.push_back(policy.matrix[0]);
  EXPECT_EQ(explain_rules({}, {.cause = v1::CAUSE_CONFLICT}, policy).size(), 1U);
}

TEST(Explain, AsksForTheClockOfABreach) {
  const EscalationPolicy policy = tested_policy();
  const auto answers =
      explain_rules({}, {.cause = v1::CAUSE_SLA_BREACH, .clock = "first_response"}, policy);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].rule->name, "late");
  EXPECT_TRUE(explain_rules({}, {.cause = v1::CAUSE_SLA_BREACH, .clock = "other"}, policy).empty());
}

}  // namespace
}  // namespace escalon::escalation
