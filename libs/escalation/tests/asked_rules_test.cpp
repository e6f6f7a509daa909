// Which rules of the matrix were asked, as a decision records it.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

rules::Condition tier_is(std::string tier) {
  return rules::Condition::one_of(rules::Field(rules::FieldKind::kTier), {std::move(tier)});
}

/// The tested policy, whose first rule is `angry`, with rules before it that are asked first.
EscalationPolicy with_rules_before(const std::vector<MatrixRule>& rules) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.insert(policy.matrix.begin(), rules.begin(), rules.end());
  return policy;
}

MatrixRule rule_like_angry(std::string name, rules::Condition when) {
  MatrixRule rule = tested_policy().matrix[0];
  rule.name = std::move(name);
  rule.when = std::move(when);
  return rule;
}

v1::Opened opened_by_anger(const EscalationPolicy& policy) {
  TestedCase tested(policy);
  return first(tested.customer_says("I am furious", {"conflict"}), Event::kOpened).opened();
}

TEST(AskedRules, AreRecordedWithWhatDidNotHold) {
  const v1::AskedRules asked =
      opened_by_anger(with_rules_before({rule_like_angry("angry_gold", tier_is("gold"))}))
          .asked_rules();
  ASSERT_EQ(asked.rules_size(), 2) << "rules for other causes are not asked";
  EXPECT_EQ(asked.rules(0).rule(), "angry_gold");
  ASSERT_EQ(asked.rules(0).why_not_size(), 1);
  EXPECT_EQ(asked.rules(0).why_not(0), "tier is not told, not gold");
  EXPECT_EQ(asked.rules(1).rule(), "angry");
  EXPECT_EQ(asked.rules(1).why_not_size(), 0);
  EXPECT_EQ(asked.left_out(), 0);
}

TEST(AskedRules, AreRecordedOfAFurtherCause) {
  EscalationPolicy policy = tested_policy();
  MatrixRule modem = rule_like_angry(
      "late_modem", rules::Condition::one_of(rules::Field::attribute("product"), {"modem"}));
  modem.causes = {};
  modem.breach_clocks = {"first_response"};
  policy.matrix.insert(policy.matrix.begin(), modem);
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  const v1::CauseAdded added =
      first(tested.breach("first_response", "breach-1"), Event::kCauseAdded).cause_added();
  ASSERT_EQ(added.asked_rules().rules_size(), 2);
  EXPECT_EQ(added.asked_rules().rules(0).rule(), "late_modem");
  EXPECT_EQ(added.asked_rules().rules(0).why_not(0), "attributes.product is not told, not modem");
  EXPECT_EQ(added.asked_rules().rules(1).rule(), added.rule());
}

TEST(AskedRules, AreAllThatAreForTheCauseWhereTheDefaultRouteIsTaken) {
  EscalationPolicy policy = tested_policy();
  policy.matrix = {rule_like_angry("gold", tier_is("gold")),
                   rule_like_angry("vip", tier_is("vip"))};
  const v1::Opened opened = opened_by_anger(policy);
  EXPECT_EQ(opened.rule(), "default_route");
  ASSERT_EQ(opened.asked_rules().rules_size(), 2);
  EXPECT_EQ(opened.asked_rules().rules(0).rule(), "gold");
  EXPECT_EQ(opened.asked_rules().rules(1).rule(), "vip");
  EXPECT_EQ(opened.asked_rules().rules(1).why_not_size(), 1);
  policy.matrix.clear();
  const v1::Opened unasked = opened_by_anger(policy);
  EXPECT_TRUE(unasked.has_asked_rules()) << "that none was there is known";
  EXPECT_EQ(unasked.asked_rules().rules_size(), 0);
}

TEST(AskedRules, AreSoManyAtMostAndTheOneThatDecidedAlways) {
  std::vector<MatrixRule> never;
  for (int i = 0; i < 200; ++i) {
    never.push_back(rule_like_angry("never_" + std::to_string(i), rules::Condition::never()));
  }
  const v1::AskedRules asked = opened_by_anger(with_rules_before(never)).asked_rules();
  ASSERT_EQ(asked.rules_size(), 50);
  EXPECT_EQ(asked.rules(48).rule(), "never_48");
  EXPECT_EQ(asked.rules(49).rule(), "angry");
  EXPECT_EQ(asked.left_out(), 151);
}

TEST(AskedRules, SayFiveThingsEachAndNoMoreWordsThanAJournalShouldCarry) {
  std::vector<rules::Condition> tests;
  for (int i = 0; i < 9; ++i) {
    tests.push_back(rules::Condition::one_of(rules::Field::attribute("a" + std::to_string(i)),
                                             {std::string(1000, 'x')}));
  }
  const std::vector<MatrixRule> long_winded(40,
                                            rule_like_angry("long", rules::Condition::all(tests)));
  const v1::AskedRules asked = opened_by_anger(with_rules_before(long_winded)).asked_rules();
  EXPECT_EQ(asked.rules(0).why_not_size(), 5);
  EXPECT_EQ(asked.rules(0).why_not(0).size(), 280U);
  EXPECT_LT(asked.ByteSizeLong(), 6000U);
  EXPECT_EQ(asked.rules_size() + asked.left_out(), 41);
  EXPECT_EQ(asked.rules().rbegin()->rule(), "angry");
}

}  // namespace
}  // namespace escalon::escalation
