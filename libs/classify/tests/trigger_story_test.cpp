#include <string>

#include "escalon/base/instant.hpp"
#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

using classification::v1::Classified;
using classification::v1::Trigger;

ClassifyRules manager_rules() {
  ClassifyRules rules;
  rules.triggers = {
      trigger_rule("asks", "customer_asked", {"speak to (a|the|your) (manager|supervisor)"}),
      trigger_rule("leaves", "churn_threat", {"cancel ... account"})};
  rules.triggers[0].except = {
      {"", {"(don't|do not) want to speak to (a|the|your) (manager|supervisor)"}}};
  return rules;
}

TEST(Trigger, NamesItsRuleAndQuotesTheCustomer) {
  ToldCase told(compiled(manager_rules()));
  const Classified said = told.customer_says("Let me speak to YOUR manager or I cancel my account");
  ASSERT_EQ(said.triggers_size(), 2);
  EXPECT_EQ(said.triggers(0).cause(), "customer_asked");
  EXPECT_EQ(said.triggers(0).rule(), "asks");
  EXPECT_EQ(said.triggers(0).phrase(), "speak to YOUR manager");
  EXPECT_EQ(said.triggers(1).phrase(), "cancel my account");
}

TEST(Trigger, SpeaksOnceAnEvent) {
  ToldCase told(compiled(manager_rules()));
  const auto said = told.customer_says("Speak to a manager! I said speak to the manager!");
  ASSERT_EQ(said.triggers_size(), 1);
  EXPECT_EQ(said.triggers(0).phrase(), "Speak to a manager");
}

TEST(Trigger, IsSilentInsideAnException) {
  ToldCase told(compiled(manager_rules()));
  EXPECT_EQ(told.customer_says("I don't want to speak to a manager").triggers_size(), 0);
  const auto both = told.customer_says(
      "I didn't call. I do not want to speak to a manager; no, do let me speak to the manager");
  ASSERT_EQ(both.triggers_size(), 1);
  EXPECT_EQ(both.triggers(0).phrase(), "speak to the manager");
}

TEST(Trigger, IsSilentBesideAnException) {
  ClassifyRules rules;
  rules.triggers = {trigger_rule("fire", "critical_event", {"fire"})};
  rules.triggers[0].except = {{"", {"amazon|kindle"}}};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("the amazon fire").triggers_size(), 0);
  EXPECT_EQ(told.customer_says("the fire kindle").triggers_size(), 0);
  EXPECT_EQ(told.customer_says("amazon is on fire").triggers_size(), 1);
}

TEST(Trigger, ListensToWhomItsRuleNames) {
  auto rules = manager_rules();
  rules.triggers[0].said_by = Speaker::kAgent;
  rules.triggers[1].said_by = Speaker::kBoth;
  ToldCase told(compiled(rules));
  const std::string words = "Speak to a manager to cancel the account";
  EXPECT_EQ(told.customer_says(words).triggers_size(), 1);
  EXPECT_EQ(told.agent_says(words).triggers_size(), 2);
}

TEST(Trigger, HearsTranscriptsBySpeakerAndSubjects) {
  ToldCase told(compiled(manager_rules()));
  ContactEvent segment;
  segment.mutable_transcript_segment()->set_speaker("customer");
  segment.mutable_transcript_segment()->set_text("I must speak to a supervisor");
  EXPECT_EQ(told.send(segment).front().classified().triggers_size(), 1);
  segment.mutable_transcript_segment()->set_speaker("agent");
  EXPECT_EQ(told.send(segment).front().classified().triggers_size(), 0);
  ContactEvent started;
  started.mutable_started()->set_subject("Wants to speak to a supervisor");
  EXPECT_EQ(told.send(started).front().classified().triggers_size(), 1);
  EXPECT_EQ(told.state().customer_messages(), 1);
}

TEST(Trigger, AsksForASecondPhraseWhereItsRuleDoes) {
  auto rules = manager_rules();
  rules.triggers[1].with = {{"", {"today|now"}}};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("cancel my account").triggers_size(), 0);
  EXPECT_EQ(told.customer_says("Now listen. cancel my account").triggers_size(), 1);
}

TEST(Trigger, LooksForANegatorBeforeItsPhrase) {
  auto rules = manager_rules();
  rules.sentiment.negators = {{"", {"not", "don't"}}};
  rules.triggers[1].negation_window = 2;
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("do not ever cancel my account").triggers_size(), 0);
  EXPECT_EQ(told.customer_says("not you, but I may cancel my account").triggers_size(), 1);
  EXPECT_EQ(told.customer_says("I do not. cancel my account").triggers_size(), 1);
}

TEST(Trigger, MaySpeakFromSentimentAloneAndQuotesTheWorstWord) {
  ClassifyRules rules;
  rules.sentiment.lexicon = {{"", -1.2, {"awful"}}, {"", -0.4, {"late"}}};
  TriggerRule rule;
  rule.name = "hostile";
  rule.cause = "conflict";
  rule.sentiment_at_most = -0.7;
  rules.triggers = {rule};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("late").triggers_size(), 0);
  const auto said = told.customer_says("late again, AWFUL");
  ASSERT_EQ(said.triggers_size(), 1);
  EXPECT_EQ(said.triggers(0).phrase(), "AWFUL");
  EXPECT_EQ(said.triggers(0).reason(), "sentiment -0.89");
}

