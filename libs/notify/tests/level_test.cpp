#include <gtest/gtest.h>

#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using sla::v1::SlaEvent;

SlaEvent level(bool before_due) {
  SlaEvent event;
  event.set_clock("resolution");
  auto& reached = *event.mutable_level_reached();
  reached.set_level("lead");
  reached.set_at("75%");
  reached.set_before_due(before_due);
  reached.set_due_at_ms(absl::ToUnixMillis(kNine));
  reached.add_tell("team:care");
  reached.add_tell("person:dora");
  return event;
}

TEST(ClockLevel, TellsWhomItNames) {
  TestedNotices notices;
  const Events events = notices.happens(level(true));
  EXPECT_EQ(told(events), "team:care by console, dora by chat");
  const auto& planned = first_plan(events).planned();
  EXPECT_EQ(planned.subject(), "resolution of case case-1: lead (75%)");
  EXPECT_EQ(planned.body(), "Due 2024-03-01T09:00:00.000Z.");
  EXPECT_EQ(planned.kind(), notification::v1::NOTIFICATION_KIND_WARNING);
  EXPECT_EQ(planned.rule(), "resolution/lead");
}

TEST(ClockLevel, IsABreachFromTheDueInstantOn) {
  TestedNotices notices;
  EXPECT_EQ(first_plan(notices.happens(level(false))).planned().kind(),
            notification::v1::NOTIFICATION_KIND_BREACH);
}

TEST(ClockLevel, TellsTheSamePeopleWhenItIsTakenBack) {
  TestedNotices notices;
  notices.happens(level(false));
  SlaEvent event;
  event.set_clock("resolution");
  event.mutable_level_withdrawn()->set_level("lead");
  event.mutable_level_withdrawn()->set_at("75%");
  event.mutable_level_withdrawn()->add_tell("team:care");
  const Events events = notices.happens(event);
  EXPECT_EQ(told(events), "team:care by console");
  EXPECT_EQ(first_plan(events).planned().subject(),
            "Taken back: resolution of case case-1: lead (75%)");
}

TEST(ClockLevel, IsAnEventThatRulesMayName) {
  NotifyPolicy policy = tested_policy();
  NotifyRule rule;
  rule.name = "tested";
  rule.events = {"sla.level_reached"};
  rule.recipients = {"subscribers"};
  rule.text.subject = "{event} {detail}";
  policy.rules.push_back(rule);
  SlaEvent silent = level(true);
  silent.mutable_level_reached()->clear_tell();
  TestedNotices notices(policy);
  EXPECT_EQ(first_plan(notices.happens(silent)).planned().subject(),
            "sla.level_reached lead (75%)");
}

}  // namespace
}  // namespace escalon::notify
