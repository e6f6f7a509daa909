#include <atomic>
#include <iterator>
#include <sstream>

#include "fake_server.hpp"
#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

class BadAnswers : public RedisTest {
 protected:
  // A user with the rule of docs/guides/run-redis.md.
  RedisOptions make_user() {
    std::istringstream rule(
        "ACL SETUSER escalon on >pw ~escalon:* -@all +fcall +function|load +info +hget +hmget "
        "+hset +hdel +hlen +hincrby +zadd +zrem +zcard +zrange +zrangebylex +zrevrangebylex "
        "+zremrangebyrank +rpush +lrange +lrem +llen +lpos +del +unlink");
    EXPECT_EQ(server_->ask({std::istream_iterator<std::string>(rule), {}}), "OK");
    RedisOptions as_user = options();
    as_user.address.user = "escalon";
    as_user.address.password = "pw";
    return as_user;
  }
  static RedisOptions options_for(const FakeServer& server) {
    RedisOptions options;
    options.address.port = server.port();
    options.backoff_min = options.backoff_max = std::chrono::milliseconds(1);
    return options;
  }
};

TEST_F(BadAnswers, AWrongPasswordIsRefusedAtOnce) {
  ASSERT_TRUE(start({"--requirepass", "right"}));
  RedisOptions wrong = options();
  wrong.address.password = "wrong";
  const Error error = refused(wrong);
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(error.message, "refuses the user or password")) << error.message;
  EXPECT_FALSE(contains(error.message, "wrong)")) << "no secrets";
  const Error none = refused(options());
  EXPECT_EQ(none.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(none.message, "wants a password")) << none.message;
  RedisOptions right = options();
  right.address.password = "right";
  const auto view = open(right);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(OneOwner(*view, inbox_).acquire(1).code, ViewCode::kOk);
}

TEST_F(BadAnswers, AUserNeedsTheRightsOfTheGuideAndNoMore) {
  ASSERT_TRUE(start());
  const RedisOptions as_user = make_user();
  const auto view = open(as_user);
  ASSERT_NE(view, nullptr);
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  for (int i = 0; i < 300; ++i) {
    images.push_back(image_of("default/" + std::to_string(i), i));
  }
  ASSERT_EQ(owner.apply(1, 0, 1, images).code, ViewCode::kOk);
  for (auto& image : images) {
    image.removed = std::exchange(image.timers, {});
    image.envelope = nullptr;
  }
  EXPECT_EQ(owner.horizon(1, 1).timers.size(), 300U);
  EXPECT_EQ(owner.apply(1, 1, 2, images).code, ViewCode::kOk);
  EXPECT_EQ(owner.load(1, 2, {"default/1"}).code, ViewCode::kOk);
  EXPECT_EQ(owner.acquire(2, OnAcquire::kRebuild).code, ViewCode::kOk);
}

TEST_F(BadAnswers, MissingRightsAreNamedWithTheRemedy) {
  ASSERT_TRUE(start());
  const RedisOptions as_user = make_user();
  RedisOptions elsewhere = as_user;
  elsewhere.prefix = "other";
  const auto view = open(elsewhere);
  ASSERT_NE(view, nullptr);
  const auto answer = OneOwner(*view, inbox_).acquire(1);
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "rights")) << answer.reason;
  ASSERT_EQ(server_->ask({"ACL", "SETUSER", "escalon", "-fcall"}), "OK");
  const Error error = refused(as_user);
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(error.message, "run-redis.md")) << error.message;
}

TEST_F(BadAnswers, AReplicaIsRefusedAtStart) {
  ASSERT_TRUE(start());
  server_->ask({"REPLICAOF", "127.0.0.1", "1"});
  const Error error = refused(options());
  EXPECT_EQ(error.kind, Error::Kind::kConflict);
  EXPECT_TRUE(contains(error.message, "name the primary")) << error.message;
}

