#include <random>

#include "kafka_fixture.hpp"

namespace escalon::log_kafka {
namespace {

class Reading : public KafkaTest {
 protected:
  // Small bounds, so that a few thousand records are more than fits.
  std::unique_ptr<KafkaLog> open_small() {
    KafkaOptions small = options();
    small.recent_bytes_max = 20'000;
    small.read_batch_records_max = 50;
    return open(std::move(small));
  }

  static void expect_all_from(const std::vector<journal::LogRecord>& records, std::size_t first,
                              std::size_t count) {
    ASSERT_GE(records.size(), count);
    for (std::size_t i = 0; i < records.size(); ++i) {
      ASSERT_EQ(records[i].offset, first + i);
      ASSERT_EQ(records[i].record->body, std::to_string(first + i));
    }
  }
};

TEST_F(Reading, IsToldWhereALogBeginsThatHasLostItsStart) {
  const auto log = open(options());
  append(*log, 0, 10);
  log->log().read_from(1, {kJournal0, 0}, inbox_);
  ASSERT_EQ(inbox_.wait_for_records(10).size(), 10U);
  log->log().stop(1, kJournal0);
  cluster().delete_records(prefix_ + "journal", 6);
  Inbox late;
  log->log().read_from(2, {kJournal0, 3}, late);
  const auto below = late.wait_for<journal::BelowStart>(1);
  ASSERT_EQ(below.size(), 1U);
  EXPECT_EQ(below[0].reader, 2U);
  EXPECT_EQ(below[0].at, kJournal0);
  EXPECT_EQ(below[0].start, 6U);
  Inbox allowed;
  log->log().read_from(2, {kJournal0, below[0].start}, allowed);
  EXPECT_EQ(bodies(allowed.wait_for_records(4)), numbered(6, 4));
  log->close();
  EXPECT_TRUE(late.all<journal::Records>().empty());
}

TEST_F(Reading, ThatWaitsForMoreHoldsUpNoQuestion) {
  KafkaOptions gathering = options();
  gathering.gather = std::chrono::seconds(5);
  const auto log = open(std::move(gathering));
  log->log().read_from(1, {kJournal0, 0}, inbox_);
  for (std::size_t asked = 1; asked <= 5; ++asked) {
    log->log().probe_ends(absl::FromUnixSeconds(7), inbox_);
    ASSERT_EQ(inbox_.wait_for<journal::Ends>(asked).size(), asked);
  }
  EXPECT_TRUE(inbox_.all<journal::EndOfLog>().empty());  // which the read's answer tells
  log->close();
}

TEST_F(Reading, OfOneWhoIsBelowTheStartDisturbsNobody) {
  {
    const auto before = open(options());
    append(*before, 0, 10);
  }
  cluster().delete_records(prefix_ + "journal", 6);
  const auto log = open(options());
  Inbox other;
  Inbox late;
  log->log().read_from(2, {kJournal0, 7}, other);
  log->log().read_from(3, {kJournal0, 1}, late);
  EXPECT_EQ(late.wait_for<journal::BelowStart>(1).size(), 1U);
  append(*log, 10, 5);
  EXPECT_EQ(bodies(other.wait_for_records(8)), numbered(7, 8));
  log->close();
}

TEST_F(Reading, HearsOfTheEndBeforeWhatItAskedFor) {
  const auto log = open(options());
  append(*log, 0, 3);
  log->log().read_from(1, {kJournal0, 100}, inbox_);
  const auto ends = inbox_.wait_for<journal::EndOfLog>(1);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].next, 3U) << "the log is shorter than its reader believes";
  append(*log, 3, 2);
  EXPECT_EQ(inbox_.wait_for<journal::EndOfLog>(2).back().next, 5U);
  EXPECT_TRUE(inbox_.all<journal::Records>().empty());
  log->close();
}

