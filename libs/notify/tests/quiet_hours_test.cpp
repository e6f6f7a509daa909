#include "escalon/notify/quiet_hours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

absl::Time at(std::string_view instant) {
  return *parse_instant(instant);
}

std::shared_ptr<const calendar::Calendar> daily(std::string_view hours, std::string_view zone) {
  calendar::CalendarSpec spec;
  spec.name = "quiet";
  spec.time_zone = zone;
  for (auto& day : spec.weekly) {
    day = {*calendar::parse_span(hours)};
  }
  return std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
}

// Quiet from 22:00 to 07:00 in Berlin, which is at UTC+1 in March until the 31st.
QuietHours night() {
  return {.name = "night", .during = daily("22:00-07:00", "Europe/Berlin")};
}

Allowed found(const QuietHours& hours, std::string_view instant, int priority = 5,
              std::string_view recipient = "dora", std::string_view channel = "chat") {
  return allowed(std::span(&hours, 1), {recipient, channel, priority, at(instant)});
}

TEST(QuietHours, KeepANoticeUntilTheyEnd) {
  const Allowed kept = found(night(), "2024-03-01T22:30:00Z");
  EXPECT_EQ(kept.due, at("2024-03-02T06:00:00Z"));
  EXPECT_EQ(kept.channel, "chat");
  EXPECT_EQ(kept.quiet_hours, "night");
}

TEST(QuietHours, BeginWithTheFirstInstantAndEndWithTheLast) {
  EXPECT_EQ(found(night(), "2024-03-01T20:59:59.999Z").quiet_hours, "");
  EXPECT_EQ(found(night(), "2024-03-01T21:00:00Z").due, at("2024-03-02T06:00:00Z"));
  EXPECT_EQ(found(night(), "2024-03-02T05:59:59.999Z").due, at("2024-03-02T06:00:00Z"));
  EXPECT_EQ(found(night(), "2024-03-02T06:00:00Z").quiet_hours, "");
}

TEST(QuietHours, AreShorterByAnHourThatTheClockLeavesOut) {
  EXPECT_EQ(found(night(), "2024-03-30T21:00:00Z").due, at("2024-03-31T05:00:00Z"));
}

TEST(QuietHours, AreLongerByAnHourThatComesTwice) {
  EXPECT_EQ(found(night(), "2024-10-26T20:00:00Z").due, at("2024-10-27T06:00:00Z"));
}

TEST(QuietHours, LetThroughWhatIsUrgent) {
  QuietHours hours = night();
  hours.let_through = 2;
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 2).quiet_hours, "");
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 3).quiet_hours, "night");
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 0).quiet_hours, "night") << "of no escalation";
}

TEST(QuietHours, AreForThePeopleAndChannelsThatTheyName) {
  QuietHours hours = night();
  hours.people = {"dora"};
  hours.channels = {"chat"};
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 5, "emil").quiet_hours, "");
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 5, "dora", "console").quiet_hours, "");
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z").quiet_hours, "night");
}

TEST(QuietHours, SendByAnotherChannelAtOnce) {
  QuietHours hours = night();
  hours.instead = "console";
  const Allowed diverted = found(hours, "2024-03-01T23:00:00Z");
  EXPECT_EQ(diverted.channel, "console");
  EXPECT_EQ(diverted.due, at("2024-03-01T23:00:00Z"));
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z", 5, "dora", "console").quiet_hours, "");
}

TEST(QuietHours, ThatQuietTheOtherChannelKeepTheNoticeThere) {
  QuietHours first = night();
  first.channels = {"chat"};
  first.instead = "console";
  QuietHours second = night();
  second.name = "home";
  second.channels = {"console"};
  const std::vector<QuietHours> both{first, second};
  const Allowed kept = allowed(both, {"dora", "chat", 5, at("2024-03-01T23:00:00Z")});
  EXPECT_EQ(kept.channel, "console");
  EXPECT_EQ(kept.due, at("2024-03-02T06:00:00Z"));
  EXPECT_EQ(kept.quiet_hours, "home");
}

TEST(QuietHours, ThatNeverEndKeepANoticeForSevenDays) {
  const QuietHours hours{.name = "ever", .during = daily("00:00-24:00", "UTC")};
  EXPECT_EQ(found(hours, "2024-03-01T23:00:00Z").due, at("2024-03-08T23:00:00Z"));
}

/// Tests begin at 09:00 UTC; here it is quiet until 10:30 for the page of an escalation whose
/// acknowledgement is due at 09:10, unless a test says otherwise.
NotifyPolicy quiet_policy(int let_through = 0, std::string instead = {}) {
  NotifyPolicy policy = tested_policy();
  policy.retry.jitter = 0;
  policy.quiet_hours = {{.name = "morning",
                         .during = daily("08:00-10:30", "UTC"),
                         .people = {"dora"},
                         .channels = {"chat"},
                         .let_through = let_through,
                         .instead = std::move(instead)}};
  return policy;
}

