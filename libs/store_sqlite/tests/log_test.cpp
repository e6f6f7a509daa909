#include <algorithm>
#include <atomic>

#include "store_fixture.hpp"

namespace escalon::store_sqlite {
namespace {

using LogTest = StoreTest;

std::vector<std::string> numbered(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(std::to_string(i));
  }
  return all;
}

void append_all(SqliteStore& store, const std::vector<std::string>& bodies, Inbox& inbox) {
  for (const std::string& body : bodies) {
    store.log().append({kJournal, 0}, record_of(body), 1, inbox);
  }
}

// Reads on until `count` records have come.
std::vector<std::string> read_all(SqliteStore& store, journal::Offset from, std::size_t count) {
  Inbox inbox;
  std::vector<std::string> seen;
  store.log().read_from(7, {{kJournal, 0}, from}, inbox);
  for (bool more = true; more && seen.size() < count;) {
    const auto bodies = inbox.take_bodies();
    seen.insert(seen.end(), bodies.begin(), bodies.end());
    more = !bodies.empty();
  }
  store.log().stop(7, {kJournal, 0});
  return seen;
}

TEST_F(LogTest, HandsRecordsOnInMemoryToReadersAtTheEnd) {
  const auto store = open();
  store->log().read_from(1, {{kJournal, 0}, 0}, inbox_);
  const auto record = record_of("the very same");
  store->log().append({kJournal, 0}, record, 1, inbox_);
  ASSERT_TRUE(inbox_.wait([&] { return !inbox_.all<journal::Records>().empty(); }));
  EXPECT_EQ(inbox_.all<journal::Records>().front().records.front().record, record);
  EXPECT_EQ(store->statistics().disk_reads, 0U);
  store->log().stop(1, {kJournal, 0});
}

TEST_F(LogTest, ServesReadersThatAreBehindFromTheFile) {
  const auto bodies = numbered(5'000);
  StoreOptions options = options_for(directory_.path());
  options.recent_bytes_max = 20'000;
  const auto store = open(std::move(options));
  append_all(*store, bodies, inbox_);
  EXPECT_EQ(read_all(*store, 0, bodies.size()), bodies);
  EXPECT_GT(store->statistics().disk_reads, 0U);
}

TEST_F(LogTest, MeetsTheEndWhileOthersAppend) {
  StoreOptions options = options_for(directory_.path());
  options.recent_bytes_max = 20'000;
  const auto store = open(std::move(options));
  append_all(*store, numbered(2'000), inbox_);
  store->log().read_from(1, {{kJournal, 0}, 0}, inbox_);
  std::vector<std::string> seen;
  int appended = 2'000;
  while (seen.size() < 6'000) {
    for (int i = 0; i < 100 && appended < 6'000; ++i) {
      store->log().append({kJournal, 0}, record_of(std::to_string(appended++)), 1, inbox_);
    }
    const auto more = inbox_.take_bodies();
    ASSERT_FALSE(more.empty());
    seen.insert(seen.end(), more.begin(), more.end());
  }
  EXPECT_EQ(seen, numbered(6'000));
  store->log().stop(1, {kJournal, 0});
}

TEST_F(LogTest, KeepsOffsetsOverARestart) {
  {
    const auto store = open();
    append_all(*store, numbered(700), inbox_);
  }
  const auto store = open();
  append_all(*store, {"next"}, inbox_);
  const auto seen = read_all(*store, 699, 2);
  EXPECT_EQ(seen, (std::vector<std::string>{"699", "next"}));
}

TEST_F(LogTest, WritesWhatIsQueuedBeforeItCloses) {
  {
    const auto store = open();
    for (int i = 0; i < 3'000; ++i) {
      store->producer().produce({kInputs, 0}, record_of("x"), inbox_.producer());
    }
    store->close();
    store->producer().produce({kInputs, 0}, record_of("too late"), inbox_.producer());
  }
  ASSERT_EQ(inbox_.produced().size(), 3'001U);
  EXPECT_TRUE(std::all_of(inbox_.produced().begin(), inbox_.produced().end() - 1,
                          [](const auto& result) { return result.ok(); }));
  EXPECT_EQ(inbox_.produced().back().error().kind, Error::Kind::kUnavailable);
}

TEST_F(LogTest, CommitsManyAppendsAtOnce) {
  const auto store = open();
  for (int i = 0; i < 10'000; ++i) {
    store->producer().produce({kInputs, 0}, record_of("x"), inbox_.producer());
  }
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.produced().size() == 10'000; }));
  const StoreStatistics statistics = store->statistics();
  EXPECT_EQ(statistics.records, 10'000U);
  EXPECT_LT(statistics.commits, 1'000U);
  for (std::size_t i = 0; i < 10'000; ++i) {
    ASSERT_EQ(*inbox_.produced()[i], i) << "producers are called in the order of their appends";
  }
}

TEST_F(LogTest, CommitsAppendsAndAppliesTogether) {
  const auto store = open();
  store->view().acquire({"stage", 0}, 1, journal::OnAcquire::kKeep, 1, inbox_);
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.all<journal::ViewAnswer>().size() == 1; }));
  const std::uint64_t before = store->statistics().commits;
  for (journal::Offset i = 0; i < 100; ++i) {
    store->log().append({kJournal, 0}, record_of("x"), 1, inbox_);
    store->view().apply({{"stage", 0}, 1, i}, {i + 1, "", {}}, 2 + i, inbox_);
  }
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.all<journal::ViewAnswer>().size() == 101; }));
  EXPECT_LT(store->statistics().commits - before, 100U);
  EXPECT_EQ(store->statistics().refusals, 0U);
}

TEST_F(LogTest, SurvivesAReaderThatDropsItsMessagesWhileTheyArePosted) {
  class Careless final : public journal::Mailbox {
   public:
    void post(journal::MailboxMessage message) override {
      if (const auto* batch = std::get_if<journal::Records>(&message)) {
        seen_ += batch->records.size();
      }
    }
    std::atomic<std::size_t> seen_ = 0;
  } careless;
  const auto store = open();
  store->log().read_from(1, {{kJournal, 0}, 0}, careless);
  append_all(*store, numbered(3'000), inbox_);
  EXPECT_EQ(read_all(*store, 0, 3'000).size(), 3'000U);
  store->close();
  EXPECT_EQ(careless.seen_.load(), 3'000U);
}

TEST_F(LogTest, LetsACreditOutliveTheStore) {
  auto store = open();
  store->log().read_from(1, {{kJournal, 0}, 0}, inbox_);
  append_all(*store, numbered(10), inbox_);
  ASSERT_TRUE(inbox_.wait([&] { return !inbox_.all<journal::Records>().empty(); }));
  store.reset();
  inbox_.clear();
}

}  // namespace
}  // namespace escalon::store_sqlite
