#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::adapter_conformance {

/// What adapters with threads and tests meet on.
struct Signal {
  std::mutex mutex;
  std::condition_variable changed;
};

/// Keeps what it is told. To be looked at while the signal's mutex is held, as Adapter::wait does.
class RecordingMailbox final : public journal::Mailbox {
 public:
  explicit RecordingMailbox(Signal& signal) : signal_(signal) {}

  void post(journal::MailboxMessage message) override {
    {
      const std::lock_guard lock(signal_.mutex);
      messages_.push_back(std::move(message));
    }
    signal_.changed.notify_all();
  }

  [[nodiscard]] const std::vector<journal::MailboxMessage>& messages() const { return messages_; }

  /// The messages of one type, in order.
  template <typename Message>
  [[nodiscard]] std::vector<const Message*> all() const {
    std::vector<const Message*> found;
    for (const journal::MailboxMessage& message : messages_) {
      if (const auto* one = std::get_if<Message>(&message)) {
        found.push_back(one);
      }
    }
    return found;
  }

  /// The records of one reader, in the order in which they came.
  [[nodiscard]] std::vector<journal::LogRecord> records(journal::ReaderId reader) const {
    std::vector<journal::LogRecord> records;
    for (const journal::Records* batch : all<journal::Records>()) {
      if (batch->reader == reader) {
        records.insert(records.end(), batch->records.begin(), batch->records.end());
      }
    }
    return records;
  }

  /// The last end that a reader was told, or nothing.
  [[nodiscard]] bool told_end(journal::ReaderId reader, journal::Offset next) const {
    const auto ends = all<journal::EndOfLog>();
    return std::any_of(ends.begin(), ends.end(), [&](const journal::EndOfLog* end) {
      return end->reader == reader && end->next == next;
    });
  }

  /// Forgets everything, credits included.
  void clear() { (void)take(); }

  /// Forgets everything and returns the records of one reader that were there.
  std::vector<journal::LogRecord> take_records(journal::ReaderId reader) {
    std::vector<journal::LogRecord> records;
    for (const journal::MailboxMessage& message : take()) {
      const auto* batch = std::get_if<journal::Records>(&message);
      if (batch != nullptr && batch->reader == reader) {
        records.insert(records.end(), batch->records.begin(), batch->records.end());
      }
    }
    return records;
  }

 private:
  std::vector<journal::MailboxMessage> take() {
    const std::lock_guard lock(signal_.mutex);
    return std::exchange(messages_, {});
  }

  Signal& signal_;
  std::vector<journal::MailboxMessage> messages_;
};

}  // namespace escalon::adapter_conformance
