#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <tuple>

#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

using Place = std::tuple<std::int64_t, std::string, std::string>;

/// What the view should hold, kept the simple way.
struct Model {
  std::map<std::string, std::pair<std::string, std::vector<journal::TimerRow>>> states;

  std::vector<journal::TimerRow> timers() const {
    std::vector<journal::TimerRow> all;
    for (const auto& [key, state] : states) {
      all.insert(all.end(), state.second.begin(), state.second.end());
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return Place(a.due_ms, a.key.str(), a.timer) < Place(b.due_ms, b.key.str(), b.timer);
    });
    return all;
  }
};

class Pages : public RedisTest {
 protected:
  // Pages through everything that is due, `limit` rows at a time.
  static std::vector<journal::TimerRow> page_through(OneOwner& owner, journal::Offset version,
                                                     int limit) {
    std::vector<journal::TimerRow> all;
    journal::TimerPosition after;
    for (;;) {
      const auto page = owner.horizon(1, version, after, kForEver, limit).timers;
      all.insert(all.end(), page.begin(), page.end());
      if (page.size() < static_cast<std::size_t>(limit)) {
        return all;
      }
      after = {page.back().due_ms, page.back().key.str(), page.back().timer};
    }
  }

  std::set<std::string> keys() const {
    std::istringstream lines(server_->ask({"KEYS", "*"}));
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) {
      found.insert(line);
    }
    return found;
  }
};