const absl::Time kQuietEnd = kNine + absl::Minutes(90);

TEST(QuietPage, WaitsUntilTheQuietEnds) {
  TestedNotices notices(quiet_policy());
  notices.opened();
  const Events events = notices.asks("dora");
  EXPECT_EQ(told(events), "dora by chat, dora by console");
  EXPECT_EQ(effects(notices.state())[0].due, kQuietEnd);
  EXPECT_EQ(effects(notices.state())[1].due, kNine + absl::Minutes(2)) << "the console is not";
  const auto& page = first_plan(events).planned();
  EXPECT_EQ(page.held_until_ms(), to_ms(kQuietEnd));
  EXPECT_EQ(page.quiet_hours(), "morning");
}

TEST(QuietPage, IsDroppedWhenSomebodyAcknowledgesMeanwhile) {
  TestedNotices notices(quiet_policy());
  notices.opened();
  notices.asks("dora");
  notices.pass(absl::Minutes(5));
  EXPECT_EQ(kinds(notices.acknowledged("emil")), "cancelled cancelled");
  EXPECT_TRUE(effects(notices.state()).empty());
}

TEST(QuietPage, OfAnUrgentEscalationGoesThrough) {
  TestedNotices notices(quiet_policy(2));
  notices.opened();  // with priority 2
  notices.asks("dora");
  EXPECT_EQ(effects(notices.state())[0].due, kNine);
}

TEST(QuietPage, GoesAtOnceWhenItsEscalationGetsUrgent) {
  TestedNotices notices(quiet_policy(1));
  notices.opened();
  const std::string kept = first_plan(notices.asks("dora")).notification_id();
  notices.pass(absl::Minutes(3));
  escalation::v1::EscalationEvent worse;
  worse.mutable_cause_added()->set_priority(1);
  const Events events = notices.happens(worse);
  ASSERT_EQ(kinds(events), "cancelled planned");
  const Event& dropped = *std::ranges::find_if(events, &Event::has_cancelled);
  EXPECT_EQ(dropped.notification_id(), kept);
  EXPECT_EQ(dropped.cancelled().reason(), "more_urgent");
  const Event& sent = first_plan(events);
  EXPECT_NE(sent.notification_id(), kept);
  EXPECT_EQ(sent.planned().due_at_ms(), to_ms(kNine + absl::Minutes(3)));
  EXPECT_EQ(sent.planned().held_until_ms(), 0);
  EXPECT_EQ(sent.planned().subject(), "[1] conflict: my modem is broken");
  EXPECT_EQ(sent.planned().give_up_at_ms(), to_ms(kNine + absl::Minutes(10)));
}

TEST(QuietPage, IsNotSentTwiceWhereItGotUrgentWhileItWasKeptAndThatIsDecidedAfterwards) {
  TestedNotices notices(quiet_policy(1));
  notices.opened();
  notices.pass(kQuietEnd - kNine - absl::Minutes(5));
  notices.asks("dora");
  escalation::v1::EscalationEvent worse;
  worse.set_effective_at_ms(to_ms(kQuietEnd - absl::Minutes(1)));
  worse.mutable_cause_added()->set_priority(1);
  notices.pass(absl::Minutes(5));
  EXPECT_EQ(kinds(notices.happens(worse)), "") << "it is due, and may be under way";
}

TEST(QuietPage, GoesByTheOtherChannelWhereThereIsOne) {
  TestedNotices notices(quiet_policy(0, "hook"));
  notices.opened();
  EXPECT_EQ(told(notices.asks("dora")), "dora by hook, dora by console");
  EXPECT_EQ(effects(notices.state())[0].due, kNine);
}

TEST(QuietPage, OfTheDefaultRouteGoesThroughRetriesToo) {
  TestedNotices notices(quiet_policy());
  notices.opened();
  escalation::v1::EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_person("dora");
  step.mutable_step_started()->set_default_route(true);
  const Events events = notices.happens(step);
  EXPECT_EQ(effects(notices.state())[0].due, kNine);
  notices.reports(first_plan(events).notification_id(), 1, false);
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Seconds(2));
}

TEST(QuietPage, ThatWasNeverSentIsNotTakenBack) {
  NotifyPolicy policy = quiet_policy();
  policy.people["dora"] = {{.channel = "chat"}};
  TestedNotices notices(policy);
  notices.opened();
  notices.asks("dora");
  EXPECT_EQ(told(notices.withdrawn()), "");
  notices.opened();
  const std::string page = first_plan(notices.asks("dora")).notification_id();
  notices.pass(absl::Minutes(90));
  notices.reports(page, 1, true);
  EXPECT_EQ(told(notices.withdrawn()), "dora by chat");
}

