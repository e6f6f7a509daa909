#include "escalon/view_redis/inspect.hpp"

#include "function_library.hpp"
#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

class Inspect : public RedisTest {
 protected:
  RedisReport look(std::size_t timers_max = 5) {
    auto report = inspect(options().address, "escalon", timers_max);
    EXPECT_TRUE(report.ok()) << (report ? "" : report.error().message);
    return report ? *report : RedisReport{};
  }
  void expect_problems(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& problem : look().problems) {
      all += problem + "\n";
    }
    for (const std::string& part : parts) {
      EXPECT_TRUE(contains(all, part)) << part << " in:\n" << all;
    }
  }
};

TEST_F(Inspect, TellsOfEachViewAndWhatIsDueNext) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(3).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  for (int i = 0; i < 450; ++i) {
    images.push_back(image_of("default/" + std::to_string(i), 10'000 - i));
  }
  ASSERT_EQ(owner.apply(3, 0, 77, images).code, ViewCode::kOk);
  view->acquire({"team", 11}, 2, OnAcquire::kKeep, 8'000'000, inbox_);
  ASSERT_EQ(inbox_.take(8'000'000).code, ViewCode::kOk);

  const RedisReport report = look(3);
  EXPECT_EQ(report.version.substr(0, 2), "7.");
  EXPECT_EQ(report.library, library_version());
  EXPECT_EQ(report.eviction_policy, "noeviction");
  EXPECT_GT(report.used_memory_bytes, 0U);
  EXPECT_EQ(report.persistence, "appends to no file");
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.advice.size(), 2U) << "no maxmemory, and nothing is kept";
  ASSERT_EQ(report.views.size(), 2U);
  const ViewReport& sla = report.views[0];
  EXPECT_EQ(sla.at, (journal::StagePartition{"sla", 0}));
  EXPECT_EQ(sla.epoch, 3U);
  EXPECT_EQ(sla.version, 77U);
  EXPECT_EQ(sla.fold_version, 1U);
  EXPECT_EQ(sla.states, 450U);
  EXPECT_EQ(sla.timers, 450U);
  EXPECT_EQ(sla.next, (std::vector<journal::TimerRow>{timer_of("default/449", 9'551),
                                                      timer_of("default/448", 9'552),
                                                      timer_of("default/447", 9'553)}));
  EXPECT_EQ(report.views[1].at, (journal::StagePartition{"team", 11}));
  EXPECT_EQ(report.views[1].timers, 0U);
}

TEST_F(Inspect, LooksAtAnEmptyServerAndLeavesItEmpty) {
  ASSERT_TRUE(start());
  const RedisReport report = look();
  EXPECT_TRUE(report.views.empty());
  EXPECT_EQ(report.library, "");
  EXPECT_EQ(server_->ask({"DBSIZE"}), "0");
  EXPECT_EQ(server_->ask({"FUNCTION", "LIST"}), "");
}

TEST_F(Inspect, SaysWhatIsWrongAndWhatToDo) {
  ASSERT_TRUE(start({"--maxmemory", "2mb", "--maxmemory-policy", "noeviction"}));
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 1)}).code, ViewCode::kOk);
  server_->ask({"DEL", "escalon:{sla:0}:state"});
  server_->ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"});
  expect_problems({"evicts keys", "the view of sla/0 is not whole", "rows are missing"});
  server_->ask({"CONFIG", "SET", "maxmemory", "0"});
  expect_problems({"once maxmemory is set", "set it to noeviction"});
  server_->ask({"REPLICAOF", "127.0.0.1", "1"});
  expect_problems({"is a replica; name the primary"});
}

TEST_F(Inspect, IsAnErrorWhereNobodyAnswers) {
  RedisAddress address;
  address.unix_socket = "/nonexistent/redis.sock";
  const auto report = inspect(address);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().kind, Error::Kind::kUnavailable);
  EXPECT_TRUE(contains(report.error().message, "/nonexistent/redis.sock"));
}

}  // namespace
}  // namespace escalon::view_redis
