#include "escalon/routing/topic_maker.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace escalon::routing {
namespace {

using Topics = std::vector<std::string>;

// A cluster that makes topics, or says why not.
class FakeCluster final : public journal::OutsideLog {
 public:
  Status make_topics(const Topics& topics, std::uint32_t partitions) override {
    asked.push_back(topics);
    asked_partitions = partitions;
    if (away) {
      return Error{Error::Kind::kUnavailable, "no broker answers"};
    }
    for (const std::string& topic : topics) {
      if (topic == refused) {
        return Error{Error::Kind::kConflict, topic + " has 2 partitions"};
      }
    }
    return {};
  }
  void write(journal::OutsideRecord, std::function<void(Status)>) override {}
  Result<std::unique_ptr<journal::OutsideReader>> share(const std::string&) override {
    return invalid("not asked for here");
  }

  std::vector<Topics> asked;
  std::uint32_t asked_partitions = 0;
  std::string refused;
  bool away = false;
};

class TopicMakerStory : public testing::Test {
 protected:
  FakeCluster cluster;
  std::atomic<int> rounds = 0;
  TopicMaker maker{cluster, 3, [this] { ++rounds; }};
};

TEST_F(TopicMakerStory, MakesWhatIsWantedOnce) {
  maker.want("a");
  maker.want("b");
  maker.want("a");
  EXPECT_FALSE(maker.has("a")) << "wanting makes nothing yet";
  EXPECT_TRUE(maker.make_wanted().ok());
  EXPECT_TRUE(maker.has("a"));
  maker.want("a");
  EXPECT_TRUE(maker.make_wanted().ok());
  EXPECT_EQ(cluster.asked, (std::vector<Topics>{{"a", "b"}}));
  EXPECT_EQ(cluster.asked_partitions, 3U);
  EXPECT_EQ(rounds, 1);
}

TEST_F(TopicMakerStory, OneThatCannotBeMadeHoldsNoOtherUpAndIsTold) {
  cluster.refused = "b";
  for (const std::string topic : {"a", "b", "c"}) {
    maker.want(topic);
  }
  const Status made = maker.make_wanted();
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().kind, Error::Kind::kConflict);
  EXPECT_TRUE(maker.has("a"));
  EXPECT_FALSE(maker.has("b"));
  EXPECT_TRUE(maker.has("c"));
  EXPECT_EQ(maker.trouble(), "b has 2 partitions");
  cluster.refused = "";
  EXPECT_TRUE(maker.make_wanted().ok());
  EXPECT_EQ(maker.trouble(), "");
}

TEST_F(TopicMakerStory, AClusterThatIsAwayIsNotAskedForEachTopic) {
  cluster.away = true;
  maker.want("a");
  maker.want("b");
  EXPECT_EQ(maker.make_wanted().error().kind, Error::Kind::kUnavailable);
  EXPECT_EQ(cluster.asked.size(), 1U);
  EXPECT_EQ(maker.trouble(), "no broker answers");
}

TEST_F(TopicMakerStory, OnItsThreadMakesWhatIsWantedLater) {
  std::jthread making([this](const std::stop_token& stop) { maker.run(stop); });
  for (const std::string topic : {"a", "b"}) {
    maker.want(topic);
    while (!maker.has(topic)) {
      std::this_thread::yield();
    }
  }
}

}  // namespace
}  // namespace escalon::routing
