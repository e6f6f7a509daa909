#include "escalon/notification/throttled_channel.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace escalon::notification {
namespace {

const absl::Time kNine = absl::FromUnixSeconds(1709283600);

/// Counts what it takes, and refuses while it is broken.
class CountingChannel final : public DeliveryChannel {
 public:
  explicit CountingChannel(int& taken, const bool& broken) : taken_(taken), broken_(broken) {}
  Attempted deliver(const Delivery&) override {
    if (broken_) {
      return {false, "503", false, {}};
    }
    ++taken_;
    return {true, "200", false, {}};
  }

 private:
  int& taken_;
  const bool& broken_;
};

class Throttled : public ::testing::Test {
 protected:
  Attempted send(const std::string& recipient,
                 v1::NotificationKind kind = v1::NOTIFICATION_KIND_UPDATE) {
    Delivery delivery;
    delivery.planned.set_recipient(recipient);
    delivery.planned.set_kind(kind);
    return channel_->deliver(delivery);
  }

  int taken_ = 0;
  bool broken_ = false;
  absl::Time now_ = kNine;
  std::unique_ptr<DeliveryChannel> channel_ = make_throttled_channel(
      std::make_unique<CountingChannel>(taken_, broken_),
      {{.count = 2, .per = absl::Minutes(1)}, {.count = 3, .per = absl::Minutes(10)}},
      [this] { return now_; });
};

TEST_F(Throttled, HoldsBackWhatIsTooMuchUntilItMayGo) {
  EXPECT_TRUE(send("mia").delivered);
  now_ += absl::Seconds(20);
  EXPECT_TRUE(send("mia").delivered);
  const Attempted held = send("mia");
  EXPECT_FALSE(held.delivered);
  EXPECT_FALSE(held.permanent);
  EXPECT_EQ(held.retry_after, absl::Seconds(40));
  now_ += held.retry_after;
  EXPECT_TRUE(send("mia").delivered);
  EXPECT_EQ(send("mia").retry_after, absl::Minutes(9)) << "the longer window is full now";
  EXPECT_EQ(taken_, 3);
}

TEST_F(Throttled, CountsEachRecipientApart) {
  send("mia");
  send("mia");
  EXPECT_FALSE(send("mia").delivered);
  EXPECT_TRUE(send("team:billing").delivered);
}

TEST_F(Throttled, NeverHoldsAPageBack) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(send("mia", v1::NOTIFICATION_KIND_PAGE).delivered);
  }
  EXPECT_TRUE(send("mia").delivered) << "and pages do not count";
}

TEST_F(Throttled, DoesNotCountWhatTheChannelDidNotTake) {
  broken_ = true;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(send("mia").answer, "503");
  }
  broken_ = false;
  EXPECT_TRUE(send("mia").delivered);
}

}  // namespace
}  // namespace escalon::notification
