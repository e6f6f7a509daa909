#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace escalon::insight {

/// Who may write the read model's file: one connection at a time, in the order in which they asked.
/// SQLite alone lets whoever begins again at once go first for ever. Thread-safe.
class Turns {
 public:
  /// The right to write, for as long as it lives.
  class Turn {
   public:
    /// Waits for the turns of those that asked before.
    explicit Turn(std::shared_ptr<Turns> of) : of_(std::move(of)) { of_->take(); }
    ~Turn() {
      if (of_) {
        of_->pass_on();
      }
    }
    Turn(Turn&&) = default;
    Turn& operator=(Turn&&) = delete;

   private:
    std::shared_ptr<Turns> of_;
  };

 private:
  void take() {
    std::unique_lock lock(mutex_);
    const std::uint64_t ours = asked_++;
    changed_.wait(lock, [&] { return served_ == ours; });
  }
  void pass_on() {
    const std::lock_guard lock(mutex_);
    served_ += 1;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t asked_ = 0;
  std::uint64_t served_ = 0;
};

}  // namespace escalon::insight
