#include "escalon/notify/grouping.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

/// Notices wait a minute for company, pages ten seconds; emil is told of what is opened and raised.
NotifyPolicy grouping_policy() {
  NotifyPolicy policy = tested_policy();
  policy.retry.jitter = 0;
  policy.people["emil"] = {{.channel = "chat"}};
  policy.grouping = {.wait = absl::Minutes(1), .pages = absl::Seconds(10)};
  policy.rules = {{.name = "tell",
                   .events = {"escalation.opened", "escalation.raised"},
                   .recipients = {"person:emil"},
                   .text = {.subject = "{event} {escalation_id}", .body = "{case_id}"}}};
  return policy;
}

/// The message that is sent next; there must be one.
PendingNotification next_message(const CaseNotifications& state) {
  const std::vector<DueTimer> due = effects(state);
  const auto first = std::ranges::min_element(due, {}, &DueTimer::due);
  return message_of(state, *find_pending(state, first->id, static_cast<int>(first->generation)));
}

TEST(Grouping, SendsNoticesOfOnePersonAndChannelAsOne) {
  TestedNotices notices(grouping_policy());
  const std::string first = first_plan(notices.opened("e1")).notification_id();
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Minutes(1));
  notices.pass(absl::Seconds(40));
  const Events events = notices.opened("e2");
  EXPECT_EQ(kinds(events), "planned grouped");
  const std::string second = first_plan(events).notification_id();
  ASSERT_EQ(effects(notices.state()).size(), 1U);
  EXPECT_EQ(effects(notices.state())[0].id, first);
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Minutes(1)) << "no later than the first";
  const auto message = next_message(notices.state()).planned();
  EXPECT_EQ(message.subject(), "escalation.opened e1 (and 1 more)");
  EXPECT_EQ(message.body(), "case-1\n\nescalation.opened e2\ncase-1\n\nEscalations: e1, e2");
  EXPECT_EQ(std::vector<std::string>(message.together().begin(), message.together().end()),
            (std::vector<std::string>{first, second}));
}

TEST(Grouping, NotesTheResultOfEach) {
  TestedNotices notices(grouping_policy());
  const std::string first = first_plan(notices.opened("e1")).notification_id();
  const std::string second = first_plan(notices.opened("e2")).notification_id();
  notices.pass(absl::Minutes(1));
  EXPECT_EQ(kinds(notices.reports(second, 1, true)), "") << "it is not the message";
  const Events events = notices.reports(first, 1, true);
  ASSERT_EQ(kinds(events), "delivered delivered");
  EXPECT_EQ(events[0].notification_id(), first);
  EXPECT_EQ(events[1].notification_id(), second);
  EXPECT_EQ(notices.state().pending_size(), 0);
}

TEST(Grouping, TriesAgainTogether) {
  TestedNotices notices(grouping_policy());
  const std::string first = first_plan(notices.opened("e1")).notification_id();
  notices.opened("e2");
  notices.pass(absl::Minutes(1));
  EXPECT_EQ(kinds(notices.reports(first, 1, false)), "attempt_failed attempt_failed grouped");
  ASSERT_EQ(effects(notices.state()).size(), 1U);
  EXPECT_EQ(effects(notices.state())[0].generation, 2U);
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Seconds(62));
  EXPECT_EQ(next_message(notices.state()).planned().together_size(), 2);
  EXPECT_EQ(kinds(notices.reports(first, 2, false, absl::ZeroDuration(), true)),
            "given_up given_up");
}

TEST(Grouping, BeginsAnewOnceTheMessageIsDue) {
  TestedNotices notices(grouping_policy());
  notices.opened("e1");
  notices.pass(absl::Minutes(1));
  EXPECT_EQ(kinds(notices.opened("e2")), "planned");
  EXPECT_EQ(effects(notices.state()).size(), 2U);
}

TEST(Grouping, KeepsRecipientsAndChannelsApart) {
  NotifyPolicy policy = grouping_policy();
  policy.rules[0].recipients = {"person:emil", "person:dora"};
  policy.grouping.channels = {"chat"};
  policy.people["emil"] = {{.channel = "console"}};
  TestedNotices notices(policy);
  EXPECT_EQ(kinds(notices.opened("e1")), "planned planned");
  EXPECT_EQ(effects(notices.state())[0].due, kNine) << "the console is not grouped";
  EXPECT_EQ(effects(notices.state())[1].due, kNine + absl::Minutes(1));
  EXPECT_EQ(kinds(notices.opened("e2")), "planned planned grouped");
}

TEST(GroupedPage, TakesWithItWhatWaitsAndIsNotDelayedByIt) {
  TestedNotices notices(grouping_policy());
  const std::string update = first_plan(notices.opened("e1")).notification_id();
  const Events events = notices.asks("emil");
  ASSERT_EQ(kinds(events), "planned grouped");
  const std::string page = first_plan(events).notification_id();
  ASSERT_EQ(effects(notices.state()).size(), 1U);
  EXPECT_EQ(effects(notices.state())[0].id, page);
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Seconds(10));
  const PendingNotification message = next_message(notices.state());
  EXPECT_EQ(message.notification_id(), page);
  EXPECT_EQ(message.planned().kind(), notification::v1::NOTIFICATION_KIND_PAGE);
  EXPECT_EQ(message.planned().together(1), update);
}

