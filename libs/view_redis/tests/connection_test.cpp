#include <atomic>

#include "absl/time/clock.h"
#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

class RedisConnection : public RedisTest {};

TEST_F(RedisConnection, IsMadeOnceTheServerIsThere) {
  ASSERT_TRUE(start());
  server_->stop();
  const auto view = open();
  ASSERT_NE(view, nullptr) << "a server that is not there yet is waited for";
  EXPECT_FALSE(view->health().reachable);
  OneOwner owner(*view, inbox_);
  const auto answer = owner.acquire(1);
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "cannot be reached")) << answer.reason;
  ASSERT_TRUE(server_->restart().ok());
  EXPECT_TRUE(inbox_.told("well again")) << "without being asked";
  EXPECT_TRUE(view->health().reachable);
  EXPECT_EQ(owner.acquire(1).code, ViewCode::kOk);
}

TEST_F(RedisConnection, IsMadeAgainAfterItWasCut) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  for (std::uint64_t i = 0; i < 5; ++i) {
    server_->ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    owner.load_until(ViewCode::kOk, 1, i);
    EXPECT_EQ(owner.apply(1, i, i + 1, {}).code, ViewCode::kOk);
  }
  EXPECT_GE(view->statistics().connects, 6U);
}

TEST_F(RedisConnection, TellsWhatTheServersClockSaysAtEachLook) {
  ASSERT_TRUE(start());
  std::atomic<int> told = 0;
  std::atomic<bool> right = true;
  RedisOptions timed = options();
  timed.check_every = std::chrono::milliseconds(1);
  timed.on_server_time = [&](absl::Time at, absl::Duration waited) {
    const absl::Time now = absl::Now();
    // It is the same machine's, unless that is put right just now.
    right = right && at <= now && at >= now - waited - absl::Seconds(5);
    ++told;
  };
  const auto view = open(timed);
  OneOwner owner(*view, inbox_);
  for (std::uint64_t epoch = 1; told < 3; ++epoch) {
    ASSERT_EQ(owner.acquire(epoch).code, ViewCode::kOk);
  }
  EXPECT_TRUE(right);
}

TEST_F(RedisConnection, BacksOffWhileTheServerIsGone) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  server_->kill();
  for (int i = 0; i < 2'000; ++i) {
    ASSERT_EQ(owner.load(1, 0).code, ViewCode::kUnreachable);
  }
  EXPECT_EQ(view->statistics().connects, 1U);
  EXPECT_EQ(inbox_.troubles_told(), 1U) << "told once, not for every question";
}

TEST_F(RedisConnection, AnswersWhatWaitsWhenItIsClosed) {
  ASSERT_TRUE(start());
  const auto view = open();
  constexpr journal::Ticket kTickets = 500;
  for (journal::Ticket ticket = 1; ticket <= kTickets; ++ticket) {
    view->acquire({"sla", 0}, ticket, OnAcquire::kKeep, 5'000'000 + ticket, inbox_);
  }
  view->close();
  for (journal::Ticket ticket = 1; ticket <= kTickets; ++ticket) {
    EXPECT_EQ(inbox_.take(5'000'000 + ticket).code, ViewCode::kOk);
  }
  view->acquire({"sla", 0}, 9'999, OnAcquire::kKeep, 6'000'000, inbox_);
  EXPECT_EQ(inbox_.take(6'000'000).code, ViewCode::kUnreachable);
}

TEST_F(RedisConnection, RefusesQuestionsAboveItsBound) {
  ASSERT_TRUE(start());
  RedisOptions small = options();
  small.questions_max = 4;
  const auto view = open(small);
  server_->ask({"CLIENT", "PAUSE", "200", "ALL"});
  std::size_t refused = 0;
  for (journal::Ticket ticket = 1; ticket <= 100; ++ticket) {
    view->load({{"sla", 0}, 1, 0}, {}, 7'000'000 + ticket, inbox_);
  }
  for (journal::Ticket ticket = 1; ticket <= 100; ++ticket) {
    refused += contains(inbox_.take(7'000'000 + ticket).reason, "too many questions") ? 1U : 0U;
  }
  EXPECT_GT(refused, 0U);
  EXPECT_LT(refused, 100U);
}

}  // namespace
}  // namespace escalon::view_redis