TEST_F(Reading, OfManyReadersFetchesARecordOnce) {
  const auto log = open(options());
  std::vector<Inbox> inboxes(5);
  for (std::size_t i = 0; i < inboxes.size(); ++i) {
    log->log().read_from(i, {kJournal0, 0}, inboxes[i]);
  }
  append(*log, 0, 1'000);
  for (Inbox& inbox : inboxes) {
    EXPECT_EQ(bodies(inbox.wait_for_records(1'000)), numbered(0, 1'000));
  }
  EXPECT_EQ(log->statistics().records_read, 1'000U);
  EXPECT_EQ(log->statistics().catch_ups, 0U);
  log->close();
}

TEST_F(Reading, FarBehindOthersIsServedApartUntilItIsNear) {
  const auto log = open_small();
  Inbox ahead;
  log->log().read_from(1, {kJournal0, 0}, ahead);
  append(*log, 0, 3'000);
  ASSERT_EQ(ahead.wait_for_records(3'000).size(), 3'000U);
  Inbox behind;
  log->log().read_from(2, {kJournal0, 0}, behind);
  EXPECT_EQ(bodies(behind.wait_for_records(3'000)), numbered(0, 3'000));
  EXPECT_EQ(log->statistics().catch_ups, 1U);
  const auto read = log->statistics().records_read;
  append(*log, 3'000, 100);
  EXPECT_EQ(bodies(behind.wait_for_records(3'100)), numbered(0, 3'100));
  EXPECT_EQ(bodies(ahead.wait_for_records(3'100)), numbered(0, 3'100));
  EXPECT_EQ(log->statistics().records_read, read + 100) << "they read together again";
  EXPECT_EQ(log->statistics().catch_ups, 1U);
  log->close();
}

TEST_F(Reading, OfASlowReaderHoldsNobodyElseBack) {
  const auto log = open_small();
  Inbox slow;
  Inbox quick;
  log->log().read_from(1, {kJournal0, 0}, slow);
  log->log().read_from(2, {kJournal0, 0}, quick);
  append(*log, 0, 5'000);
  EXPECT_EQ(bodies(quick.wait_for_records(5'000)), numbered(0, 5'000));
  EXPECT_EQ(slow.wait_for<journal::Records>(4).size(), 4U);
  EXPECT_EQ(bodies(slow.wait_for_records(5'000)), numbered(0, 5'000));
  log->close();
}

// Readers come back at random places while records flow, and some never give their credits back:
// each sees every record from there on, once and in order.
TEST_F(Reading, FromAnywhereMissesNothingWhileRecordsFlow) {
  const auto log = open_small();
  std::mt19937 random(7);
  std::vector<std::unique_ptr<Inbox>> inboxes;
  std::size_t appended = 0;
  for (int round = 0; round < 60; ++round) {
    append(*log, appended, 100);
    appended += 100;
    Inbox& inbox = *inboxes.emplace_back(std::make_unique<Inbox>());
    const std::size_t from = random() % appended;
    log->log().read_from(random() % 4, {kJournal0, from}, inbox);
    const std::size_t count = std::min<std::size_t>(80, appended - from);
    expect_all_from(inbox.wait_for_records(count), from, count);
    ASSERT_FALSE(HasFailure()) << "round " << round << ", from " << from << " of " << appended;
  }
  log->close();
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().empty());
}

TEST_F(Reading, OfAMessageThatOthersWroteYieldsAPlainRecord) {
  const auto log = open(options());
  cluster().write(prefix_ + "inputs", "some key", "{\"not\": \"ours\"}");
  log->log().read_from(1, {kInputs0, 0}, inbox_);
  const auto records = inbox_.wait_for_records(1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].record->header.kind, journal::RecordKind::kPlain);
  EXPECT_EQ(records[0].record->header.id, "");
  EXPECT_EQ(records[0].record->header.keys, std::vector<std::string>{"some key"});
  EXPECT_EQ(records[0].record->body, "{\"not\": \"ours\"}");
  log->close();
}

}  // namespace
}  // namespace escalon::log_kafka
