#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "escalon/testkit/redis_server.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "mesh_on_redis.hpp"

namespace escalon::owner_on_redis {
namespace {

constexpr int kCases = 600;
constexpr journal::Epoch kLookingEpoch = 1'000'000;

std::string key_of(int number) {
  return "default/case-" + std::to_string(number);
}

/// Holds the one answer that is waited for.
class Answer final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    answer_ = std::get<journal::ViewAnswer>(std::move(message));
    changed_.notify_all();
  }
  journal::ViewAnswer take() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(
        changed_.wait_for(lock, std::chrono::seconds(30), [&] { return answer_.has_value(); }));
    return std::exchange(answer_, std::nullopt).value_or(journal::ViewAnswer{});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<journal::ViewAnswer> answer_;
};

/// All states of the view, and how many timers are armed in it.
struct Content {
  std::vector<std::string> envelopes;
  std::size_t timers = 0;
};

Content content_of(journal::View& view) {
  Answer answer;
  const journal::StagePartition at{"tally", 0};
  view.acquire(at, kLookingEpoch, journal::OnAcquire::kKeep, 1, answer);
  const journal::Offset version = answer.take().meta.version;
  std::vector<Key> keys;
  for (int i = 0; i < kCases; ++i) {
    keys.emplace_back(key_of(i));
  }
  Content content;
  view.load({at, kLookingEpoch, version}, keys, 2, answer);
  for (const journal::StateRow& row : answer.take().states) {
    content.envelopes.push_back(row.envelope.value_or("none"));
  }
  view.horizon({at, kLookingEpoch, version}, {}, absl::InfiniteFuture(), kCases, 3, answer);
  content.timers = answer.take().timers.size();
  return content;
}

class OwnerOnRedis : public testing::Test {
 protected:
  void SetUp() override {
    auto started =
        testkit::RedisServer::start({"--appendonly", "yes", "--appendfsync", "everysec"});
    ASSERT_TRUE(started.ok()) << started.error().message;
    server_ = *std::move(started);
  }

  // Timers that fall due one after another from half a second on.
  static void arm_all(MeshOnRedis& mesh) {
    mesh.publish_policy();
    for (int i = 0; i < kCases; ++i) {
      mesh.arm(key_of(i), absl::Milliseconds(500 + 6 * i));
    }
  }
  static bool wait_for_firings(MeshOnRedis& mesh, std::size_t count) {
    return mesh.wait([&] { return mesh.listener().accepted_firings >= count; });
  }

  // So often, the first time included, and the view is whole again.
  static bool took_over(MeshOnRedis& mesh, std::uint64_t times) {
    return mesh.wait([&] {
      return mesh.owner().takeovers >= times && mesh.owner().phase == journal::OwnerPhase::kRunning;
    });
  }

  testkit::TempDir directory_;
  std::unique_ptr<testkit::RedisServer> server_;
};

TEST_F(OwnerOnRedis, FiresEachTimerOnceWhateverBecomesOfRedis) {
  MeshOnRedis mesh(directory_.path(), server_->socket());
  arm_all(mesh);
  ASSERT_TRUE(wait_for_firings(mesh, 50));
  server_->kill();
  ASSERT_TRUE(wait_for_firings(mesh, 150)) << "it fires from memory while Redis is gone";
  ASSERT_TRUE(server_->restart().ok());
  ASSERT_TRUE(wait_for_firings(mesh, 250));
  ASSERT_EQ(server_->ask({"FUNCTION", "FLUSH"}), "OK");
  ASSERT_TRUE(wait_for_firings(mesh, 300));
  ASSERT_EQ(server_->ask({"FLUSHALL"}), "OK");
  ASSERT_TRUE(took_over(mesh, 2));
  ASSERT_EQ(server_->ask({"DEL", "escalon:{tally:0}:state"}), "1");
  ASSERT_TRUE(took_over(mesh, 3));
  ASSERT_TRUE(wait_for_firings(mesh, kCases));
  ASSERT_TRUE(mesh.wait_until_quiet());
  mesh.stop();

  std::vector<std::string> fired;
  for (const auto& [offset, key] : mesh.listener().fired_keys) {
    fired.push_back(key);
  }
  std::sort(fired.begin(), fired.end());
  EXPECT_EQ(fired.size(), static_cast<std::size_t>(kCases));
  EXPECT_EQ(std::unique(fired.begin(), fired.end()), fired.end()) << "none twice";
  EXPECT_EQ(mesh.owner().takeovers, 3U) << "at start, after FLUSHALL, and after states were lost";
  for (const std::string& alarm : mesh.listener().alarms) {
    EXPECT_NE(alarm.find("the view refused: STALE"), std::string::npos) << alarm;
  }
  EXPECT_EQ(content_of(mesh.view()).timers, 0U);
}

TEST_F(OwnerOnRedis, FoldsTheSameViewAnewFromItsJournal) {
  Content before;
  {
    MeshOnRedis mesh(directory_.path(), server_->socket());
    arm_all(mesh);
    ASSERT_TRUE(wait_for_firings(mesh, kCases / 2));
    mesh.stop();
    before = content_of(mesh.view());
  }
  EXPECT_GT(before.timers, 0U);
  EXPECT_LT(before.timers, static_cast<std::size_t>(kCases));
  ASSERT_EQ(server_->ask({"FLUSHALL"}), "OK");
  MeshOnRedis again(directory_.path(), server_->socket());
  ASSERT_TRUE(wait_for_firings(again, kCases)) << "those of the first run included";
  ASSERT_TRUE(again.wait_until_quiet());
  again.stop();
  const Content whole = content_of(again.view());
  EXPECT_EQ(whole.timers, 0U);
  ASSERT_EQ(whole.envelopes.size(), before.envelopes.size());
  EXPECT_EQ(std::count(whole.envelopes.begin(), whole.envelopes.end(), "none"), 0);
  std::size_t same = 0;
  for (std::size_t i = 0; i < whole.envelopes.size(); ++i) {
    same += whole.envelopes[i] == before.envelopes[i] ? 1U : 0U;
  }
  EXPECT_EQ(same, kCases - before.timers) << "what had fired before is as it was";
}

}  // namespace
}  // namespace escalon::owner_on_redis
