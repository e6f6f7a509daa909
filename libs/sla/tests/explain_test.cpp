#include "escalon/sla/explain.hpp"

#include <gtest/gtest.h>

namespace escalon::sla {
namespace {

ClockRule for_channel(const char* clock, const char* channel) {
  ClockRule rule;
  rule.name = clock;
  rule.applies = rules::Condition::one_of(rules::Field(rules::FieldKind::kChannel), {channel});
  return rule;
}

TEST(ExplainRules, TellsWhichRuleOfAClockAppliesAndWhyTheEarlierOnesDoNot) {
  SlaPolicy policy;
  policy.clocks = {for_channel("answer", "email"), for_channel("answer", "chat"),
                   for_channel("solution", "voice")};
  v1::CaseClocks state;
  state.mutable_current()->set_channel("chat");
  const auto answers = explain_rules(state, "acme", policy);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].clock, "answer");
  EXPECT_TRUE(answers[0].applies);
  EXPECT_EQ(answers[0].why_not,
            (std::vector<std::vector<std::string>>{{"channel is chat, not email"}}));
  EXPECT_FALSE(answers[1].applies);
}

}  // namespace
}  // namespace escalon::sla