TEST_F(BadAnswers, APrimaryThatIsDemotedIsUnreachableUntilItIsPromoted) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  server_->ask({"REPLICAOF", "127.0.0.1", "1"});
  const auto answer = owner.apply(1, 0, 1, {image_of("default/a", 5)});
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "read-only replica")) << answer.reason;
  EXPECT_TRUE(inbox_.told("replica"));
  server_->ask({"REPLICAOF", "NO", "ONE"});
  EXPECT_EQ(owner.load_until(ViewCode::kOk, 1, 0).meta.version, 0U);
  EXPECT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk);
  EXPECT_TRUE(inbox_.told("well again"));
  EXPECT_TRUE(view->health().troubles.empty());
}

TEST_F(BadAnswers, FullMemoryMakesAppliesWaitAndLetsOwnersReadAndTakeOver) {
  ASSERT_TRUE(start({"--maxmemory-policy", "noeviction"}));
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk);
  server_->ask({"CONFIG", "SET", "maxmemory", "1"});
  const auto full = owner.apply(1, 1, 2, {image_of("default/b", 5)});
  EXPECT_EQ(full.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(full.reason, "raise maxmemory")) << full.reason;
  EXPECT_TRUE(inbox_.told("raise maxmemory"));
  EXPECT_EQ(owner.load(1, 1, {"default/a"}).code, ViewCode::kOk);
  EXPECT_EQ(owner.horizon(1, 1).timers.size(), 1U);
  EXPECT_EQ(owner.acquire(2).code, ViewCode::kOk);
  EXPECT_FALSE(view->health().troubles.empty()) << "what can be read does not mend writing";
  server_->ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(owner.apply(2, 1, 2, {image_of("default/b", 5)}).code, ViewCode::kOk);
  EXPECT_TRUE(inbox_.told("well again"));
}

TEST_F(BadAnswers, AServerThatEvictsIsRefusedAndOneThatIsNearlyFullIsTold) {
  ASSERT_TRUE(start({"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"}));
  const Error error = refused(options());
  EXPECT_EQ(error.kind, Error::Kind::kConflict);
  EXPECT_TRUE(contains(error.message, "set maxmemory-policy noeviction")) << error.message;
  // Without keys of its own to evict, a policy for keys with a time to live harms nothing.
  server_->ask({"CONFIG", "SET", "maxmemory-policy", "volatile-lru"});
  RedisOptions often = options();
  often.check_every = std::chrono::milliseconds(5);
  const auto view = open(often);
  ASSERT_NE(view, nullptr);
  EXPECT_TRUE(view->health().reachable);
  EXPECT_EQ(view->health().max_memory_bytes, 100U * 1024 * 1024);
  server_->ask({"CONFIG", "SET", "maxmemory", "1mb"});
  EXPECT_TRUE(inbox_.told("(maxmemory) are used"));
  server_->ask({"CONFIG", "SET", "maxmemory", "100mb"});
  EXPECT_TRUE(inbox_.told("well again"));
  server_->ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-random"});
  EXPECT_TRUE(inbox_.told("evicts keys")) << "told while it runs, too";
}

TEST_F(BadAnswers, AServerBeforeFunctionsIsRefused) {
  FakeServer old([](const auto& words) {
    return words[0] == "INFO" ? FakeServer::bulk("redis_version:6.2.7\r\nrole:master\r\n")
                              : FakeServer::well(words);
  });
  const Error error = refused(options_for(old));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(error.message, "need 7.0 or later")) << error.message;
}

