#include <filesystem>
#include <thread>

#include "kafka_fixture.hpp"

namespace escalon::log_kafka {
namespace {

class Appending : public KafkaTest {
 protected:
  // The log of the journal's first partition loses its second half, and the broker what it knew of
  // producers.
  static void cut_in_half(const std::filesystem::path& folder) {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      if (file.path().extension() == ".snapshot") {
        std::filesystem::remove(file.path());
      } else if (file.path().extension() == ".log") {
        std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
      }
    }
  }
};

TEST_F(Appending, RefusesARecordThatIsTooLargeForEver) {
  const auto log = open(options());
  const std::string large(2'000'000, 'x');
  log->log().append(kJournal0, record(large), 42, inbox_);
  const auto failed = inbox_.wait_for<journal::AppendFailed>(1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].ticket, 42U);
  EXPECT_EQ(failed[0].at, kJournal0);
  EXPECT_TRUE(failed[0].fatal) << "it cannot succeed, however often it is tried";
  EXPECT_TRUE(says(failed[0].reason, "raise message.max.bytes"));
  const auto produced = produce(*log, large, kInputs0);
  ASSERT_FALSE(produced.ok());
  EXPECT_EQ(produced.error().kind, Error::Kind::kInvalid);
  EXPECT_TRUE(produce(*log, "small", kInputs0).ok());
  EXPECT_EQ(log->statistics().appends_failed, 2U);
}

TEST_F(Appending, WaitsWhileTheBrokerIsAway) {
  const auto log = open(options());
  append(*log, 0, 100);
  log->log().read_from(1, {kJournal0, 0}, inbox_);
  ASSERT_EQ(inbox_.wait_for_records(100).size(), 100U);
  broker().kill();
  append(*log, 100, 500);
  EXPECT_TRUE(hears_of("no Kafka broker can be reached"));
  broker().start();
  EXPECT_EQ(bodies(inbox_.wait_for_records(600)), numbered(0, 600)) << "in order, nothing twice";
  EXPECT_TRUE(hears_of("a Kafka broker can be reached again"));
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().empty());
  EXPECT_EQ(troubles().size(), 2U) << "told once when it began and once when it was over";
  log->close();
}

TEST_F(Appending, KeepsWhatWasAcknowledgedOverAKillOfTheBroker) {
  const auto log = open(options());
  std::vector<journal::Offset> told;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 50; ++i) {
      const auto offset = produce(*log, std::to_string(told.size()), kInputs0);
      ASSERT_TRUE(offset.ok());
      told.push_back(*offset);
    }
    broker().kill();
    broker().start();
  }
  log->log().read_from(1, {kInputs0, 0}, inbox_);
  const auto records = inbox_.wait_for_records(told.size());
  ASSERT_EQ(bodies(records), numbered(0, told.size()));
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(records[i].offset, told[i]);
  }
  log->close();
}

TEST_F(Appending, AnswersForEndsWhenTheBrokerIsBack) {
  const auto log = open(options());
  ASSERT_TRUE(produce(*log, "one", kInputs0).ok());
  broker().kill();
  log->log().probe_ends(absl::FromUnixSeconds(7), inbox_);
  broker().start();
  const auto ends = inbox_.wait_for<journal::Ends>(1);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].asked_at, absl::FromUnixSeconds(7));
  EXPECT_EQ(ends[0].next.at(kInputs0), 1U);
  log->close();
}

TEST_F(Appending, RefusesProducersBeforeOwnersWhenTooMuchWaits) {
  KafkaOptions small = options();
  small.queue_bytes_max = 10'000;
  small.close_patience = std::chrono::milliseconds(10);
  const auto log = open(small);
  broker().kill();
  append(*log, 0, 50);
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().empty());
  const auto produced = produce(*log, "one too many", kInputs0);
  ASSERT_FALSE(produced.ok());
  EXPECT_EQ(produced.error().kind, Error::Kind::kExhausted);
  append(*log, 50, 200);
  const auto failed = inbox_.all<journal::AppendFailed>();
  ASSERT_FALSE(failed.empty());
  EXPECT_FALSE(failed[0].fatal);
  log->close();
  broker().start();
}

TEST_F(Appending, FailsWhatIsLeftWhenTheLogIsClosed) {
  KafkaOptions hasty = options();
  hasty.close_patience = std::chrono::milliseconds(50);
  const auto log = open(hasty);
  broker().kill();
  append(*log, 0, 3);
  bool told = false;
  log->producer().produce(kInputs0, record("unheard"),
                          [&](const Result<journal::Offset>& done) { told = !done.ok(); });
  log->close();
  EXPECT_EQ(inbox_.all<journal::AppendFailed>().size(), 3U);
  EXPECT_TRUE(told);
  append(*log, 3, 1);
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().back().fatal) << "a closed log appends no more";
  broker().start();
}

TEST_F(Appending, SaysThatATopicWasDeletedUnderIt) {
  const auto log = open(options());
  append(*log, 0, 1);
  log->log().read_from(1, {kJournal0, 0}, inbox_);
  ASSERT_EQ(inbox_.wait_for_records(1).size(), 1U);
  cluster().delete_topic(prefix_ + "journal");
  // The client hears of it when it next asks for metadata; what was appended before may wait.
  std::size_t tries = 1;
  while (inbox_.all<journal::AppendFailed>().empty()) {
    append(*log, tries++, 1);
    (void)produce(*log, "other topics go on", kInputs0);
    ASSERT_LT(tries, 1'000'000U);
  }
  const auto failed = inbox_.all<journal::AppendFailed>();
  EXPECT_TRUE(says(failed[0].reason, "the topic is gone from the cluster; restore it"));
  EXPECT_FALSE(failed[0].fatal) << "it may be restored";
  EXPECT_TRUE(hears_of("the topic is gone from the cluster"));
  EXPECT_TRUE(produce(*log, "other topics go on", kInputs0).ok());
  log->close();
}

// Broker and producer disagree on what was appended last, which no idempotent producer survives.
TEST_F(Appending, GoesOnByANewProducerWhenOneHasFailedForGood) {
  Inbox after;  // outlives the log, wherever the test ends
  const auto log = open(options());
  log->log().read_from(1, {kJournal0, 0}, inbox_);
  for (std::size_t i = 0; i < 20; ++i) {
    append(*log, i, 1);
    ASSERT_EQ(inbox_.wait_for_records(i + 1).size(), i + 1);
  }
  // What is read may not be acknowledged yet, and would fail beside the next.
  while (log->statistics().records_appended < 20) {
    std::this_thread::yield();
  }
  log->log().stop(1, kJournal0);
  broker().kill();
  cut_in_half(broker().partition_folder(prefix_ + "journal", 0));
  broker().start();
  append(*log, 20, 1);
  const auto failed = inbox_.wait_for<journal::AppendFailed>(1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_FALSE(failed[0].fatal) << "its owner takes over again and goes on";
  EXPECT_TRUE(hears_of("a new Kafka producer is at work"));
  EXPECT_EQ(log->statistics().producers_replaced, 1U);
  append(*log, 21, 1);
  log->log().read_from(2, {kJournal0, 0}, after);
  while (bodies(after.wait_for_records(1)).back() != "21") {
    ASSERT_TRUE(inbox_.all<journal::AppendFailed>().size() == 1);
    std::this_thread::yield();
  }
  log->close();
}

}  // namespace
}  // namespace escalon::log_kafka
