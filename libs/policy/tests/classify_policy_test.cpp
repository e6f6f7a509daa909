#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;

TEST(TriggerPolicy, TakesEveryKey) {
  const auto policy = compiled(R"(
triggers:
  - name: manager
    cause: customer_asked
    phrases: {en: [a manager, the boss], any: [chef]}
    except: [my boss]
    with: [want]
    negation_window: 3
    said_by: both
    sentiment_at_most: -0.2
    urgency_at_least: 0.5
    when: {channel: chat}
)");
  ASSERT_EQ(policy->classify.rules().triggers.size(), 1U);
  const classify::TriggerRule& rule = policy->classify.rules().triggers.front();
  EXPECT_EQ(rule.name, "manager");
  EXPECT_EQ(rule.cause, "customer_asked");
  ASSERT_EQ(rule.phrases.size(), 2U);
  EXPECT_EQ(rule.phrases[0].language, "en");
  EXPECT_EQ(rule.phrases[0].phrases, (std::vector<std::string>{"a manager", "the boss"}));
  EXPECT_EQ(rule.phrases[1].language, "");
  EXPECT_EQ(rule.except.front().phrases.front(), "my boss");
  EXPECT_EQ(rule.with.front().phrases.front(), "want");
  EXPECT_EQ(rule.negation_window, 3);
  EXPECT_EQ(rule.said_by, classify::Speaker::kBoth);
  EXPECT_EQ(rule.sentiment_at_most, -0.2);
  EXPECT_EQ(rule.urgency_at_least, 0.5);
  EXPECT_EQ(rule.when.text(), "channel in [chat]");
  EXPECT_EQ(policy->classify.rules().hash, policy->hash);
}