TEST(QuietNotice, IsGivenUpLaterByAsMuchAsItWasKept) {
  NotifyPolicy policy = quiet_policy();
  policy.rules = {{.name = "tell",
                   .events = {"escalation.opened"},
                   .recipients = {"person:dora"},
                   .text = {.subject = "opened"}}};
  TestedNotices ruled(policy);
  const Events events = ruled.opened();
  const auto& planned = first_plan(events).planned();
  EXPECT_EQ(planned.due_at_ms(), to_ms(kQuietEnd));
  EXPECT_EQ(planned.give_up_at_ms(), to_ms(kQuietEnd + absl::Hours(24)));
}

/// A page that is tried so long before nine; it gets quiet at eight.
std::string failing(TestedNotices& notices, absl::Duration before) {
  notices.pass(-before);
  notices.opened();
  escalation::v1::EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_person("dora");
  return first_plan(notices.happens(step)).notification_id();
}

TEST(QuietRetry, WaitsUntilTheQuietEnds) {
  TestedNotices notices(quiet_policy());
  const std::string id = failing(notices, absl::Minutes(60) + absl::Seconds(1));
  EXPECT_EQ(kinds(notices.reports(id, 1, false)), "attempt_failed");
  EXPECT_EQ(effects(notices.state())[0].due, kQuietEnd);
}

TEST(QuietRetry, GoesByTheOtherChannelWhereThereIsOne) {
  TestedNotices notices(quiet_policy(0, "hook"));
  const std::string id = failing(notices, absl::Minutes(60) + absl::Seconds(1));
  const Events events = notices.reports(id, 1, false);
  EXPECT_EQ(kinds(events), "cancelled planned");
  EXPECT_EQ(told(events), "dora by hook");
}

TEST(QuietRetry, GoesAtOnceWhenItsEscalationGetsUrgent) {
  TestedNotices notices(quiet_policy(1));
  const std::string id = failing(notices, absl::Minutes(60) + absl::Seconds(1));
  notices.reports(id, 1, false);
  notices.pass(absl::Minutes(10));
  escalation::v1::EscalationEvent worse;
  worse.mutable_cause_added()->set_priority(1);
  const Events events = notices.happens(worse);
  ASSERT_EQ(kinds(events), "cancelled planned");
  EXPECT_EQ(first_plan(events).planned().due_at_ms(), to_ms(notices.now()));
}

/// Dora is told of what is opened; an attempt is tried again for an hour.
NotifyPolicy telling_policy(std::string instead = {}) {
  NotifyPolicy policy = quiet_policy(0, std::move(instead));
  policy.retry.give_up_after = absl::Hours(1);
  policy.rules = {{.name = "tell",
                   .events = {"escalation.opened"},
                   .recipients = {"person:dora"},
                   .text = {.subject = "opened"}}};
  return policy;
}

TEST(QuietRetry, OfANoticeIsNotGivenUpForTheTimeThatTheQuietTakes) {
  TestedNotices notices(telling_policy());
  notices.pass(-absl::Minutes(60) - absl::Seconds(1));
  const std::string id = first_plan(notices.opened()).notification_id();
  EXPECT_EQ(kinds(notices.reports(id, 1, false)), "attempt_failed");
  EXPECT_EQ(effects(notices.state())[0].due, kQuietEnd);
  notices.pass(kQuietEnd - notices.now());
  EXPECT_EQ(kinds(notices.reports(id, 2, false)), "attempt_failed") << "tried again as ever";
}

TEST(QuietNotice, ThatIsDecidedWhenItIsQuietWaitsThoughItWasDueBefore) {
  TestedNotices notices(telling_policy());
  escalation::v1::EscalationEvent opened;
  opened.mutable_opened()->set_priority(2);
  opened.set_effective_at_ms(to_ms(kNine - absl::Hours(2)));
  EXPECT_EQ(first_plan(notices.happens(opened)).planned().due_at_ms(), to_ms(kQuietEnd));
}

TEST(QuietNotice, DoesNotWaitForCompanyUntilItsChannelIsQuiet) {
  NotifyPolicy policy = telling_policy("hook");
  policy.grouping.wait = absl::Minutes(2);
  TestedNotices notices(policy);
  notices.pass(-absl::Minutes(61));
  const Events events = notices.opened();
  const auto& planned = first_plan(events).planned();
  EXPECT_EQ(planned.channel(), "chat");
  EXPECT_EQ(planned.due_at_ms(), to_ms(notices.now()));
}

}  // namespace
}  // namespace escalon::notify
