#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::store_sqlite {

inline constexpr const char* kInputs = "inputs";
inline constexpr const char* kJournal = "journal";

[[nodiscard]] inline journal::RecordPtr record_of(std::string body) {
  journal::RecordHeader header;
  header.id = "default/event";
  return std::make_shared<const journal::Record>(
      journal::Record{std::move(header), std::move(body)});
}

[[nodiscard]] inline StoreOptions options_for(const std::filesystem::path& directory) {
  StoreOptions options;
  options.directory = directory;
  options.topics = {{kInputs, 1, true}, {kJournal, 2}};
  options.stages = {{"stage", 2}};
  return options;
}

/// Keeps what it and its callbacks are told, and waits for it.
class Inbox final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    note([&] { messages_.push_back(std::move(message)); });
  }
  [[nodiscard]] std::function<void(Result<journal::Offset>)> producer() {
    return [this](Result<journal::Offset> result) {
      note([&] { produced_.push_back(std::move(result)); });
    };
  }
  [[nodiscard]] std::function<void(std::string)> troubles() {
    return [this](std::string what) { note([&] { troubles_.push_back(std::move(what)); }); };
  }

  /// Waits until `done` holds; it may look at everything here.
  [[nodiscard]] bool wait(const std::function<bool()>& done) {
    std::unique_lock<std::recursive_mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), done);
  }

  template <typename Message>
  [[nodiscard]] std::vector<Message> all() const {
    const std::lock_guard lock(mutex_);  // `wait` asks under the lock
    std::vector<Message> found;
    for (const journal::MailboxMessage& message : messages_) {
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
  /// Both may be looked at within `wait`, or once nothing more is to come.
  [[nodiscard]] const std::vector<Result<journal::Offset>>& produced() const { return produced_; }
  [[nodiscard]] const std::vector<std::string>& told() const { return troubles_; }
  /// Waits for records, forgets all messages, which gives their credits back, and returns the
  /// bodies.
  [[nodiscard]] std::vector<std::string> take_bodies() {
    std::vector<std::string> taken;
    EXPECT_TRUE(wait([&] {
      taken = bodies();
      messages_.clear();
      return !taken.empty();
    }));
    return taken;
  }
  /// Gives back all credits.
  void clear() {
    std::vector<journal::MailboxMessage> dropped;
    const std::lock_guard lock(mutex_);
    dropped.swap(messages_);
  }

 private:
  template <typename Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_
        .notify_all();  // Under the lock: whoever waited may destroy this as soon as it is let go.
  }

  mutable std::recursive_mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<journal::MailboxMessage> messages_;
  std::vector<Result<journal::Offset>> produced_;
  std::vector<std::string> troubles_;
};

/// A folder, and an inbox that outlives every store in it.
class StoreTest : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<SqliteStore> open() { return open(options_for(directory_.path())); }
  [[nodiscard]] static std::unique_ptr<SqliteStore> open(StoreOptions options) {
    auto store = SqliteStore::open(std::move(options));
    if (!store.ok()) {
      ADD_FAILURE() << store.error().message;
      return nullptr;
    }
    return *std::move(store);
  }

  testkit::TempDir directory_;
  Inbox inbox_;
};

}  // namespace escalon::store_sqlite