TEST(TriggerPolicy, RefusesAPhraseThatIsNone) {
  const std::string text = errors(R"(
triggers:
  - name: manager
    cause: customer_asked
    phrases:
      en:
        - a manager
        - a (manager
)");
  EXPECT_TRUE(text.starts_with("policy.yaml:7:11: triggers[0].phrases.en[1]: ")) << text;
}

TEST(TriggerPolicy, RefusesUnknownCausesAndLanguages) {
  EXPECT_EQ(errors("triggers: [{name: a, cause: sla_breach, phrases: {English: [a]}}]\n"),
            "policy.yaml:1:29: triggers[0].cause: unknown cause 'sla_breach'\n"
            "policy.yaml:1:51: triggers[0].phrases.English: 'English' is no language\n");
}

TEST(TriggerPolicy, RefusesARuleThatWouldSpeakAlways) {
  EXPECT_EQ(errors("triggers: [{name: a, cause: conflict}]\n"),
            "policy.yaml:1:12: triggers[0]: would speak always\n");
  EXPECT_EQ(errors("urgency: [{name: a, weight: 0.5}]\n"),
            "policy.yaml:1:11: urgency[0]: would speak always\n");
  EXPECT_EQ(errors("intents: [{intent: a}]\n"),
            "policy.yaml:1:11: intents[0]: would speak always\n");
}

TEST(TriggerPolicy, HasRulesWithNamesOfTheirOwn) {
  EXPECT_EQ(errors("intents: [{intent: a, phrases: [b]}, {intent: a, phrases: [c]}]\n"),
            "policy.yaml:1:38: intents[1]: the name 'a' is used by an earlier rule\n");
}

TEST(SentimentPolicy, WeighsWordsByLanguage) {
  const auto policy = compiled(R"(
sentiment:
  lexicon: {en: {-1.5: [terrible, awful], 1: [good]}, any: {0.5: ["👍"]}}
  intensifiers: {en: {1.5: [very]}}
  negators: {en: [not]}
  contrasts: [but]
  negation_window: 4
  negation_factor: -0.5
  smoothing: 0.3
)");
  const classify::SentimentRules& rules = policy->classify.rules().sentiment;
  ASSERT_EQ(rules.lexicon.size(), 3U);
  EXPECT_EQ(rules.lexicon[0].weight, -1.5);
  EXPECT_EQ(rules.lexicon[0].language, "en");
  EXPECT_EQ(rules.lexicon[0].phrases, (std::vector<std::string>{"terrible", "awful"}));
  EXPECT_EQ(rules.lexicon[2].language, "");
  EXPECT_EQ(rules.intensifiers.front().weight, 1.5);
  EXPECT_EQ(rules.negators.front().phrases.front(), "not");
  EXPECT_EQ(rules.contrasts.front().language, "");
  EXPECT_EQ(rules.negation_window, 4);
  EXPECT_EQ(rules.negation_factor, -0.5);
  EXPECT_EQ(rules.smoothing, 0.3);
}

TEST(SentimentPolicy, RefusesWeightsOutOfRange) {
  EXPECT_EQ(errors("sentiment: {lexicon: {en: {-3: [bad], much: [good]}}}\n"),
            "policy.yaml:1:28: sentiment.lexicon.en.-3: '-3' is no weight from -2 to 2\n"
            "policy.yaml:1:39: sentiment.lexicon.en.much: 'much' is no weight from -2 to 2\n");
}

TEST(RepeatContactPolicy, TakesEveryKey) {
  const auto policy = compiled("repeat_contact: {name: third, contacts: 3, within: 2d}\n");
  ASSERT_TRUE(policy->classify.rules().repeat_contact.has_value());
  EXPECT_EQ(policy->classify.rules().repeat_contact->name, "third");
  EXPECT_EQ(policy->classify.rules().repeat_contact->within, absl::Hours(48));
  EXPECT_EQ(
      errors("repeat_contact: {contacts: 1}\n"),
      "policy.yaml:1:28: repeat_contact.contacts: '1' is not a whole number from 2 to 1000\n");
}

TEST(LanguagePolicy, TakesEveryKey) {
  const auto policy = compiled("language: {otherwise: de, markers: {de: [und], en: [and]}}\n");
  EXPECT_EQ(policy->classify.rules().language.otherwise, "de");
  EXPECT_EQ(policy->classify.rules().language.markers.size(), 2U);
}

std::string table(const std::string& keys) {
  return "priority:\n  rows: attributes.impact\n  columns: attributes.urgency\n" + keys;
}

TEST(PriorityTable, IsReadByRowsAndColumns) {
  const auto policy =
      compiled(table("  table: {high: {now: 1, later: 2}, low: {now: 3, later: 4}}\n"));
  const auto& read = *policy->classify.rules().priority;
  EXPECT_EQ(read.rows, rules::Field::attribute("impact"));
  EXPECT_EQ(read.cells.at({"high", "later"}), 2);
  EXPECT_EQ(read.otherwise, 0);
}

TEST(PriorityTable, IsCompleteOrHasADefault) {
  EXPECT_EQ(errors(table("  table: {high: {now: 1, later: 2}, low: {now: 3}}\n")),
            "policy.yaml:1:1: priority: the table has no priority for low x later\n");
  EXPECT_EQ(errors(table("  table: {high: {now: 1, later: 2}, low: {now: 3}}\n  otherwise: 5\n")),
            "");
}

TEST(PriorityTable, RefusesWhatIsNone) {
  EXPECT_EQ(errors(table("  table: {high: {now: 0}}\n")),
            "policy.yaml:4:23: priority.table.high.now: '0' is not a whole number from 1 to 9\n");
  EXPECT_EQ(errors("priority: {rows: tier, columns: tier, table: {a: {a: 1}}}\n"),
            "policy.yaml:1:1: priority: rows and columns are the same field\n");
  EXPECT_EQ(errors("priority: {rows: tierr, columns: tier, table: {a: {a: 1}}}\n"),
            "policy.yaml:1:18: priority.rows: unknown field 'tierr' (did you mean 'tier'?)\n");
}

}  // namespace
}  // namespace escalon::policy
