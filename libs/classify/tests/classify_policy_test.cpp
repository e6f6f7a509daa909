#include "escalon/classify/classify_policy.hpp"

#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

ClassifyRules sound_rules() {
  ClassifyRules rules;
  rules.triggers = {trigger_rule("asks", "customer_asked", {"manager"})};
  rules.urgency = {{"now", 0.5, {{"", {"now"}}}, {}, {}}};
  rules.intents = {{"refund", {{"", {"refund"}}}, {}, {}}};
  rules.sentiment.lexicon = {{"en", -1, {"bad"}}};
  rules.priority = PriorityTable{
      rules::Field::attribute("a"), rules::Field::attribute("b"), {{{"x", "y"}, 1}}, 0};
  rules.repeat_contact = RepeatContactRule{};
  return rules;
}

std::string fault(const std::function<void(ClassifyRules&)>& change) {
  ClassifyRules rules = sound_rules();
  change(rules);
  const auto policy = ClassifyPolicy::compile(rules);
  return policy ? "" : policy.error().message;
}

TEST(ClassifyPolicy, CompilesSoundRules) {
  const auto policy = ClassifyPolicy::compile(sound_rules());
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy->rules().triggers.front().name, "asks");
}

TEST(ClassifyPolicy, RefusesAnUnknownCauseWithTheNearestOne) {
  const auto error = fault([](auto& rules) { rules.triggers[0].cause = "customer_aked"; });
  EXPECT_NE(error.find("trigger 'asks'"), std::string::npos) << error;
  EXPECT_NE(error.find("did you mean 'customer_asked'"), std::string::npos) << error;
}

TEST(ClassifyPolicy, RefusesABadPhraseAndNamesRuleAndPhrase) {
  const auto error = fault([](auto& rules) { rules.triggers[0].except = {{"", {"a (b"}}}; });
  EXPECT_NE(error.find("trigger 'asks': phrase 'a (b'"), std::string::npos) << error;
  EXPECT_NE(fault([](auto& rules) {
              rules.sentiment.lexicon[0].phrases = {"a*b"};
            }).find("sentiment.lexicon"),
            std::string::npos);
}

TEST(ClassifyPolicy, RefusesARuleThatWouldSpeakAlways) {
  const auto error = fault([](auto& rules) { rules.triggers[0].phrases.clear(); });
  EXPECT_NE(error.find("would speak always"), std::string::npos) << error;
  EXPECT_NE(fault([](auto& rules) { rules.urgency[0].phrases.clear(); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.intents[0].phrases.clear(); }), "");
}

TEST(ClassifyPolicy, RefusesEmptyAndRepeatedNames) {
  EXPECT_NE(fault([](auto& rules) { rules.triggers[0].name.clear(); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.triggers.push_back(rules.triggers[0]); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.urgency.push_back(rules.urgency[0]); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.intents.push_back(rules.intents[0]); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.repeat_contact->name.clear(); }), "");
}

TEST(ClassifyPolicy, RefusesNumbersOutOfRange) {
  EXPECT_NE(fault([](auto& rules) { rules.triggers[0].sentiment_at_most = -1.5; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.triggers[0].urgency_at_least = 1.5; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.triggers[0].negation_window = -1; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.urgency[0].weight = 2; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.sentiment.lexicon[0].weight = -3; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.sentiment.smoothing = 0; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.sentiment.negation_factor = -2; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.sentiment.negation_window = -1; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.retire_after = absl::ZeroDuration(); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.repeat_contact->contacts = 1; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.repeat_contact->within = absl::ZeroDuration(); }), "");
  EXPECT_NE(fault([](auto& rules) { rules.priority->cells.begin()->second = 10; }), "");
  EXPECT_NE(fault([](auto& rules) { rules.priority->otherwise = 10; }), "");
}

}  // namespace
}  // namespace escalon::classify
