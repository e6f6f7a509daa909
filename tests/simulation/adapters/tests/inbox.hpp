#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::simulated {

/// Keeps what it is told.
class Inbox final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override { messages.push_back(std::move(message)); }

  template <typename Message>
  [[nodiscard]] std::vector<Message> all() const {
    std::vector<Message> found;
    for (const journal::MailboxMessage& message : messages) {
      if (const auto* one = std::get_if<Message>(&message)) {
        found.push_back(*one);
      }
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> bodies() const {
    std::vector<std::string> found;
    for (const auto& batch : all<journal::Records>()) {
      for (const auto& record : batch.records) {
        found.push_back(record.record->body);
      }
    }
    return found;
  }

  std::vector<journal::MailboxMessage> messages;
};

[[nodiscard]] inline journal::RecordPtr record_of(std::string body) {
  return std::make_shared<const journal::Record>(journal::Record{{}, std::move(body)});
}

}  // namespace escalon::simulated
