#include <cmath>
#include <string>

#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

ClassifyRules words() {
  ClassifyRules rules;
  rules.sentiment.lexicon = {{"", -1, {"terrible", "😡"}},
                             {"", -0.5, {"bad", "not working"}},
                             {"", 0.5, {"good"}},
                             {"", 1, {"great", "not bad"}}};
  rules.sentiment.intensifiers = {{"", 1.5, {"very"}}, {"", 0.5, {"a bit"}}};
  rules.sentiment.negators = {{"", {"not", "never"}}};
  rules.sentiment.contrasts = {{"", {"but"}}};
  return rules;
}

double score(std::string_view text) {
  return ToldCase(compiled(words())).customer_says(text).sentiment().score();
}

double of_sum(double sum) {
  return std::round(1000 * sum / std::sqrt(sum * sum + 1)) / 1000;
}

TEST(Sentiment, IsNeutralWhereNoWordSpeaks) {
  EXPECT_EQ(score(""), 0);
  EXPECT_EQ(score("the parcel is blue"), 0);
}

TEST(Sentiment, SumsItsWords) {
  EXPECT_DOUBLE_EQ(score("terrible"), of_sum(-1));
  EXPECT_DOUBLE_EQ(score("terrible 😡"), of_sum(-2));
  EXPECT_DOUBLE_EQ(score("great but terrible"), of_sum(0.5 - 1));
  EXPECT_DOUBLE_EQ(score("good bad"), of_sum(0));
}

TEST(Sentiment, IsTurnedByANegator) {
  EXPECT_DOUBLE_EQ(score("not good"), of_sum(-0.3));
  EXPECT_DOUBLE_EQ(score("never ever so good"), of_sum(-0.3));
  EXPECT_DOUBLE_EQ(score("not one two three good"), of_sum(0.5));
  EXPECT_DOUBLE_EQ(score("I did not. good"), of_sum(0.5));
}

TEST(Sentiment, TakesThePhraseBeforeItsWords) {
  EXPECT_DOUBLE_EQ(score("not bad"), of_sum(1));
  EXPECT_DOUBLE_EQ(score("it is not working"), of_sum(-0.5));
}

TEST(Sentiment, IsStrengthenedAndWeakened) {
  EXPECT_DOUBLE_EQ(score("very bad"), of_sum(-0.75));
  EXPECT_DOUBLE_EQ(score("a bit bad"), of_sum(-0.25));
  EXPECT_DOUBLE_EQ(score("BAD"), of_sum(-0.625));
  EXPECT_DOUBLE_EQ(score("bad!"), of_sum(-0.55));
  EXPECT_DOUBLE_EQ(score("bad!!!!!!!!"), of_sum(-0.65));
}

TEST(Sentiment, NeedsMoreWordsInALongText) {
  std::string filler;
  for (int i = 0; i < 159; ++i) {
    filler += "word ";
  }
  EXPECT_DOUBLE_EQ(score(filler + "terrible"), std::round(-1000 / std::sqrt(5.0)) / 1000);
}

TEST(Sentiment, NamesItsReasonsTheHeaviestFirst) {
  const auto said =
      ToldCase(compiled(words())).customer_says("Good, but very TERRIBLE").sentiment();
  ASSERT_EQ(said.reasons_size(), 2);
  EXPECT_EQ(said.reasons(0), "TERRIBLE -1.88");
  EXPECT_EQ(said.reasons(1), "Good 0.25");
}

TEST(Sentiment, NamesEightReasonsAtMost) {
  const auto said =
      ToldCase(compiled(words())).customer_says("bad bad bad bad bad bad bad bad bad bad bad");
  EXPECT_EQ(said.sentiment().reasons_size(), 8);
}

TEST(Sentiment, IsOfTheCustomerAlone) {
  EXPECT_EQ(ToldCase(compiled(words())).agent_says("terrible").sentiment().score(), 0);
}

TEST(ConversationSentiment, FollowsTheNewestWordsByHalf) {
  ToldCase told(compiled(words()));
  EXPECT_DOUBLE_EQ(told.customer_says("terrible").conversation_sentiment(), -0.707);
  EXPECT_DOUBLE_EQ(told.agent_says("great").conversation_sentiment(), -0.707);
  EXPECT_DOUBLE_EQ(told.customer_says("hm").conversation_sentiment(), -0.354);
  EXPECT_DOUBLE_EQ(told.customer_says("great").conversation_sentiment(), 0.177);
}

TEST(Urgency, AddsUpAndNamesItsReasons) {
  ClassifyRules rules;
  rules.urgency = {{"now", 0.5, {{"", {"right now"}}}, {{"", {"not right now"}}}, {}},
                   {"gold",
                    0.4,
                    {},
                    {},
                    rules::Condition::one_of(rules::Field(rules::FieldKind::kTier), {"gold"})}};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("whenever").urgency().score(), 0);
  EXPECT_EQ(told.customer_says("not right now").urgency().score(), 0);
  ContactEvent event;
  event.mutable_customer()->set_tier("gold");
  event.mutable_customer_message()->set_text("I need it RIGHT NOW");
  const auto urgency = told.send(event).front().classified().urgency();
  EXPECT_DOUBLE_EQ(urgency.score(), 0.7);
  ASSERT_EQ(urgency.reasons_size(), 2);
  EXPECT_EQ(urgency.reasons(0), "now: RIGHT NOW 0.5");
  EXPECT_EQ(urgency.reasons(1), "gold: tier in [gold] 0.4");
}

TEST(Trend, IsTheMoodNowLessTheMeanOfAllTexts) {
  ClassifyRules rules;
  rules.sentiment.lexicon = {{"", 1, {"good"}}, {"", -1, {"bad"}}};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("good").sentiment_trend(), 0) << "one text has no trend";
  EXPECT_DOUBLE_EQ(told.customer_says("good").sentiment_trend(), 0);
  // Texts 0.707, 0.707, -0.707: mean 0.236, mood 0.
  EXPECT_NEAR(told.customer_says("bad").sentiment_trend(), -0.236, 0.002);
  EXPECT_NEAR(told.agent_says("good").sentiment_trend(), -0.236, 0.002) << "of the customer alone";
  // Then -0.707 again: mean 0, mood -0.354.
  EXPECT_NEAR(told.customer_says("bad").sentiment_trend(), -0.354, 0.002);
}

}  // namespace
}  // namespace escalon::classify
