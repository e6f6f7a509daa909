#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::log_kafka {

inline constexpr std::chrono::seconds kPatience{60};

/// Keeps what it is told, for tests that wait for what they expect.
class Inbox final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    {
      const std::lock_guard lock(mutex_);
      messages_.push_back(std::move(message));
    }
    changed_.notify_all();
  }

  /// The messages of one type so far, in order.
  template <typename Message>
  [[nodiscard]] std::vector<Message> all() const {
    const std::lock_guard lock(mutex_);
    return find<Message>();
  }

  /// Waits until so many partitions are owned, by what it was told; which ones.
  [[nodiscard]] std::vector<journal::StagePartition> wait_until_owns(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return owned().size() == count; });
    return owned();
  }

  /// Waits until so many messages of a type have come; returns them, or what came in vain.
  template <typename Message>
  [[nodiscard]] std::vector<Message> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return find<Message>().size() >= count; });
    return find<Message>();
  }

  /// Waits until so many records have come, giving their credits back; returns them.
  [[nodiscard]] std::vector<journal::LogRecord> wait_for_records(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] {
      collect();
      return records_.size() >= count;
    });
    return records_;
  }

 private:
  [[nodiscard]] std::vector<journal::StagePartition> owned() const {
    std::vector<journal::StagePartition> now;
    for (const journal::MailboxMessage& message : messages_) {
      if (const auto* given = std::get_if<journal::Assigned>(&message)) {
        now.push_back(given->at);
      } else if (const auto* taken = std::get_if<journal::Revoked>(&message)) {
        std::erase(now, taken->at);
      }
    }
    return now;
  }

  template <typename Message>
  [[nodiscard]] std::vector<Message> find() const {
    std::vector<Message> found;
    for (const journal::MailboxMessage& message : messages_) {
      if (const auto* one = std::get_if<Message>(&message)) {
        found.push_back(*one);
      }
    }
    return found;
  }

  void collect() {
    std::erase_if(messages_, [this](const journal::MailboxMessage& message) {
      const auto* batch = std::get_if<journal::Records>(&message);
      if (batch != nullptr) {
        records_.insert(records_.end(), batch->records.begin(), batch->records.end());
      }
      return batch != nullptr;
    });
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<journal::MailboxMessage> messages_;
  std::vector<journal::LogRecord> records_;
};

}  // namespace escalon::log_kafka
