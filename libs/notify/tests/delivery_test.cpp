#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

/// A case with one page to emil, whose default channel is `chat` where a test says so.
struct Paged {
  explicit Paged(NotifyPolicy policy = tested_policy()) : notices(std::move(policy)) {
    notices.opened();
    id = first_plan(notices.asks("emil")).notification_id();
  }
  TestedNotices notices;
  std::string id;
};

TEST(Delivery, EndsTheNotification) {
  Paged paged;
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, true)), "delivered");
  EXPECT_TRUE(effects(paged.notices.state()).empty());
}

TEST(Delivery, IsNotedOnce) {
  Paged paged;
  paged.notices.reports(paged.id, 1, true);
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, true)), "");
}

TEST(Delivery, OfAnAttemptThatIsNotPendingIsIgnored) {
  Paged paged;
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 2, true)), "");
  EXPECT_EQ(kinds(paged.notices.reports("nonsense", 1, true)), "");
}

TEST(Failure, IsTriedAgainWithADoublingWait) {
  NotifyPolicy policy = tested_policy();
  policy.retry.jitter = 0;
  Paged paged(policy);
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, false)), "attempt_failed");
  EXPECT_EQ(effects(paged.notices.state())[0].due, kNine + absl::Seconds(2));
  EXPECT_EQ(effects(paged.notices.state())[0].generation, 2U);
  paged.notices.reports(paged.id, 2, false);
  EXPECT_EQ(effects(paged.notices.state())[0].due, kNine + absl::Seconds(4));
  paged.notices.reports(paged.id, 3, false);
  EXPECT_EQ(effects(paged.notices.state())[0].due, kNine + absl::Seconds(8));
}

TEST(Failure, HasAJitterThatDependsOnTheNotificationAlone) {
  Paged one;
  Paged two;
  one.notices.reports(one.id, 1, false);
  two.notices.reports(two.id, 1, false);
  const absl::Duration wait = effects(one.notices.state())[0].due - kNine;
  EXPECT_EQ(wait, effects(two.notices.state())[0].due - kNine);
  EXPECT_GE(wait, absl::Seconds(2));
  EXPECT_LE(wait, absl::Milliseconds(2400));
}

TEST(Failure, HonoursWhatTheChannelAsksFor) {
  Paged paged;
  paged.notices.reports(paged.id, 1, false, absl::Minutes(1));
  EXPECT_EQ(effects(paged.notices.state())[0].due, kNine + absl::Minutes(1));
}

TEST(Failure, EndsAfterTheLastAttempt) {
  NotifyPolicy policy = tested_policy();
  policy.retry.attempts = 2;
  Paged paged(policy);
  paged.notices.reports(paged.id, 1, false);
  const Events events = paged.notices.reports(paged.id, 2, false);
  EXPECT_EQ(kinds(events), "given_up");
  EXPECT_EQ(events[0].given_up().attempts(), 2);
  EXPECT_EQ(events[0].given_up().reason(), "503");
}

TEST(Failure, EndsWhenNothingCanHelp) {
  Paged paged;
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, false, absl::ZeroDuration(), true)),
            "given_up");
}

TEST(Failure, EndsWhenTheNextAttemptWouldComeTooLate) {
  Paged paged;
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, false, absl::Minutes(11))), "given_up");
}

TEST(Failure, OfAPageFallsBackToTheDefaultChannel) {
  Paged paged;
  const Events asked = paged.notices.asks("dora");
  const Events events = paged.notices.reports(first_plan(asked).notification_id(), 1, false,
                                              absl::ZeroDuration(), true);
  EXPECT_EQ(kinds(events), "given_up planned");
  EXPECT_EQ(told(events), "dora by console");
  const std::string fallback = first_plan(events).notification_id();
  EXPECT_EQ(kinds(paged.notices.reports(fallback, 1, false, absl::ZeroDuration(), true)),
            "given_up")
      << "and no further";
}

TEST(Failure, AfterTheAcknowledgementMeansNothing) {
  Paged paged;
  paged.notices.acknowledged("emil");
  EXPECT_EQ(kinds(paged.notices.reports(paged.id, 1, false)), "");
}

}  // namespace
}  // namespace escalon::notify
