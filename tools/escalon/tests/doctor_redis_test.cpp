#include "doctor_redis.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <sstream>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/testkit/redis_server.hpp"
#include "escalon/view_redis/redis_view.hpp"

namespace escalon::cli {
namespace {

using view_redis::RedisView;

constexpr std::int64_t kNowMs = 1'700'000'000'000;

/// Waits for one answer after another.
class Answers final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    EXPECT_EQ(std::get<journal::ViewAnswer>(message).code, journal::ViewCode::kOk);
    come_ += 1;
    changed_.notify_all();
  }
  void wait(int count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), [&] { return come_ >= count; }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int come_ = 0;
};

journal::PostImage image_of(const std::string& key, std::int64_t due_ms) {
  journal::PostImage image;
  image.key = Key(key);
  image.envelope = std::make_shared<const std::string>("state");
  image.timers = {{Key(key), "first_response", 1, due_ms, 1}};
  return image;
}

// Two stages as a mesh would leave them.
void fill(const std::string& socket) {
  Answers answers;
  view_redis::RedisOptions options;
  options.address.unix_socket = socket;
  auto view = RedisView::open(std::move(options));
  ASSERT_TRUE(view.ok());
  (*view)->acquire({"sla", 3}, 4, journal::OnAcquire::kKeep, 1, answers);
  (*view)->acquire({"team", 0}, 1, journal::OnAcquire::kKeep, 2, answers);
  answers.wait(2);
  (*view)->apply(
      {{"sla", 3}, 4, 0},
      {120,
       "",
       {image_of("default/late", kNowMs - 2'500), image_of("default/soon", kNowMs + 90'000)}},
      3, answers);
  (*view)->apply({{"team", 0}, 1, 0}, {7, "", {image_of("default/second-line", kNowMs + 1'000)}}, 4,
                 answers);
  answers.wait(4);
}

struct Said {
  std::string text;
  bool healthy = true;
};

Said ask_doctor(const std::string& url, const std::string& prefix = "escalon") {
  std::ostringstream out;
  Findings findings(out, false);
  look_at_redis(url, prefix, from_ms(kNowMs), findings);
  return {out.str(), findings.healthy()};
}

void expect_said(const Said& said, const std::string& part) {
  EXPECT_NE(said.text.find(part), std::string::npos) << part << "\nin\n" << said.text;
}

TEST(DoctorRedis, TellsOfViewsQueuesAndWhatIsDueNext) {
  auto server = testkit::RedisServer::start({"--appendonly", "yes", "--maxmemory", "100mb"});
  ASSERT_TRUE(server.ok()) << server.error().message;
  fill((*server)->socket());
  const Said said = ask_doctor("unix://" + (*server)->socket());
  EXPECT_TRUE(said.healthy) << said.text;
  expect_said(said, "function library escalon 2");
  expect_said(said, "MB of 104.9 MB used (");
  expect_said(said, "maxmemory-policy noeviction");
  expect_said(said, "appends to a file, appendfsync everysec");
  expect_said(said, "ok view     sla/3: version 120, epoch 4; 2 states, 2 armed timers\n");
  expect_said(said, "ok view     team/0: version 7, epoch 1; 1 queue, 1 armed timer\n");
  expect_said(said,
              "-- due next 2023-11-14T22:13:17.500Z (overdue by 2s): default/late first_response "
              "of sla/3\n"
              "-- due next 2023-11-14T22:13:21.000Z (in 1s): default/second-line first_response of "
              "team/0\n"
              "-- due next 2023-11-14T22:14:50.000Z (in 1m30s): default/soon first_response of "
              "sla/3\n");
}

TEST(DoctorRedis, SaysThatThereIsNothingYetAndWhatCouldBeBetter) {
  auto server = testkit::RedisServer::start();
  ASSERT_TRUE(server.ok()) << server.error().message;
  const Said said = ask_doctor("unix://" + (*server)->socket(), "other");
  EXPECT_TRUE(said.healthy) << said.text;
  expect_said(said, "no function library yet");
  expect_said(said, "no views with the prefix other yet");
  expect_said(said, "maxmemory is not set");
  expect_said(said, "set appendonly yes");
}

TEST(DoctorRedis, IsNotHealthyWhereSomethingIsWrong) {
  auto server = testkit::RedisServer::start({"--maxmemory-policy", "allkeys-lru"});
  ASSERT_TRUE(server.ok()) << server.error().message;
  const Said evicting = ask_doctor("unix://" + (*server)->socket());
  EXPECT_FALSE(evicting.healthy);
  expect_said(evicting, "!! redis    maxmemory-policy is allkeys-lru");
  EXPECT_FALSE(ask_doctor("unix:///nonexistent/redis.sock").healthy);
  const Said unreadable = ask_doctor("redis:/localhost");
  EXPECT_FALSE(unreadable.healthy);
  expect_said(unreadable, "write redis://");
}

}  // namespace
}  // namespace escalon::cli
