#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
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

  /// All messages so far, in order.
  [[nodiscard]] std::vector<journal::MailboxMessage> everything() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

  /// Looks at `done` now and then until it is true, or patience is over.
  static void wait_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!done() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
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
