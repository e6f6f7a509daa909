#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace escalon::insight {

/// Who may write the read model's file: one connection at a time, in the order in which they asked.
/// SQLite alone lets whoever begins again at once go first for ever. Thread-safe.
class Turns {
 public:
  explicit Turns(std::chrono::milliseconds patience = std::chrono::seconds(5))
      : patience_(patience) {}

  /// The right to write, for as long as it lives.
  class Turn {
   public:
    /// Waits for the turns of those that asked before; throws std::runtime_error when that takes
    /// longer than the patience.
    explicit Turn(std::shared_ptr<Turns> of) : of_(std::move(of)) { of_->take(); }
    ~Turn() { of_->pass_on(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    std::shared_ptr<Turns> of_;
  };

 private:
  void take() {
    std::unique_lock lock(mutex_);
    const std::uint64_t ours = asked_++;
    waiting_.push_back(ours);
    if (!changed_.wait_for(lock, patience_, [&] { return waiting_.front() == ours; })) {
      std::erase(waiting_, ours);
      throw std::runtime_error("another connection has been writing the file for too long");
    }
  }
  void pass_on() {
    const std::lock_guard lock(mutex_);
    waiting_.pop_front();
    changed_.notify_all();
  }

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t asked_ = 0;
  std::deque<std::uint64_t> waiting_;  // the first one has its turn
};

}  // namespace escalon::insight
