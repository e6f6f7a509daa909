#include "conformance.hpp"

namespace escalon::adapter_conformance {
namespace {

using journal::EndOfLog;
using journal::Offset;
using journal::Records;

class LogConformance : public Conformance {};

std::vector<std::string> numbered(std::size_t first, std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = first; i < first + count; ++i) {
    all.push_back("record " + std::to_string(i));
  }
  return all;
}

TEST_P(LogConformance, KeepsTheOrderOfTheAppends) {
  const auto expected = numbered(0, 2'000);
  for (const std::string& body : expected) {
    client_.append(journal_partition(), body);
  }
  EXPECT_EQ(bodies(client_.read(journal_partition(), 0, expected.size())), expected);
  EXPECT_EQ(bodies(client_.read(journal_partition(), 0, expected.size())), expected);
}

TEST_P(LogConformance, KeepsHeadersAndBodiesByteByByte) {
  std::string odd("a\0b\n\xff\xfe", 6);
  const std::vector<std::string> expected = {"", odd, std::string(900'000, 'x'), "last"};
  for (const std::string& body : expected) {
    client_.append(journal_partition(), body);
  }
  const auto records = client_.read(journal_partition(), 0, expected.size());
  ASSERT_EQ(bodies(records), expected);
  for (const journal::LogRecord& record : records) {
    EXPECT_EQ(journal::encode_header(record.record->header),
              journal::encode_header(record_of("")->header));
  }
}

TEST_P(LogConformance, GivesOffsetsThatRiseAndStayTheSame) {
  for (const std::string& body : numbered(0, 700)) {
    client_.append(journal_partition(), body);
  }
  const auto once = client_.read(journal_partition(), 0, 700);
  const auto again = client_.read(journal_partition(), 0, 700);
  ASSERT_EQ(once.size(), 700U);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].offset, again[i].offset);
    EXPECT_TRUE(i == 0 || once[i - 1].offset < once[i].offset);
  }
}

TEST_P(LogConformance, BeginsAtExactlyTheOffsetThatIsAskedFor) {
  for (const std::string& body : numbered(0, 1'200)) {
    client_.append(journal_partition(), body);
  }
  const auto all = client_.read(journal_partition(), 0, 1'200);
  ASSERT_EQ(all.size(), 1'200U);
  for (const std::size_t from : {0U, 1U, 499U, 500U, 777U, 1'199U}) {
    const auto tail = client_.read(journal_partition(), all[from].offset, 1'200 - from);
    ASSERT_EQ(tail.size(), 1'200 - from);
    EXPECT_EQ(tail.front().offset, all[from].offset);
    EXPECT_EQ(bodies(tail), numbered(from, 1'200 - from));
  }
}

TEST_P(LogConformance, TellsItsProducerTheOffsetThatReadersSee) {
  for (int i = 0; i < 5; ++i) {
    const auto offset = client_.produce(plain_partition(), "plain " + std::to_string(i));
    ASSERT_TRUE(offset && offset->ok());
    const auto records = client_.read(plain_partition(), **offset, 1);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records.front().offset, **offset);
    EXPECT_EQ(records.front().record->body, "plain " + std::to_string(i));
  }
}

TEST_P(LogConformance, KeepsPartitionsApart) {
  client_.append(journal_partition(0), "zero");
  client_.append(journal_partition(1), "one");
  ASSERT_TRUE(client_.produce(plain_partition(0), "plain"));
  EXPECT_EQ(bodies(client_.read(journal_partition(0), 0, 1)), std::vector<std::string>{"zero"});
  EXPECT_EQ(bodies(client_.read(journal_partition(1), 0, 1)), std::vector<std::string>{"one"});
  EXPECT_EQ(bodies(client_.read(plain_partition(0), 0, 1)), std::vector<std::string>{"plain"});
}

TEST_P(LogConformance, TellsTheEndOnceForEachPosition) {
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), 0}, mailbox);
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.told_end(1, 0); }));
  client_.append(journal_partition(), "first");
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.records(1).size() == 1; }));
  const Offset end = mailbox.records(1).back().offset + 1;
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.told_end(1, end); }));
  adapter_->settle();
  const std::lock_guard lock(adapter_->signal().mutex);
  EXPECT_EQ(mailbox.all<EndOfLog>().size(), 2U);
  EXPECT_TRUE(std::holds_alternative<EndOfLog>(mailbox.messages().back()));
}

TEST_P(LogConformance, GoesOnWithWhatIsAppendedLater) {
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), 0}, mailbox);
  for (std::size_t i = 0; i < 20; ++i) {
    client_.append(journal_partition(), "record " + std::to_string(i));
    ASSERT_TRUE(adapter_->wait([&] { return !mailbox.all<Records>().empty(); }));
    EXPECT_EQ(bodies(mailbox.take_records(1)), numbered(i, 1));
  }
}

