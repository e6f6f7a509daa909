#include "escalon/notify/send_limit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace escalon::notify {
namespace {

absl::Time minute(double number) {
  return absl::UnixEpoch() + absl::Minutes(number);
}

bool may_send_at(double now, const std::vector<SendLimit>& limits,
                 const std::vector<double>& sent_minutes) {
  std::vector<absl::Time> sent;
  for (const double number : sent_minutes) {
    sent.push_back(minute(number));
  }
  return may_send(limits, sent, minute(now));
}

TEST(SendLimit, HoldsWithinItsWindow) {
  const std::vector<SendLimit> limits = {{2, absl::Minutes(15)}};
  EXPECT_TRUE(may_send_at(0, limits, {}));
  EXPECT_TRUE(may_send_at(1, limits, {0}));
  EXPECT_FALSE(may_send_at(14.99, limits, {1, 0}));
  EXPECT_TRUE(may_send_at(15, limits, {1, 0}));
}

TEST(SendLimit, HoldsWithEveryOther) {
  const std::vector<SendLimit> limits = {{1, absl::Minutes(1)}, {3, absl::Minutes(15)}};
  EXPECT_FALSE(may_send_at(0.5, limits, {0}));
  EXPECT_FALSE(may_send_at(2, limits, {-10, -12, 0}));
  EXPECT_TRUE(may_send_at(3, limits, {-10, -12, 0}));
}

TEST(SendLimit, ThatIsSmoothSpreadsItsBudget) {
  const std::vector<SendLimit> limits = {{3, absl::Minutes(15), true}};
  EXPECT_FALSE(may_send_at(4.9, limits, {0}));
  EXPECT_TRUE(may_send_at(5, limits, {0}));
  EXPECT_FALSE(may_send_at(9.9, limits, {0, 5}));
  EXPECT_TRUE(may_send_at(10, limits, {0, 5}));
}

TEST(SendLimit, ThatIsSmoothLeavesTheBurstOfTheLimitBeforeIt) {
  const std::vector<SendLimit> limits = {{3, absl::Minutes(15)}, {7, absl::Minutes(60), true}};
  EXPECT_TRUE(may_send_at(1, limits, {0, 0.5}));
  EXPECT_TRUE(may_send_at(15, limits, {0, 1, 2}));
  EXPECT_FALSE(may_send_at(26.2, limits, {0, 1, 2, 15}));
  EXPECT_TRUE(may_send_at(26.25, limits, {0, 1, 2, 15}));
}

// Whatever the limits, sending whenever it is allowed never puts more into a window than fit.
TEST(SendLimit, IsNeverExceededByWhoObeysIt) {
  std::mt19937 random(7);
  const auto below = [&](unsigned bound) { return static_cast<int>(random() % bound); };
  for (int walk = 0; walk < 200; ++walk) {
    std::vector<SendLimit> limits;
    SendLimit limit{.count = 0, .per = absl::ZeroDuration()};
    for (int i = 0; i <= below(3); ++i) {
      limit = {limit.count + 1 + below(5), limit.per + absl::Minutes(1 + below(40)), below(2) == 0};
      limits.push_back(limit);
    }
    std::vector<absl::Time> sent;
    for (int i = 0; i < 300; ++i) {
      const absl::Time now = minute(i);
      if (below(3) != 0 && may_send(limits, sent, now)) {
        sent.push_back(now);
      }
      for (const SendLimit& each : limits) {
        EXPECT_LE(std::ranges::count_if(sent, [&](absl::Time at) { return now - at < each.per; }),
                  each.count);
      }
    }
    EXPECT_FALSE(sent.empty());
  }
}

TEST(NextSend, IsWhenAMessageLeavesAWindowThatIsFull) {
  const std::vector<SendLimit> limits{{.count = 1, .per = absl::Minutes(1)},
                                      {.count = 3, .per = absl::Minutes(15)}};
  const std::vector<absl::Time> none;
  const std::vector<absl::Time> one{minute(0)};
  const std::vector<absl::Time> full{minute(0), minute(2), minute(4.5)};
  EXPECT_EQ(next_send(limits, none, minute(0)), minute(0));
  EXPECT_EQ(next_send(limits, one, minute(0.5)), minute(1));
  EXPECT_EQ(next_send(limits, full, minute(5)), minute(15));
}

TEST(SendLimits, AreWrittenAsCountsPerTime) {
  const auto limits = parse_send_limits("10 per 1m, 60 per 1h");
  ASSERT_TRUE(limits.ok());
  ASSERT_EQ(limits->size(), 2U);
  EXPECT_EQ((*limits)[0].count, 10);
  EXPECT_EQ((*limits)[1].per, absl::Hours(1));
}

TEST(SendLimits, AreRefusedWithTheRemedy) {
  EXPECT_EQ(parse_send_limits("ten per 1m").error().message,
            "'ten per 1m' is not a limit; write it like 10 per 1m");
  EXPECT_EQ(parse_send_limits("").error().message, "'' is not a limit; write it like 10 per 1m");
  EXPECT_EQ(parse_send_limits("0 per 1m").error().message,
            "'0 per 1m' is out of range; write 1 to 10000 per 1d at most");
  EXPECT_EQ(parse_send_limits("10 per 1h, 60 per 1m").error().message,
            "'60 per 1m' does not go on from the limit before it; let both rise");
}

}  // namespace
}  // namespace escalon::notify