TEST_F(BadAnswers, AServerThatLoadsItsDataIsWaitedFor) {
  std::atomic<bool> loading{true};
  FakeServer server([&](const std::vector<std::string>& words) {
    if (words[0] == "INFO" && loading) {
      return FakeServer::bulk("redis_version:7.0.15\r\nrole:master\r\nloading:1\r\n");
    }
    if (words[0] == "FCALL" && words[1] == "escalon_acquire") {
      return std::string("*5\r\n$2\r\nOK\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n1\r\n$0\r\n\r\n");
    }
    return FakeServer::well(words);
  });
  const auto view = open(options_for(server));
  ASSERT_NE(view, nullptr);
  EXPECT_FALSE(view->health().reachable);
  OneOwner owner(*view, inbox_);
  const auto answer = owner.acquire(1);
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "still loading")) << answer.reason;
  loading = false;
  ViewAnswer later = owner.acquire(1);
  for (int i = 0; i < 10'000 && later.code == ViewCode::kUnreachable; ++i) {
    later = owner.acquire(1);
  }
  EXPECT_EQ(later.code, ViewCode::kOk) << later.reason;
}

TEST_F(BadAnswers, AreAnsweredAsUnreachableEachWithItsReason) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"MOVED 3999 127.0.0.1:6381", "cluster proxy"},
      {"ASK 3999 127.0.0.1:6381", "moving this partition's slot"},
      {"CLUSTERDOWN The cluster is down", "CLUSTER INFO"},
      {"LOADING Redis is loading the dataset in memory", "still loading"},
      {"MISCONF Redis is configured to save RDB snapshots", "free its disk"},
      {"NOREPLICAS Not enough good replicas to write.", "bring them back"},
      {"MASTERDOWN Link with MASTER is down", "lost its primary"},
      {"BUSY Redis is busy running a script", "asked again"},
      {"NOPERM this user has no permissions", "run-redis.md"},
      {"ESCALON_LAYOUT 9", "newer version"},
      {"ERR something new", "something new"}};
  std::atomic<std::size_t> turn{0};
  FakeServer server([&](const std::vector<std::string>& words) {
    const bool asked = words[0] == "FCALL" && words[1] != "escalon_version";
    return asked ? "-" + answers[turn].first + "\r\n" : FakeServer::well(words);
  });
  const auto view = open(options_for(server));
  ASSERT_NE(view, nullptr);
  OneOwner owner(*view, inbox_);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    turn = i;
    ViewAnswer answer = owner.load(1, 0);
    // Some of them make it connect anew, and meanwhile it says that instead.
    for (int n = 0; n < 100'000 && !contains(answer.reason, answers[i].second); ++n) {
      answer = owner.load(1, 0);
    }
    EXPECT_TRUE(contains(answer.reason, answers[i].second)) << answer.reason;
    EXPECT_EQ(answer.code, ViewCode::kUnreachable);
    EXPECT_TRUE(contains(answer.reason, answers[i].first)) << answer.reason;
  }
}

TEST_F(BadAnswers, ThatAreNoneOfOursAreNeverTakenForAnAnswer) {
  FakeServer server([](const std::vector<std::string>& words) {
    const bool asked = words[0] == "FCALL" && words[1] != "escalon_version";
    return asked ? std::string("+hello\r\n") : FakeServer::well(words);
  });
  const auto view = open(options_for(server));
  ASSERT_NE(view, nullptr);
  const auto answer = OneOwner(*view, inbox_).acquire(1);
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "none of ours")) << answer.reason;
}

TEST_F(BadAnswers, SilenceIsUnreachableAfterTheTimeLimit) {
  std::atomic<bool> silent{true};
  FakeServer server([&](const std::vector<std::string>& words) {
    const bool asked = words[0] == "FCALL" && words[1] != "escalon_version";
    return asked && silent ? std::string("*5\r\n$2\r\n") : FakeServer::well(words);
  });
  RedisOptions options = options_for(server);
  options.answer_within = std::chrono::milliseconds(50);
  const auto view = open(options);
  ASSERT_NE(view, nullptr);
  const auto answer = OneOwner(*view, inbox_).acquire(1);
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "did not answer in time")) << answer.reason;
}

}  // namespace
}  // namespace escalon::view_redis
