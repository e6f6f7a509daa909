#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <utility>

#include "database.hpp"

namespace escalon::store_sqlite {

/// Copies what was committed from the write-ahead log into the database file, on a thread and a
/// connection of its own, so that commits need not. The log begins anew only when all of it was
/// copied, which never happens while commits go on: at its bound the writer waits for the last and
/// shortest round. A start after a crash reads the whole log, so the bound is also that of its
/// time.
class Checkpointer {
 public:
  static constexpr std::int64_t kBytesWanted = 16LL << 20U;  ///< A round begins.
  static constexpr std::int64_t kBytesMost = 64LL << 20U;    ///< The writer waits for a round.

  explicit Checkpointer(Database database) : database_(std::move(database)) {}

  /// Copies whenever it is asked to, until `stop`.
  void run(std::stop_token stop);

  /// Tells how many bytes the log has after a commit; by the writing thread.
  void committed(std::int64_t log_bytes, std::stop_token stop);

  /// Rounds so far. Thread-safe.
  [[nodiscard]] std::uint64_t rounds() const { return rounds_.load(); }

 private:
  Database database_;
  std::mutex mutex_;  // guards asked_
  std::condition_variable_any changed_;
  bool asked_ = false;
  std::atomic<std::uint64_t> rounds_ = 0;
};

}  // namespace escalon::store_sqlite