TEST_P(LogConformance, MovesAReaderThatReadsFromElsewhere) {
  const auto expected = numbered(0, 300);
  for (const std::string& body : expected) {
    client_.append(journal_partition(), body);
  }
  const auto all = client_.read(journal_partition(), 0, expected.size());
  RecordingMailbox& before = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), all[290].offset}, before);
  ASSERT_TRUE(adapter_->wait([&] { return before.told_end(1, all.back().offset + 1); }));
  RecordingMailbox& after = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), all[295].offset}, after);
  ASSERT_TRUE(adapter_->wait([&] { return after.records(1).size() >= 5; }));
  client_.append(journal_partition(), "record 300");
  ASSERT_TRUE(adapter_->wait([&] { return after.records(1).size() >= 6; }));
  const std::lock_guard lock(adapter_->signal().mutex);
  EXPECT_EQ(bodies(after.records(1)), numbered(295, 6));
  EXPECT_EQ(bodies(before.records(1)), numbered(290, 10)) << "the old position heard no more";
}

TEST_P(LogConformance, SendsNothingMoreToAStoppedReader) {
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), 0}, mailbox);
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.told_end(1, 0); }));
  adapter_->log().stop(1, journal_partition());
  adapter_->settle();
  mailbox.clear();
  client_.append(journal_partition(), "unheard");
  ASSERT_EQ(client_.read(journal_partition(), 0, 1).size(), 1U);
  const std::lock_guard lock(adapter_->signal().mutex);
  EXPECT_TRUE(mailbox.messages().empty());
}

TEST_P(LogConformance, HoldsBackWhileAReaderHoldsItsMessages) {
  constexpr std::size_t kMessagesMost = 4;
  constexpr std::size_t kCount = 6'000;
  for (const std::string& body : numbered(0, kCount)) {
    client_.append(journal_partition(), body);
  }
  ASSERT_EQ(client_.read(journal_partition(), 0, kCount).size(), kCount);
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), 0}, mailbox);
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.all<Records>().size() == kMessagesMost; }));
  adapter_->settle();
  std::vector<std::string> seen;
  while (seen.size() < kCount) {
    ASSERT_TRUE(adapter_->wait([&] { return !mailbox.all<Records>().empty(); }));
    {
      const std::lock_guard lock(adapter_->signal().mutex);
      ASSERT_LE(mailbox.all<Records>().size(), kMessagesMost);
      const auto more = bodies(mailbox.records(1));
      seen.insert(seen.end(), more.begin(), more.end());
    }
    mailbox.clear();
  }
  EXPECT_EQ(seen, numbered(0, kCount));
}

TEST_P(LogConformance, TellsEndsThatHoldWhatWasAcknowledged) {
  const absl::Time asked_at = absl::FromUnixSeconds(1'700'000'000);
  for (std::size_t i = 1; i <= 10; ++i) {
    const auto offset = client_.produce(plain_partition(1), "plain");
    ASSERT_TRUE(offset && offset->ok());
    RecordingMailbox& mailbox = make_mailbox();
    adapter_->log().probe_ends(asked_at, mailbox);
    ASSERT_TRUE(adapter_->wait([&] { return mailbox.all<journal::Ends>().size() == 1; }));
    const journal::Ends& ends = *mailbox.all<journal::Ends>().front();
    EXPECT_EQ(ends.asked_at, asked_at);
    EXPECT_GT(ends.next.at(plain_partition(1)), **offset);
    EXPECT_TRUE(ends.next.contains(plain_partition(0)));
    EXPECT_FALSE(ends.next.contains(journal_partition(0))) << "a journal is no plain topic";
  }
}

TEST_P(LogConformance, PurgesWhatIsQueuedAndKeepsTheOrderOfTheRest) {
  for (const std::string& body : numbered(0, 500)) {
    client_.append(journal_partition(), body);
  }
  adapter_->log().purge(journal_partition());
  client_.append(journal_partition(), "afterwards");
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->log().read_from(1, {journal_partition(), 0}, mailbox);
  const auto arrived = [&] {
    const auto records = mailbox.records(1);
    return !records.empty() && records.back().record->body == "afterwards";
  };
  const auto refused = [&] { return !client_.mailbox().all<journal::AppendFailed>().empty(); };
  bool here = false;
  ASSERT_TRUE(adapter_->wait([&] {
    here = arrived();
    return here || refused();
  }));
  if (!here) {  // what is told to have failed may be appended again
    client_.append(journal_partition(), "afterwards");
    ASSERT_TRUE(adapter_->wait(arrived));
  }
  const std::lock_guard lock(adapter_->signal().mutex);
  auto seen = bodies(mailbox.records(1));
  seen.pop_back();
  EXPECT_EQ(seen, numbered(0, seen.size())) << "what was on its way is a first part";
}

TEST_P(LogConformance, AssignsAndConfirmsThePartitionsOfAStage) {
  RecordingMailbox& mailbox = make_mailbox();
  adapter_->ownership().follow(kStage, mailbox);
  ASSERT_TRUE(
      adapter_->wait([&] { return mailbox.all<journal::Assigned>().size() == kPartitions; }));
  adapter_->ownership().confirm(stage_partition(1), mailbox);
  ASSERT_TRUE(adapter_->wait([&] { return mailbox.all<journal::Confirmed>().size() == 1; }));
  EXPECT_EQ(mailbox.all<journal::Confirmed>().front()->at, stage_partition(1));
  adapter_->ownership().confirm({"another", 0}, mailbox);
  EXPECT_TRUE(adapter_->wait([&] { return mailbox.all<journal::NotOwner>().size() == 1; }));
}

CONFORMANCE_OF_LOGS(LogConformance);

}  // namespace
}  // namespace escalon::adapter_conformance