TEST(Trigger, MayAskForUrgencyAndConditions) {
  auto rules = manager_rules();
  rules.urgency = {{"now", 0.5, {{"", {"now"}}}, {}, {}}};
  rules.triggers[0].urgency_at_least = 0.5;
  rules.triggers[1].when =
      rules::Condition::one_of(rules::Field(rules::FieldKind::kTrigger), {"customer_asked"});
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("speak to a manager, cancel my account").triggers_size(), 0);
  const auto said = told.customer_says("speak to a manager now, cancel my account");
  ASSERT_EQ(said.triggers_size(), 2) << "the second rule sees the cause of the first";
  EXPECT_EQ(said.triggers(0).reason(), "urgency 0.5");
  EXPECT_EQ(said.triggers(1).reason(), "trigger in [customer_asked]");
}

TEST(Trigger, BelongsToItsLanguage) {
  ClassifyRules rules;
  rules.triggers = {trigger_rule("asks", "customer_asked", {})};
  rules.triggers[0].phrases = {{"de", {"chef"}}, {"fr", {"responsable"}}};
  rules.language.markers = {{"de", {"ich", "und", "den"}}, {"fr", {"je", "le", "et"}}};
  ToldCase told(compiled(rules));
  EXPECT_EQ(told.customer_says("the chef cooked").triggers_size(), 0);
  EXPECT_EQ(told.customer_says("Ich will den Chef").triggers_size(), 1);
  EXPECT_EQ(told.customer_says("Je veux le responsable").language(), "fr");
  EXPECT_EQ(told.customer_says("le chef").language(), "en") << "one small word proves nothing";
}

TEST(Trigger, GoesByTheLanguageThatTheCustomerTold) {
  ClassifyRules rules;
  rules.triggers = {trigger_rule("asks", "customer_asked", {})};
  rules.triggers[0].phrases = {{"de", {"chef"}}};
  ToldCase told(compiled(rules));
  ContactEvent event;
  event.mutable_customer()->set_language("de-AT");
  event.mutable_customer_message()->set_text("chef!");
  EXPECT_EQ(told.send(event).front().classified().triggers_size(), 1);
  EXPECT_EQ(told.customer_says("chef!").language(), "de") << "the case remembers it";
}

TEST(EscalationAsked, IsATriggerWithItsCause) {
  ToldCase told(compiled({}));
  ContactEvent event;
  event.mutable_escalation_asked()->set_by("agent");
  EXPECT_EQ(told.send(event).front().classified().triggers(0).cause(), "agent_asked");
  event.mutable_escalation_asked()->set_cause("needs_approval");
  EXPECT_EQ(told.send(event).front().classified().triggers(0).cause(), "needs_approval");
  event.mutable_escalation_asked()->set_by("customer");
  event.mutable_escalation_asked()->set_cause("no such cause");
  const auto asked = told.send(event).front().classified();
  EXPECT_EQ(asked.triggers(0).cause(), "customer_asked");
  EXPECT_EQ(asked.triggers(0).reason(), "asked by the customer");
}

class RepeatContact : public testing::Test {
 protected:
  static ClassifyRules rules() {
    ClassifyRules rules;
    rules.repeat_contact = RepeatContactRule{"comes back", 3, absl::Hours(24)};
    return rules;
  }
  Trigger contact(const std::string& id, const std::string& previous = "") {
    ContactEvent event;
    event.set_contact_id(id);
    event.set_previous_contact_id(previous);
    event.mutable_started();
    return trigger_of(told_.send(event).front().classified(), "repeat_contact");
  }

  ToldCase told_{compiled(rules())};
};

TEST_F(RepeatContact, IsSeenAtTheThirdContactOnly) {
  EXPECT_EQ(contact("a").rule(), "");
  EXPECT_EQ(contact("b").rule(), "");
  const Trigger third = contact("c");
  EXPECT_EQ(third.rule(), "comes back");
  EXPECT_EQ(third.reason(), "contact 3 within 1d");
  EXPECT_EQ(contact("c").rule(), "") << "a further event of a contact that is known";
}

TEST_F(RepeatContact, ForgetsContactsThatAreTooOld) {
  contact("a");
  told_.wait(absl::Hours(25));
  contact("b");
  EXPECT_EQ(contact("c").rule(), "");
  EXPECT_EQ(contact("d").rule(), "comes back");
}

TEST_F(RepeatContact, CountsTheContactThatWasContinuedOnce) {
  EXPECT_EQ(contact("b", "a").rule(), "");
  EXPECT_EQ(contact("c", "b").rule(), "comes back");
}

TEST_F(RepeatContact, DoesNotCountAKnownContactAgain) {
  contact("a");
  EXPECT_EQ(contact("b", "a").rule(), "");
}

TEST_F(RepeatContact, CountsNoContactThatBeganLater) {
  contact("b");
  contact("c");
  ContactEvent event;
  event.set_contact_id("a");
  set_occurred_at(event, told_.now() - absl::Hours(1));
  EXPECT_EQ(told_.send(event).front().classified().triggers_size(), 0);
}

}  // namespace
}  // namespace escalon::classify
