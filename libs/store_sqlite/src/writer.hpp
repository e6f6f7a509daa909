#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "checkpointer.hpp"
#include "database.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "feeder.hpp"
#include "log_table.hpp"
#include "view_table.hpp"
#include "write_queue.hpp"

namespace escalon::store_sqlite {

/// Commits what is queued, in groups: while one commit waits for the disk, the next group collects.
/// What a commit holds is acknowledged after it and not before. Runs on one thread.
class Writer {
 public:
  Writer(Database database, const StoreOptions& options, const std::vector<Partition>& partitions,
         WriteQueue& queue, Feeder& feeder, Checkpointer& checkpointer);

  /// Writes until `stop` is asked for and nothing is left, or until a fatal error; then what is
  /// left fails.
  void run(std::stop_token stop);

  /// Thread-safe.
  [[nodiscard]] StoreStatistics statistics() const;
  [[nodiscard]] bool failed() const { return failed_.load(); }
  void set_file_bytes_max(std::uint64_t bytes) { file_bytes_max_.store(bytes); }

 private:
  struct Answered {
    journal::Mailbox* owner = nullptr;
    journal::ViewAnswer answer;
  };
  struct Results {
    std::vector<std::pair<std::size_t, journal::Offset>> produced;  // index of the work, its offset
    std::vector<Answered> answered;
  };

  void commit(std::vector<WriteWork> work, std::stop_token stop);
  [[nodiscard]] Results write(const std::vector<WriteWork>& work);
  void acknowledge(std::vector<WriteWork>& work, Results results);
  void retry_later(std::vector<WriteWork> work, Trouble trouble, std::stop_token stop);
  void enforce_quota();
  void say_trouble(Trouble trouble);
  void say_recovered();
  void fail(WriteWork& work, const std::string& why) const;
  void fail_all(std::vector<WriteWork>& work, const std::string& why);

  StoreOptions options_;
  Database database_;
  LogWriter log_;
  ViewWriter view_;
  WriteQueue& queue_;
  Feeder& feeder_;
  Checkpointer& checkpointer_;
  std::chrono::milliseconds backoff_{0};
  std::uint64_t quota_applied_ = 0;
  std::atomic<std::uint64_t> file_bytes_max_;
  const std::int64_t page_bytes_;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> writable_ = true;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> records_ = 0;
  std::atomic<std::uint64_t> applies_ = 0;
  std::atomic<std::uint64_t> refusals_ = 0;
  std::atomic<std::uint64_t> retries_ = 0;
};

}  // namespace escalon::store_sqlite