TEST(GroupedPage, MakesAPageOfTheMessageThatItIsSentWith) {
  TestedNotices notices(grouping_policy());
  notices.opened("e1");
  notices.pass(absl::Seconds(55));
  EXPECT_EQ(kinds(notices.asks("emil")), "planned grouped");
  const PendingNotification message = next_message(notices.state());
  EXPECT_EQ(message.planned().kind(), notification::v1::NOTIFICATION_KIND_PAGE);
  EXPECT_EQ(message.planned().subject(), "[2] conflict: my modem is broken (and 1 more)");
  EXPECT_EQ(message.planned().handover().issue(), "my modem is broken");
}

TEST(GroupedPage, ThatIsNotNeededLeavesTheOthersTheirOwnTime) {
  TestedNotices notices(grouping_policy());
  const std::string update = first_plan(notices.opened("e1")).notification_id();
  const std::string other = first_plan(notices.opened("e2")).notification_id();
  notices.asks("emil");
  notices.pass(absl::Seconds(5));
  EXPECT_EQ(kinds(notices.acknowledged("emil")), "cancelled");
  ASSERT_EQ(effects(notices.state()).size(), 1U);
  EXPECT_EQ(effects(notices.state())[0].id, update);
  EXPECT_EQ(effects(notices.state())[0].due, kNine + absl::Minutes(1));
  EXPECT_EQ(next_message(notices.state()).planned().together(1), other);
}

/// A message that brings a page and an update is being sent when the page is acknowledged.
struct AcknowledgedInFlight {
  AcknowledgedInFlight() {
    update = first_plan(notices.opened("e1")).notification_id();
    page = first_plan(notices.asks("emil")).notification_id();
    notices.pass(absl::Seconds(10));
    EXPECT_EQ(kinds(notices.acknowledged("emil")), "cancelled");
  }
  TestedNotices notices{grouping_policy()};
  std::string update;
  std::string page;
};

TEST(GroupedPage, ThatIsAcknowledgedWhileItIsSentLeavesTheOthersTheOutcome) {
  AcknowledgedInFlight sent;
  ASSERT_EQ(effects(sent.notices.state()).size(), 1U);
  EXPECT_EQ(effects(sent.notices.state())[0].id, sent.page) << "nothing is sent a second time";
  const Events events = sent.notices.reports(sent.page, 1, true);
  ASSERT_EQ(kinds(events), "delivered");
  EXPECT_EQ(events[0].notification_id(), sent.update);
  EXPECT_EQ(sent.notices.state().pending_size(), 0);
}

TEST(GroupedPage, ThatIsAcknowledgedWhileItIsSentIsNotTriedAgainWithTheOthers) {
  AcknowledgedInFlight sent;
  const Events events = sent.notices.reports(sent.page, 1, false);
  ASSERT_EQ(kinds(events), "attempt_failed");
  EXPECT_EQ(events[0].notification_id(), sent.update);
  ASSERT_EQ(sent.notices.state().pending_size(), 1);
  EXPECT_EQ(effects(sent.notices.state())[0].id, sent.update);
  EXPECT_EQ(effects(sent.notices.state())[0].generation, 2U);
}

TEST(GroupedPage, ThatIsAcknowledgedIsNotInAMessageThatIsSentAnewAfterACrash) {
  AcknowledgedInFlight sent;
  const auto message = next_message(sent.notices.state()).planned();
  EXPECT_EQ(message.kind(), notification::v1::NOTIFICATION_KIND_UPDATE);
  EXPECT_EQ(message.subject(), "escalation.opened e1");
  EXPECT_EQ(message.together_size(), 0);
}

TEST(GroupedPage, IsCancelledOnce) {
  AcknowledgedInFlight sent;
  sent.notices.withdrawn();
  int cancelled = 0;
  for (const Event& event : sent.notices.all()) {
    cancelled += event.has_cancelled() ? 1 : 0;
  }
  EXPECT_EQ(cancelled, 1);
}

TEST(GroupedPage, DoesNotWaitUntilItsAcknowledgementIsDue) {
  NotifyPolicy policy = grouping_policy();
  policy.grouping = {.wait = absl::Minutes(20), .pages = absl::Minutes(10)};
  TestedNotices notices(policy);
  notices.opened("e1");
  notices.asks("emil");
  EXPECT_EQ(effects(notices.state())[0].due, kNine);
}

TEST(Message, HasAnIdThatTellsWhatItBrings) {
  notification::v1::Planned alone;
  EXPECT_EQ(message_id("n1", alone), "n1");
  notification::v1::Planned both;
  both.add_together("n1");
  both.add_together("n2");
  notification::v1::Planned three = both;
  three.add_together("n3");
  EXPECT_NE(message_id("n1", both), "n1");
  EXPECT_NE(message_id("n1", both), message_id("n1", three));
  EXPECT_EQ(message_id("n1", both), message_id("n1", both));
}

}  // namespace
}  // namespace escalon::notify
