#pragma once

#include <cstdint>
#include <memory>

#include "escalon/base/result.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/store_sqlite/options.hpp"

namespace escalon::store_sqlite {

/// What a store has done since it was opened. Counters only grow.
struct StoreStatistics {
  std::uint64_t commits = 0;   ///< Transactions, each made durable once.
  std::uint64_t records = 0;   ///< Records appended.
  std::uint64_t applies = 0;   ///< View batches applied.
  std::uint64_t refusals = 0;  ///< View calls answered FENCED or STALE.
  std::uint64_t retries =
      0;  ///< Commits that were tried again because the disk was full or the file busy.
  std::uint64_t disk_reads =
      0;  ///< Batches that readers got from the file because memory no longer had them.
  std::uint64_t checkpoints = 0;  ///< Rounds of copying the write-ahead log into the file.
  bool writable = true;           ///< False while commits fail.
};

/// Log, views and ownership of one process in one SQLite file.
///
/// An append is acknowledged (read back, or told to its producer) only after the commit that holds
/// it. Everything that is queued when a commit begins goes into it, appends and applies alike: one
/// commit, one wait for the disk. Thread-safe. Threads: one writes, one feeds the log's readers,
/// one reads views. Mailboxes must outlive the store or `close`. While the disk is full appends and
/// applies wait and are tried again; reads go on. Any other error of the file is fatal:
/// AppendFailed{fatal}, kUnreachable and Error::Kind::kUnavailable from then on.
class SqliteStore {
 public:
  /// Opens or makes the data directory and takes it into possession. Errors: kConflict when another
  /// process holds it (the message says which), kInvalid when a newer version made it, it has other
  /// numbers of partitions or is no data directory, kUnavailable when it cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(StoreOptions options);

  ~SqliteStore();
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  /// The faces live as long as the store.
  [[nodiscard]] journal::Log& log();
  [[nodiscard]] journal::View& view();
  [[nodiscard]] journal::Ownership& ownership();
  [[nodiscard]] journal::Producer& producer();

  /// Writes what is queued, then stops: nothing is posted or called afterwards. What cannot be
  /// written fails.
  void close();

  /// Bytes of the database file and its write-ahead log.
  [[nodiscard]] std::uint64_t size_bytes() const;
  [[nodiscard]] StoreStatistics statistics() const;

  /// Changes StoreOptions::file_bytes_max and tries at once what waits.
  void set_file_bytes_max(std::uint64_t bytes);

 private:
  class Impl;
  explicit SqliteStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::store_sqlite
