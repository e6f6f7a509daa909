// What customers, agents and those who settled an escalation hear of it.
#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

NotifyPolicy with_customers() {
  NotifyPolicy policy = tested_policy();
  policy.customer.channel = "console";
  policy.customer.channels = {{"sms", "hook"}, {"chat", "chat"}};
  policy.customer.reasons = {{"conflict", "you were not content"}};
  policy.customer.names = {{"care", "our customer care"}};
  return policy;
}

EscalationEvent opened(const std::string& preferred = "", const std::string& channel = "") {
  EscalationEvent event;
  auto& opened = *event.mutable_opened();
  opened.set_team("care");
  opened.set_level(1);
  opened.mutable_cause()->set_cause(escalation::v1::CAUSE_CONFLICT);
  opened.mutable_handover()->set_preferred_channel(preferred);
  opened.mutable_handover()->set_channel(channel);
  opened.mutable_care()->set_promised_by_ms(to_ms(kNine + absl::Minutes(30)));
  return event;
}

EscalationEvent resolved(const std::string& agent = "") {
  EscalationEvent event;
  event.mutable_resolved()->set_outcome("solved");
  event.mutable_resolved()->set_agent(agent);
  return event;
}

TEST(Customer, HearsWhyWhoAndByWhen) {
  TestedNotices notices(with_customers());
  const Events events = notices.happens(opened());
  ASSERT_EQ(told(events), "customer by console");
  const auto& planned = first_plan(events).planned();
  EXPECT_EQ(planned.kind(), notification::v1::NOTIFICATION_KIND_CUSTOMER);
  EXPECT_EQ(planned.body(),
            "We have passed your request on to our customer care: you were not content. You hear "
            "from us by Fri  1 Mar 09:30 UTC.");
}

TEST(Customer, HearsByThePreferredChannelElseByThatOfTheContact) {
  TestedNotices by_sms(with_customers());
  EXPECT_EQ(told(by_sms.happens(opened("sms", "chat"))), "customer by hook");
  TestedNotices by_chat(with_customers());
  EXPECT_EQ(told(by_chat.happens(opened("fax", "chat"))), "customer by chat");
  TestedNotices by_default(with_customers());
  EXPECT_EQ(told(by_default.happens(opened("fax", "voice"))), "customer by console");
}

TEST(Customer, HearsOfARaiseWithItsNewPromiseAndOfTheEnd) {
  TestedNotices notices(with_customers());
  notices.happens(opened());
  EscalationEvent raised;
  raised.mutable_raised()->set_level(2);
  raised.mutable_raised()->set_promised_by_ms(to_ms(kNine + absl::Hours(2)));
  const Events up = notices.happens(std::move(raised));
  ASSERT_EQ(told(up), "customer by console");
  EXPECT_EQ(first_plan(up).planned().body(),
            "our customer care now takes care of your request. You hear from us by Fri  1 Mar "
            "11:00 UTC.");
  const Events end = notices.happens(resolved());
  ASSERT_EQ(told(end), "customer by console");
  EXPECT_EQ(first_plan(end).planned().body(),
            "our customer care has settled your request (solved).");
}

TEST(Customer, HearsByWhenOfWhatWasTakenUpAgain) {
  TestedNotices notices(with_customers());
  notices.happens(opened());
  notices.happens(resolved());
  EscalationEvent reopened;
  reopened.mutable_reopened()->set_promised_by_ms(to_ms(kNine + absl::Hours(3)));
  const Events again = notices.happens(std::move(reopened));
  ASSERT_EQ(told(again), "customer by console");
  EXPECT_EQ(first_plan(again).planned().body(),
            "We have passed your request on to our customer care: you were not content. You hear "
            "from us by Fri  1 Mar 12:00 UTC.");
}

TEST(Customer, HearsOfNoInstantThatIsNotPromisedAnyMore) {
  TestedNotices notices(with_customers());
  notices.happens(opened());
  notices.happens(resolved());
  EscalationEvent reopened;
  reopened.mutable_reopened();
  EXPECT_EQ(first_plan(notices.happens(std::move(reopened))).planned().body(),
            "We have passed your request on to our customer care: you were not content. You hear "
            "from us by as soon as we can.");
}

TEST(Customer, IsAskedAfterTheEnd) {
  TestedNotices notices(with_customers());
  notices.happens(opened());
  notices.happens(resolved());
  EscalationEvent follow_up;
  follow_up.mutable_follow_up_due();
  EXPECT_EQ(first_plan(notices.happens(std::move(follow_up))).planned().subject(), "Is all well?");
  EscalationEvent survey;
  survey.mutable_survey_due();
  EXPECT_EQ(first_plan(notices.happens(std::move(survey))).planned().subject(), "How did we do?");
}

TEST(Customer, HearsNothingWhereThePolicyNamesNoChannelOrNobodyStandsBehindIt) {
  TestedNotices silent;
  EXPECT_EQ(told(silent.happens(opened("sms"))), "");
  TestedNotices surge(with_customers());
  EscalationEvent parent = opened();
  parent.mutable_opened()->mutable_care()->set_surge_id("s1");
  EXPECT_EQ(told(surge.happens(std::move(parent))), "");
  EXPECT_EQ(told(surge.happens(resolved())), "");
}

TEST(Agent, HearsHowTheEscalationOfTheirContactEnded) {
  NotifyPolicy policy = tested_policy();
  policy.feedback = {.subject = "Case {case_id}: {outcome}", .body = "{root_cause}"};
  TestedNotices notices(policy);
  const Events events = notices.happens(resolved("dora"));
  ASSERT_EQ(told(events), "dora by chat");
  EXPECT_EQ(first_plan(events).planned().subject(), "Case case-1: solved");
  EXPECT_EQ(told(notices.happens(resolved(""))), "") << "nobody had it";
}

TEST(RootCause, IsAskedOfWhoSettledIt) {
  NotifyPolicy policy = tested_policy();
  policy.root_cause = {.subject = "What caused {case_id}?", .body = ""};
  TestedNotices notices(policy);
  EscalationEvent asked;
  asked.mutable_root_cause_asked()->set_person("dora");
  EXPECT_EQ(told(notices.happens(std::move(asked))), "dora by chat");
}

TEST(Page, EndsWhereASurgeTakesTheEscalationIn) {
  TestedNotices notices;
  notices.opened();
  notices.asks("dora");
  EscalationEvent joined;
  joined.mutable_surge_joined();
  EXPECT_EQ(kinds(notices.happens(std::move(joined))), "cancelled cancelled");
}

}  // namespace
}  // namespace escalon::notify
