#include "escalon/notification/channel_executor.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "escalon/base/trace_context.hpp"

namespace escalon::notification {
namespace {

class OutcomeBox final : public journal::Mailbox {
 public:
  explicit OutcomeBox(int wanted) : left_(wanted) {}
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(std::get<journal::EffectOutcome>(std::move(message)));
    if (--left_ == 0) {
      all_.set_value();
    }
  }
  const std::vector<journal::EffectOutcome>& wait() {
    all_.get_future().wait();
    return outcomes_;
  }

 private:
  std::mutex mutex_;
  int left_;
  std::vector<journal::EffectOutcome> outcomes_;
  std::promise<void> all_;
};

struct Busy final : DeliveryChannel {
  Attempted deliver(const Delivery&) override {
    ++attempts;
    return {false, "HTTP 503", false, absl::Seconds(9)};
  }
  std::atomic<int> attempts = 0;
};

journal::EffectRequest request(const std::string& channel) {
  auto payload = std::make_shared<v1::PendingNotification>();
  payload->set_notification_id("n1");
  payload->mutable_planned()->set_channel(channel);
  return {{"notification", 3}, make_key("default", "c1"), "effect1", 2, payload};
}

v1::DeliveryOutcome outcome_of(const journal::EffectOutcome& outcome) {
  v1::DeliveryOutcome parsed;
  EXPECT_TRUE(parsed.ParseFromString(outcome.payload));
  return parsed;
}

TEST(ChannelExecutor, TellsTheOutcomeToTheOwnerThatAsked) {
  OutcomeBox box(1);
  ChannelExecutor executor({{"chat", std::make_shared<Busy>()}});
  executor.execute(request("chat"), box);
  const auto& outcome = box.wait().at(0);
  EXPECT_EQ(outcome.at, (journal::StagePartition{"notification", 3}));
  EXPECT_EQ(outcome.key, make_key("default", "c1"));
  EXPECT_EQ(outcome.effect_id, "effect1");
  EXPECT_EQ(outcome.attempt, 2U);
  EXPECT_EQ(outcome_of(outcome).notification_id(), "effect1");
  EXPECT_EQ(outcome_of(outcome).attempt(), 2);
  EXPECT_FALSE(outcome_of(outcome).delivered());
  EXPECT_EQ(outcome_of(outcome).retry_after_ms(), 9000);
}

// Keeps the traces of what it is to deliver.
struct TraceKeeper final : DeliveryChannel {
  Attempted deliver(const Delivery& delivery) override {
    traces.push_back(delivery.traceparent);
    return {true, "200"};
  }
  std::vector<std::string> traces;
};

TEST(ChannelExecutor, DeliversInTheTraceOfTheCase) {
  const auto keeper = std::make_shared<TraceKeeper>();
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  {
    OutcomeBox box(2);
    ChannelExecutor executor({{"chat", keeper}}, 1);
    journal::EffectRequest traced = request("chat");
    traced.traceparent = trace;
    executor.execute(traced, box);
    executor.execute(request("chat"), box);
    (void)box.wait();
  }
  ASSERT_EQ(keeper->traces.size(), 2U);
  EXPECT_EQ(keeper->traces[0], trace);
  EXPECT_EQ(keeper->traces[1], traceparent_of("", make_key("default", "c1")));
}

TEST(ChannelExecutor, AChannelThatThePolicyDoesNotHaveIsAPermanentFailure) {
  OutcomeBox box(1);
  ChannelExecutor executor({});
  executor.execute(request("pigeon"), box);
  EXPECT_TRUE(outcome_of(box.wait().at(0)).permanent());
}

TEST(ChannelExecutor, WorksOnManyAtOnce) {
  OutcomeBox box(500);
  const auto busy = std::make_shared<Busy>();
  ChannelExecutor executor({{"chat", busy}});
  for (int i = 0; i < 500; ++i) {
    executor.execute(request("chat"), box);
  }
  EXPECT_EQ(box.wait().size(), 500U);
  EXPECT_EQ(busy->attempts, 500);
}

TEST(ChannelExecutor, AnotherPolicysChannelsReplaceThose) {
  OutcomeBox box(1);
  ChannelExecutor executor({});
  executor.set_channels({{"chat", std::make_shared<Busy>()}});
  executor.execute(request("chat"), box);
  EXPECT_FALSE(outcome_of(box.wait().at(0)).permanent());
}

TEST(ChannelExecutor, TakesNothingOnceItHasStopped) {
  OutcomeBox box(1);
  ChannelExecutor executor({{"chat", std::make_shared<Busy>()}});
  executor.stop();
  executor.execute(request("chat"), box);
}

}  // namespace
}  // namespace escalon::notification
