#include <future>
#include <set>

#include "kafka_fixture.hpp"

namespace escalon::log_kafka {
namespace {

using journal::OutsideHeaders;
using journal::OutsideRecord;

// What other programs write and read, by the doors that the mesh has for them.
class Outside : public KafkaTest {
 protected:
  // A process without stages, as intake is.
  KafkaOptions without_stages(const std::string& instance = "") {
    KafkaOptions some = options();
    some.stages.clear();
    some.instance = instance;
    return some;
  }

  static Status write(KafkaLog& log, OutsideRecord record) {
    std::promise<Status> done;
    auto answer = done.get_future();
    log.outside().write(std::move(record), [&](Status status) { done.set_value(status); });
    return answer.get();
  }

  static std::vector<OutsideRecord> poll(journal::OutsideReader& reader, std::size_t count,
                                         int at_once = 100) {
    std::vector<OutsideRecord> all;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (all.size() < count && std::chrono::steady_clock::now() < end) {
      for (OutsideRecord& record : reader.poll(at_once, std::chrono::milliseconds(100))) {
        all.push_back(std::move(record));
      }
    }
    return all;
  }

  static OutsideRecord poll_one(journal::OutsideReader& reader) {
    auto one = poll(reader, 1, 1);
    return one.empty() ? OutsideRecord() : std::move(one[0]);
  }

  static std::unique_ptr<journal::OutsideReader> share(KafkaLog& log) {
    auto reader = log.outside().share("inputs");
    ESCALON_ASSERT(reader.ok());
    return *std::move(reader);
  }
};

TEST_F(Outside, ARecordKeepsItsKeyHeadersAndBytes) {
  const auto log = open(without_stages());
  const OutsideHeaders headers = {{"ce_id", "1"}, {"two", "a"}, {"two", std::string("\0b", 2)}};
  ASSERT_TRUE(write(*log, {{"inputs", 1}, 0, 0, "a key", headers, std::string("\0value", 6)}).ok());
  const auto reader = share(*log);
  const auto records = poll(*reader, 1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at, (journal::TopicPartition{"inputs", 1}));
  EXPECT_EQ(records[0].key, "a key");
  EXPECT_EQ(records[0].headers, headers);
  EXPECT_EQ(records[0].value, std::string("\0value", 6));
  EXPECT_GT(records[0].timestamp_ms, 0);
}

TEST_F(Outside, WhatWasNotCommittedIsReadAgain) {
  const auto log = open(without_stages());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write(*log, {kInputs0, 0, 0, "", {}, std::to_string(i)}).ok());
  }
  {
    const auto reader = share(*log);
    EXPECT_EQ(poll_one(*reader).value, "0");
    reader->commit();
    EXPECT_EQ(poll(*reader, 2).back().value, "2");
  }
  const auto again = poll(*share(*log), 2);
  ASSERT_EQ(again.size(), 2U) << "the first was done with, the others were not";
  EXPECT_EQ(again[0].value, "1");
  EXPECT_EQ(again[1].value, "2");
}

TEST_F(Outside, TwoProcessesShareTheTopicWhateverTheirNames) {
  const auto log = open(without_stages("same"));
  const auto other = open(without_stages("same"));
  const auto reader = share(*log);
  const auto second = share(*other);
  std::set<std::uint32_t> first_partitions;
  std::set<std::uint32_t> second_partitions;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while ((first_partitions.size() != 1 || second_partitions.size() != 1) &&
         std::chrono::steady_clock::now() < end) {
    ASSERT_TRUE(write(*log, {{"inputs", 0}, 0, 0, "", {}, "x"}).ok());
    ASSERT_TRUE(write(*log, {{"inputs", 1}, 0, 0, "", {}, "x"}).ok());
    first_partitions.clear();
    second_partitions.clear();
    for (const auto& record : reader->poll(100, std::chrono::milliseconds(200))) {
      first_partitions.insert(record.at.partition);
    }
    for (const auto& record : second->poll(100, std::chrono::milliseconds(200))) {
      second_partitions.insert(record.at.partition);
    }
    reader->commit();
    second->commit();
  }
  EXPECT_EQ(first_partitions.size(), 1U);
  EXPECT_EQ(second_partitions.size(), 1U);
  EXPECT_NE(first_partitions, second_partitions);
}

