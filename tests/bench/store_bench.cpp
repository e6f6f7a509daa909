// Durable appends of the embedded store beside bare SQLite appends of equal bytes, in one run on
// one disk.

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "timed_case.hpp"

namespace escalon::store_sqlite {
namespace {

using Timer = std::chrono::steady_clock;

constexpr std::size_t kRecords = 400'000;
constexpr std::size_t kBodyBytes = 300;
constexpr std::size_t kInFlightMost = 20'000;
constexpr std::size_t kGroup = 2'000;
constexpr int kRounds = 3;

double seconds_since(Timer::time_point start) {
  return std::chrono::duration<double>(Timer::now() - start).count();
}

journal::RecordPtr make_record(std::size_t number) {
  journal::RecordHeader header;
  header.stage = "intake";
  header.id = "default/event-" + std::to_string(number);
  header.keys = {"default/case-" + std::to_string(number / 10)};
  std::string body(kBodyBytes, 'x');
  return std::make_shared<const journal::Record>(
      journal::Record{std::move(header), std::move(body)});
}

std::vector<journal::RecordPtr> make_records() {
  std::vector<journal::RecordPtr> records;
  for (std::size_t i = 0; i < kRecords; ++i) {
    records.push_back(make_record(i));
  }
  return records;
}

StoreOptions options_for(const std::filesystem::path& directory, Durability durability) {
  StoreOptions options;
  options.directory = directory;
  options.topics = {{"contact.events", 2, true}};
  options.durability = durability;
  return options;
}

struct Measured {
  double records_per_second = 0;
  double records_per_commit = 0;
};

// Counts what is acknowledged and holds the producer back while too much is not.
class Pacer {
 public:
  void wait_below(std::size_t sent, std::size_t most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sent - done_ <= most; });
  }
  void done() {
    const std::lock_guard lock(mutex_);
    ++done_;
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;
};

Measured measure_store(const std::vector<journal::RecordPtr>& records, Durability durability) {
  const testkit::TempDir directory;
  auto store = SqliteStore::open(options_for(directory.path(), durability));
  ESCALON_ASSERT(store.ok());
  Pacer pacer;
  const auto start = Timer::now();
  for (std::size_t i = 0; i < records.size(); ++i) {
    (*store)->producer().produce({"contact.events", static_cast<std::uint32_t>(i % 2)}, records[i],
                                 [&](Result<journal::Offset> offset) {
                                   ESCALON_ASSERT(offset.ok());
                                   pacer.done();
                                 });
    pacer.wait_below(i + 1, kInFlightMost);
  }
  pacer.wait_below(records.size(), 0);
  const double seconds = seconds_since(start);
  const StoreStatistics statistics = (*store)->statistics();
  return {static_cast<double>(records.size()) / seconds,
          static_cast<double>(statistics.records) / static_cast<double>(statistics.commits)};
}

void execute(sqlite3* database, const char* sql) {
  ESCALON_ASSERT(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

// The same header and body bytes, a row each, one commit for each group of the size that the store
// came to.
Measured measure_bare(const std::vector<journal::RecordPtr>& records, std::size_t group) {
  const testkit::TempDir directory;
  sqlite3* database = nullptr;
  ESCALON_ASSERT(sqlite3_open((directory / "bare.db").c_str(), &database) == SQLITE_OK);
  execute(
      database,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000");
  execute(database, "CREATE TABLE log (number INTEGER PRIMARY KEY, record BLOB)");
  sqlite3_stmt* insert = nullptr;
  ESCALON_ASSERT(sqlite3_prepare_v2(database, "INSERT INTO log (record) VALUES (?)", -1, &insert,
                                    nullptr) == SQLITE_OK);
  const auto start = Timer::now();
  for (std::size_t i = 0; i < records.size();) {
    execute(database, "BEGIN");
    for (std::size_t end = std::min(i + group, records.size()); i < end; ++i) {
      const std::string bytes = journal::encode_header(records[i]->header) + records[i]->body;
      sqlite3_bind_blob64(insert, 1, bytes.data(), bytes.size(), SQLITE_STATIC);
      ESCALON_ASSERT(sqlite3_step(insert) == SQLITE_DONE);
      sqlite3_reset(insert);
    }
    execute(database, "COMMIT");
  }
  const double seconds = seconds_since(start);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return {static_cast<double>(records.size()) / seconds, static_cast<double>(group)};
}

void print(const char* what, const Measured& measured, double reference) {
  std::printf("  %-32s %9.0f records/s  %7.0f records/fsync  %5.2f of bare\n", what,
              measured.records_per_second, measured.records_per_commit,
              measured.records_per_second / reference);
}

void run_round(const std::vector<journal::RecordPtr>& records) {
  const Measured full = measure_store(records, Durability::kFull);
  const auto group = static_cast<std::size_t>(std::max(1.0, full.records_per_commit));
  const Measured bare = measure_bare(records, group);
  const Measured grouped = measure_bare(records, kGroup);
  const Measured normal = measure_store(records, Durability::kNormal);
  print("store, synchronous=FULL", full, bare.records_per_second);
  print("bare SQLite, groups of that size", bare, bare.records_per_second);
  print("bare SQLite, groups of 2000", grouped, bare.records_per_second);
  print("store, synchronous=NORMAL", normal, bare.records_per_second);
}

constexpr std::size_t kTimers = 1'000'000;
constexpr std::size_t kBatchKeys = 500;

// Asks questions of the view, several at a time, as owners do.
class ViewClient final : public journal::Mailbox {
 public:
  explicit ViewClient(journal::View& view) : view_(view) {}
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    answer_ = std::get<journal::ViewAnswer>(std::move(message));
    ESCALON_ASSERT(answer_.code == journal::ViewCode::kOk);
    ++answers_;
    changed_.notify_one();
  }
  // Waits until at most so many questions have no answer; returns the last one.
  journal::ViewAnswer wait(std::size_t open) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return questions_ - answers_ <= open; });
    return std::move(answer_);
  }
  void acquire(journal::Epoch epoch) {
    ++questions_;
    view_.acquire({"sla", 0}, epoch, journal::OnAcquire::kKeep, 1, *this);
    wait(0);
  }
  void apply(journal::Offset version, std::vector<journal::PostImage> images) {
    ++questions_;
    view_.apply({{"sla", 0}, 1, version}, {version + 1, "", std::move(images)}, 1, *this);
    wait(kAppliesOpenMost);
  }
  std::vector<journal::TimerRow> horizon(const journal::TimerPosition& after, absl::Time until) {
    ++questions_;
    view_.horizon({{"sla", 0}, 1, 0}, after, until, 1'000, 1, *this);
    return wait(0).timers;
  }

 private:
  static constexpr std::size_t kAppliesOpenMost = 20;
  journal::View& view_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t questions_ = 0;
  std::size_t answers_ = 0;
  journal::ViewAnswer answer_;
};

void print_timers() {
  const testkit::TempDir directory;
  auto store = SqliteStore::open(options_for(directory.path(), Durability::kFull));
  ESCALON_ASSERT(store.ok());
  ViewClient view((*store)->view());
  view.acquire(1);
  const auto start = Timer::now();
  for (std::size_t i = 0; i < kTimers; i += kBatchKeys) {
    std::vector<journal::PostImage> images;
    for (std::size_t j = i; j < i + kBatchKeys; ++j) {
      images.push_back(bench::make_timed_case(j));
    }
    view.apply(i / kBatchKeys, std::move(images));
  }
  view.wait(0);
  const double armed = seconds_since(start);
  const auto loading = Timer::now();
  const auto until = absl::FromUnixMillis(1'700'014'400'000);
  std::size_t due = 0;
  journal::TimerPosition after;
  for (auto page = view.horizon(after, until); !page.empty(); page = view.horizon(after, until)) {
    due += page.size();
    after = {page.back().due_ms, page.back().key.str(), page.back().timer};
  }
  std::printf(
      "  %zu armed timers with their states: %.0f keys/s, %.0f bytes each in the file; "
      "a horizon of %zu timers in %.1f ms\n",
      kTimers, kTimers / armed, static_cast<double>((*store)->size_bytes()) / kTimers, due,
      1'000 * seconds_since(loading));
}

// One record after another: what a lone event waits.
void print_latency() {
  const testkit::TempDir directory;
  auto store = SqliteStore::open(options_for(directory.path(), Durability::kFull));
  ESCALON_ASSERT(store.ok());
  std::vector<double> waits;
  for (std::size_t i = 0; i < 300; ++i) {
    Pacer pacer;
    const auto start = Timer::now();
    (*store)->producer().produce({"contact.events", 0}, make_record(i),
                                 [&](const Result<journal::Offset>&) { pacer.done(); });
    pacer.wait_below(1, 0);
    waits.push_back(1'000 * seconds_since(start));
  }
  std::sort(waits.begin(), waits.end());
  std::printf("  one durable append at a time: p50 %.2f ms, p99 %.2f ms\n", waits[150], waits[297]);
}

}  // namespace
}  // namespace escalon::store_sqlite

int main() {
  using namespace escalon::store_sqlite;
  std::printf("store: %zu records of %zu bytes, at most %zu unacknowledged\n", kRecords, kBodyBytes,
              kInFlightMost);
  const auto records = make_records();
  for (int round = 0; round < kRounds; ++round) {
    run_round(records);
  }
  print_latency();
  print_timers();
  return EXIT_SUCCESS;
}