TEST_F(Pages, EqualAModelThroughAWalkOfArmingMovingAndDeleting) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  std::mt19937 random(20'261'128);
  const auto upto = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  Model model;
  for (journal::Offset version = 0; version < 60; ++version) {
    std::map<std::string, journal::PostImage> images;
    for (int change = 0; change < 120; ++change) {
      const std::string key = "default/" + std::to_string(upto(1'500));
      journal::PostImage image;
      image.key = Key(key);
      // Many share a due instant; two phases, so that pages both fill and drain.
      const int timers = version < 40 ? upto(4) : upto(4) == 0 ? 1 : 0;
      for (int timer = 0; timer < timers; ++timer) {
        image.timers.push_back(timer_of(key, 1'000 * upto(20) - 3'000,
                                        std::string(1, static_cast<char>('a' + timer))));
      }
      if (timers > 0 || upto(2) == 0) {
        image.envelope = std::make_shared<const std::string>(std::to_string(version));
      }
      const auto& before = model.states[key].second;
      for (const auto& had : before) {
        if (std::find(image.timers.begin(), image.timers.end(), had) == image.timers.end()) {
          image.removed.push_back(had);
        }
      }
      if (upto(2) == 0) {  // says what stays
        const auto fresh =
            std::partition(image.timers.begin(), image.timers.end(), [&](const auto& timer) {
              return std::find(before.begin(), before.end(), timer) != before.end();
            });
        image.kept = static_cast<std::size_t>(fresh - image.timers.begin());
      }
      if (images.emplace(key, image).second) {
        model.states[key] = {image.envelope ? *image.envelope : "", image.timers};
      }
    }
    std::vector<journal::PostImage> batch;
    for (auto& [key, image] : images) {
      batch.push_back(image);
    }
    ASSERT_EQ(owner.apply(1, version, version + 1, batch).code, ViewCode::kOk);
    if (version % 5 == 4) {
      ASSERT_EQ(page_through(owner, version + 1, 37), model.timers());
      ASSERT_EQ(page_through(owner, version + 1, 1'000), model.timers());
    }
  }
}

TEST_F(Pages, GoAwayWithTheirLastTimer) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  for (int i = 0; i < 1'000; ++i) {
    images.push_back(image_of("default/" + std::to_string(i), 1'000 + i));
  }
  ASSERT_EQ(owner.apply(1, 0, 1, images).code, ViewCode::kOk);
  EXPECT_GT(keys().size(), 10U) << "1,000 timers take more than one page";
  for (auto& image : images) {
    image.removed = std::exchange(image.timers, {});
    image.envelope = nullptr;
  }
  ASSERT_EQ(owner.apply(1, 1, 2, images).code, ViewCode::kOk);
  EXPECT_EQ(keys(), std::set<std::string>{"escalon:{sla:0}:meta"});
  // And a view that has been empty takes timers again.
  ASSERT_EQ(owner.apply(1, 2, 3, {image_of("default/again", 5)}).code, ViewCode::kOk);
  EXPECT_EQ(owner.horizon(1, 3).timers.size(), 1U);
}

TEST_F(Pages, AreEmptiedInStepsWhenALargeViewIsRebuilt) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  for (journal::Offset version = 0; version < 70; ++version) {
    std::vector<journal::PostImage> images;
    for (int i = 0; i < 500; ++i) {
      images.push_back(
          image_of("default/" + std::to_string(version * 500 + static_cast<unsigned>(i)),
                   static_cast<std::int64_t>(version) * 500 + i));
    }
    ASSERT_EQ(owner.apply(1, version, version + 1, images).code, ViewCode::kOk);
  }
  ASSERT_GT(keys().size(), 503U) << "more pages than one step empties";
  const auto rebuilt = owner.acquire(2, OnAcquire::kRebuild);
  ASSERT_EQ(rebuilt.code, ViewCode::kOk);
  EXPECT_EQ(rebuilt.meta.epoch, 2U);
  EXPECT_EQ(rebuilt.meta.version, 0U);
  EXPECT_EQ(keys(), std::set<std::string>{"escalon:{sla:0}:meta"});
}

TEST_F(Pages, ServeManyOwnersInOnePipeline) {
  ASSERT_TRUE(start());
  const auto view = open();
  constexpr std::uint32_t kOwners = 12;
  for (std::uint32_t p = 0; p < kOwners; ++p) {
    view->acquire({"team", p}, 1, OnAcquire::kKeep, 1'000 + p, inbox_);
    for (journal::Offset version = 0; version < 20; ++version) {
      view->apply({{"team", p}, 1, version}, {version + 1, "", {image_of("default/t", 9)}},
                  10'000 + p * 100 + version, inbox_);
    }
    view->load({{"team", p}, 1, 20}, {Key("default/t")}, 2'000 + p, inbox_);
  }
  for (std::uint32_t p = 0; p < kOwners; ++p) {
    const auto answer = inbox_.take(2'000 + p);
    EXPECT_EQ(answer.code, ViewCode::kOk) << answer.reason;
    EXPECT_EQ(answer.at, (journal::StagePartition{"team", p}));
  }
  EXPECT_EQ(view->statistics().applies, kOwners * 20);
}

TEST_F(Pages, LieInOneSlotOfAClusterForEachPartition) {
  ASSERT_TRUE(start({"--cluster-enabled", "yes", "--port", "0"}));
  ASSERT_EQ(server_->ask({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"}), "OK");
  const auto cluster_is_up = [&] {
    return contains(server_->ask({"CLUSTER", "INFO"}), "cluster_state:ok");
  };
  for (int n = 0; n < 100'000 && !cluster_is_up(); ++n) {
  }
  ASSERT_TRUE(cluster_is_up());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  for (int i = 0; i < 400; ++i) {
    images.push_back(image_of("default/" + std::to_string(i), 1'000 - i));
  }
  ASSERT_EQ(owner.apply(1, 0, 1, images).code, ViewCode::kOk);
  EXPECT_EQ(owner.horizon(1, 1).timers.size(), 400U);
  std::set<std::string> slots;
  for (const std::string& key : keys()) {
    slots.insert(server_->ask({"CLUSTER", "KEYSLOT", key}));
  }
  EXPECT_EQ(slots.size(), 1U);
}

}  // namespace
}  // namespace escalon::view_redis