TEST_F(Outside, WhatWasTakenAwayIsNotCommitted) {
  const auto log = open(without_stages());
  for (const std::uint32_t partition : {0U, 1U}) {
    ASSERT_TRUE(write(*log, {{"inputs", partition}, 0, 0, "", {}, "old"}).ok());
  }
  std::uint32_t moved = 0;
  {
    const auto first = share(*log);
    ASSERT_EQ(poll(*first, 2).size(), 2U);
    const auto second = share(*log);
    std::vector<OutsideRecord> taken;
    for (int i = 0; i < 600 && taken.empty(); ++i) {
      (void)first->poll(100, std::chrono::milliseconds(50));
      taken = second->poll(100, std::chrono::milliseconds(50));
    }
    ASSERT_FALSE(taken.empty());
    moved = taken[0].at.partition;
    ASSERT_TRUE(write(*log, {{"inputs", moved}, 0, 0, "", {}, "new"}).ok());
    EXPECT_EQ(poll_one(*second).value, "new");
    second->commit();
    (void)second->poll(1, std::chrono::milliseconds(200));
    first->commit();
  }
  ASSERT_TRUE(write(*log, {{"inputs", moved}, 0, 0, "", {}, "last"}).ok());
  EXPECT_EQ(poll_one(*share(*log)).value, "last") << "what the second committed stays so";
}

TEST_F(Outside, ATopicThatIsAbsentIsToldUntilItIsThere) {
  KafkaOptions some = without_stages();
  some.client["topic.metadata.refresh.interval.ms"] = "200";
  const auto log = open(some);
  auto reader = log->outside().share("late");
  ASSERT_TRUE(reader.ok());
  const auto poll_until = [&](const auto& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition() && std::chrono::steady_clock::now() < end) {
      (void)(*reader)->poll(1, std::chrono::milliseconds(50));
    }
    return condition();
  };
  EXPECT_TRUE(poll_until([&] { return !log->troubles().empty(); }));
  EXPECT_TRUE(says(troubles().back(), "topic " + prefix_ + "late cannot be read"));
  cluster().make_topic(prefix_ + "late", 2);
  EXPECT_TRUE(poll_until([&] { return log->troubles().empty(); })) << "though nothing was written";
}

TEST_F(Outside, ARestartOfTheBrokerIsNoTroubleOfTheTopic) {
  const auto log = open(without_stages());
  const auto reader = share(*log);
  ASSERT_TRUE(write(*log, {kInputs0, 0, 0, "", {}, "before"}).ok());
  EXPECT_EQ(poll_one(*reader).value, "before");
  broker().kill();
  EXPECT_TRUE(reader->poll(1, std::chrono::milliseconds(500)).empty());
  broker().start();
  ASSERT_TRUE(write(*log, {kInputs0, 0, 0, "", {}, "after"}).ok());
  EXPECT_EQ(poll_one(*reader).value, "after");
  for (const std::string& trouble : troubles()) {
    EXPECT_FALSE(says(trouble, "cannot be read"));
  }
}

TEST_F(Outside, TopicsAreMadeWhenTheyAreNeeded) {
  const auto log = open(without_stages());
  ASSERT_TRUE(log->outside().make_topics({"late", "later"}, 3).ok());
  EXPECT_TRUE(write(*log, {{"late", 2}, 0, 0, "", {}, "x"}).ok());
  EXPECT_EQ(cluster().setting(prefix_ + "later", "cleanup.policy"), "delete");
  ASSERT_TRUE(log->outside().make_topics({"late", "later"}, 3).ok()) << "they are there";
  const Status other = log->outside().make_topics({"late"}, 4);
  ASSERT_FALSE(other.ok());
  EXPECT_TRUE(says(other.error().message, "has 3 partitions"));
}

TEST_F(Outside, ARecordThatIsTooLargeIsRefusedForEver) {
  const auto log = open(without_stages());
  const Status refused = write(*log, {kInputs0, 0, 0, "", {}, std::string(2'000'000, 'x')});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, Error::Kind::kInvalid);
  EXPECT_TRUE(write(*log, {kInputs0, 0, 0, "", {}, "small"}).ok());
}

}  // namespace
}  // namespace escalon::log_kafka
