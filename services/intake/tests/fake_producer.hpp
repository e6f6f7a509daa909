#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::intake {

/// A log that keeps what it is given. It answers at once, or when the test says so.
class FakeProducer final : public journal::Producer {
 public:
  struct Entry {
    journal::TopicPartition at;
    journal::RecordPtr record;
  };

  void produce(journal::TopicPartition at, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override {
    std::unique_lock lock(mutex_);
    entries_.push_back({std::move(at), std::move(record)});
    if (held_) {
      waiting_.push_back(std::move(done));
      return;
    }
    lock.unlock();
    failing_ ? done(Error{Error::Kind::kUnavailable, "the disk is full"})
             : done(entries_.size() - 1);
  }

  void hold() { held_ = true; }
  void fail() { failing_ = true; }
  /// Makes everything durable that was held, and holds nothing any more. Any thread may do so.
  void release() {
    std::unique_lock lock(mutex_);
    held_ = false;
    const auto held = std::exchange(waiting_, {});
    lock.unlock();
    for (const auto& done : held) {
      done(journal::Offset{0});
    }
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::vector<std::function<void(Result<journal::Offset>)>> waiting_;
  bool held_ = false;
  bool failing_ = false;
};

}  // namespace escalon::intake
