#include <gtest/gtest.h>

#include <algorithm>

#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

NotifyPolicy with_rule(std::vector<std::string> events, std::vector<std::string> recipients,
                       std::string channel = "") {
  NotifyPolicy policy = tested_policy();
  NotifyRule rule;
  rule.name = "tested";
  rule.events = std::move(events);
  rule.recipients = std::move(recipients);
  rule.channel = std::move(channel);
  rule.text = {.subject = "{event} {cause}", .body = "{team} {actor} {clock} {due}"};
  policy.rules.push_back(rule);
  return policy;
}

TEST(Rule, TellsSubscribersOfTheEventsItNames) {
  TestedNotices notices(with_rule({"escalation.opened"}, {"subscribers"}, "hook"));
  const Events events = notices.opened();
  EXPECT_EQ(told(events), "subscribers by hook");
  EXPECT_EQ(first_plan(events).planned().subject(), "escalation.opened conflict");
  EXPECT_EQ(first_plan(events).planned().type(), "escalation.opened");
  EXPECT_EQ(first_plan(events).planned().rule(), "tested");
  EXPECT_EQ(told(notices.acknowledged("emil")), "");
}

TEST(Rule, MayNameAllEvents) {
  TestedNotices notices(with_rule({"*"}, {"subscribers"}, "hook"));
  EXPECT_EQ(told(notices.opened()), "subscribers by hook");
  EXPECT_EQ(told(notices.acknowledged("emil")), "subscribers by hook");
}

TEST(Rule, KnowsPeopleTeamsAndWhoeverWasAsked) {
  TestedNotices notices(
      with_rule({"escalation.acknowledged"},
                {"person:dora", "team:board", "owner_team", "asked", "customer"}));
  notices.opened();
  notices.asks("emil");
  EXPECT_EQ(told(notices.acknowledged("emil")),
            "dora by chat, team:board by console, team:care by console, emil by console, "
            "customer by console");
}

TEST(Rule, TellsNobodyTwiceOfOneEvent) {
  TestedNotices notices(with_rule({"escalation.acknowledged"}, {"person:emil", "asked"}));
  notices.opened();
  notices.asks("emil");
  EXPECT_EQ(told(notices.acknowledged("emil")), "emil by console");
}

TEST(Rule, TellsOfWarningsAndBreaches) {
  NotifyPolicy policy = with_rule({"sla.warning", "sla.breached"}, {"team:care"}, "chat");
  policy.rules[0].kind = notification::v1::NOTIFICATION_KIND_BREACH;
  TestedNotices notices(policy);
  sla::v1::SlaEvent breached;
  breached.set_clock("first_response");
  breached.mutable_breached()->set_due_at_ms(1709283600000);
  const Events events = notices.happens(breached);
  EXPECT_EQ(told(events), "team:care by chat");
  EXPECT_EQ(first_plan(events).planned().kind(), notification::v1::NOTIFICATION_KIND_BREACH);
  EXPECT_EQ(first_plan(events).planned().body(), "  first_response 2024-03-01T09:00:00.000Z");
  sla::v1::SlaEvent started;
  started.mutable_started();
  EXPECT_TRUE(notices.happens(started).empty());
}

TEST(Rule, TellsOfTheEscalationAsItIsAfterTheEvent) {
  NotifyPolicy policy = with_rule({"escalation.raised"}, {"subscribers"});
  policy.rules[0].text.subject = "level {level}";
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent raised;
  raised.mutable_raised()->set_level(2);
  EXPECT_EQ(first_plan(notices.happens(raised)).planned().subject(), "level 2");
}

TEST(Rule, MayNameOnlyEventsThatExist) {
  const auto& types = event_types();
  EXPECT_NE(std::ranges::find(types, "escalation.resolved"), types.end());
  EXPECT_NE(std::ranges::find(types, "escalation.surge_grew"), types.end());
  EXPECT_NE(std::ranges::find(types, "sla.breach_withdrawn"), types.end());
  EXPECT_EQ(std::ranges::find(types, "escalation.story_noted"), types.end());
}

TEST(Template, IsCheckedForItsPlaceholders) {
  EXPECT_TRUE(check_template("{case_id} and {{braces}}").ok());
  const Status typo = check_template("{case_ids}");
  ASSERT_FALSE(typo.ok());
  EXPECT_NE(typo.error().message.find("did you mean 'case_id'"), std::string::npos);
  EXPECT_FALSE(check_template("open {case_id").ok());
  EXPECT_FALSE(check_template("stray } here").ok());
}

TEST(Template, LeavesDoubledBracesAndStrangersAlone) {
  NotifyPolicy policy = with_rule({"escalation.opened"}, {"subscribers"});
  policy.rules[0].text.subject = "{{x}} {stranger} {case_id} }";
  TestedNotices notices(policy);
  EXPECT_EQ(first_plan(notices.opened()).planned().subject(), "{x} {stranger} case-1 }");
}

TEST(Template, OfThePolicysOwnIsSound) {
  const NotifyPolicy policy;
  for (const Template& text : {policy.page, policy.withdrawn, policy.answer, policy.help}) {
    EXPECT_TRUE(check_template(text.subject).ok());
    EXPECT_TRUE(check_template(text.body).ok());
  }
}

}  // namespace
}  // namespace escalon::notify
