#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <variant>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::store_sqlite {

/// Who waits for an append: an owner, who reads it back, or a producer, who is called.
struct AppendWork {
  std::size_t partition = 0;
  journal::TopicPartition at;
  journal::RecordPtr record;
  journal::Ticket ticket = 0;
  journal::Mailbox* owner = nullptr;
  std::function<void(Result<journal::Offset>)> done;  ///< Set for a producer.
};

struct AcquireWork {
  journal::StagePartition at;
  journal::Epoch epoch = 0;
  journal::OnAcquire mode = journal::OnAcquire::kKeep;
  journal::Ticket ticket = 0;
  journal::Mailbox* owner = nullptr;
};

struct ApplyWork {
  journal::ViewVersion version;
  journal::ViewBatch batch;
  journal::Ticket ticket = 0;
  journal::Mailbox* owner = nullptr;
};

using WriteWork = std::variant<AppendWork, AcquireWork, ApplyWork>;

/// What became of a push.
enum class Pushed { kQueued, kFull, kClosed };

/// What waits to be written, in order. Thread-safe.
class WriteQueue {
 public:
  /// How much one commit takes.
  struct Bounds {
    std::size_t records_max = 0;
    std::size_t bytes_max = 0;
  };

  /// Queues, unless more than `bytes_max` wait or the queue is closed.
  [[nodiscard]] Pushed push(WriteWork work, std::size_t bytes_max);

  /// Drops the owners' appends to a partition.
  void purge(std::size_t partition);

  /// Waits for work and takes as much of it as the bounds allow, at least one. Empty once `stop` is
  /// asked for and nothing is left.
  [[nodiscard]] std::vector<WriteWork> take(std::stop_token stop, Bounds bounds);

  /// Puts back, in front, what could not be written, and waits; less if nudged or stopped.
  void put_back(std::vector<WriteWork> work, std::stop_token stop, std::chrono::milliseconds wait);

  /// Ends a wait in put_back.
  void nudge();

  /// Refuses further work and takes all that is left.
  [[nodiscard]] std::deque<WriteWork> close();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<WriteWork> work_;
  std::size_t bytes_ = 0;
  bool nudged_ = false;
  bool awaited_ = false;  // take() waits for work
  bool closed_ = false;
};

}  // namespace escalon::store_sqlite
