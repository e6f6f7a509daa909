#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/log_kafka/kafka_log.hpp"
#include "escalon/testkit/kafka_broker.hpp"
#include "inbox.hpp"

namespace escalon::log_kafka {

inline const journal::TopicPartition kJournal0 = {"journal", 0};
inline const journal::TopicPartition kInputs0 = {"inputs", 0};

/// Tests against one broker for the whole program; each has topics of its own.
class KafkaTest : public testing::Test {
 protected:
  static testkit::KafkaBroker& broker() {
    static testkit::KafkaBroker broker;
    return broker;
  }
  static Cluster& cluster() {
    static Cluster cluster(broker().bootstrap_servers());
    return cluster;
  }

  /// A journal and a plain topic of two partitions each, and a stage that owns the journal.
  [[nodiscard]] KafkaOptions options() {
    KafkaOptions options;
    // A busy machine may hold up a member, or the broker's start, for longer than is usual.
    options.client = {{"bootstrap.servers", broker().bootstrap_servers()},
                      {"session.timeout.ms", "120000"}};
    options.prefix = prefix_;
    options.suffix = "";
    options.topics = {{"inputs", 2, Keeps::kForAWhile, true}, {"journal", 2, Keeps::kForEver}};
    options.stages = {{"stage", "journal"}};
    options.group = prefix_ + "group";
    options.replication_factor = 1;
    options.in_sync_replicas_min = 1;
    options.on_trouble = [this](const std::string& text) {
      {
        const std::lock_guard lock(mutex_);
        troubles_.push_back(text);
      }
      told_.notify_all();
    };
    return options;
  }

  [[nodiscard]] static std::unique_ptr<KafkaLog> open(KafkaOptions options) {
    auto log = KafkaLog::open(std::move(options));
    if (!log.ok()) {
      ADD_FAILURE() << log.error().message;
    }
    ESCALON_ASSERT(log.ok());
    return *std::move(log);
  }

  /// Why the log is refused; empty where it is not.
  [[nodiscard]] static std::string refusal(KafkaOptions options) {
    const auto log = KafkaLog::open(std::move(options));
    return log.ok() ? "" : log.error().message;
  }

  [[nodiscard]] static journal::RecordPtr record(const std::string& body) {
    journal::RecordHeader header;
    header.stage = "stage";
    header.keys = {"default/a"};
    return std::make_shared<const journal::Record>(journal::Record{header, body});
  }

  void append(KafkaLog& log, std::size_t first, std::size_t count,
              const journal::TopicPartition& at = kJournal0) {
    for (std::size_t i = first; i < first + count; ++i) {
      log.log().append(at, record(std::to_string(i)), i, inbox_);
    }
  }

  /// Appends as a producer and waits for what became of it.
  [[nodiscard]] static Result<journal::Offset> produce(KafkaLog& log, const std::string& body,
                                                       const journal::TopicPartition& at) {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<journal::Offset>> result;
    log.producer().produce(at, record(body), [&](Result<journal::Offset> done) {
      const std::lock_guard lock(mutex);
      result = std::move(done);
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return result.has_value(); });
    return *result;
  }

  [[nodiscard]] std::vector<std::string> troubles() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  /// Waits until something is told of outside; true if it was.
  [[nodiscard]] bool hears_of(const std::string& text) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, kPatience, [&] {
      return std::any_of(troubles_.begin(), troubles_.end(), [&](const std::string& trouble) {
        return trouble.find(text) != std::string::npos;
      });
    });
  }

  std::string prefix_ = next_prefix();
  Inbox inbox_;

 private:
  static std::string next_prefix() {
    static std::atomic<int> count = 0;
    return "test-" + std::to_string(++count) + ".";
  }

  std::mutex mutex_;
  std::condition_variable told_;
  std::vector<std::string> troubles_;
};

/// That `text` contains `part`.
inline testing::AssertionResult says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos
             ? testing::AssertionSuccess()
             : testing::AssertionFailure() << "'" << part << "' is not said: " << text;
}

/// The numbers from `first` on, as bodies.
inline std::vector<std::string> numbered(std::size_t first, std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = first; i < first + count; ++i) {
    all.push_back(std::to_string(i));
  }
  return all;
}

inline std::vector<std::string> bodies(const std::vector<journal::LogRecord>& records) {
  std::vector<std::string> all;
  for (const journal::LogRecord& record : records) {
    all.push_back(record.record->body);
  }
  return all;
}

}  // namespace escalon::log_kafka
