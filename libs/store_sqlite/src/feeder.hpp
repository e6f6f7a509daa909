#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escalon/journal/ports.hpp"
#include "log_table.hpp"
#include "schema.hpp"

namespace escalon::store_sqlite {

/// How much readers are sent at once and how much is kept for them.
struct FeedBounds {
  ReadBounds message;
  int outstanding_max = 0;
  std::size_t recent_bytes_max = 0;
};

/// Sends committed records to the log's readers: those near the end get what was handed over in
/// memory, the others are served from the file, one message in turn each. One thread does all the
/// sending, so order needs no care. Thread-safe.
class Feeder {
 public:
  Feeder(const std::vector<Partition>& partitions, FeedBounds bounds);

  void read_from(journal::ReaderId reader, std::size_t partition, journal::Offset next,
                 journal::Mailbox& mailbox);
  /// Once it has returned nothing more is posted for that reader and partition.
  void stop(journal::ReaderId reader, std::size_t partition);

  /// Hands over what a commit has made durable.
  void publish(const std::vector<Appended>& appended);

  /// The ends of all plain topics.
  [[nodiscard]] absl::flat_hash_map<journal::TopicPartition, journal::Offset> plain_ends() const;

  /// Sends until `stop` is asked for. `trouble` is told what could not be read.
  void run(std::stop_token stop, LogReader& file, const std::function<void(std::string)>& trouble);

  [[nodiscard]] std::uint64_t disk_reads() const { return disk_reads_.load(); }

 private:
  // Wakes the sending thread. It outlives the feeder for as long as a credit is held.
  struct Wakeup {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool asked = false;
    void ask();
  };
  struct Recent {
    journal::TopicPartition at;
    std::int64_t number = 0;
    bool plain = false;
    journal::Offset end = 0;
    std::deque<journal::LogRecord> records;
    std::size_t bytes = 0;
  };
  struct Subscription {
    journal::ReaderId reader = 0;
    std::size_t partition = 0;
    journal::Offset next = 0;
    journal::Mailbox* mailbox = nullptr;
    std::optional<journal::Offset> told_end;
    std::shared_ptr<std::atomic<int>> outstanding;
    bool active = true;
  };
  using SubscriptionPtr = std::shared_ptr<Subscription>;

  [[nodiscard]] std::vector<SubscriptionPtr> subscriptions() const;
  bool serve(Subscription& subscription, LogReader& file,
             const std::function<void(std::string)>& trouble);
  bool serve_from_memory(Subscription& subscription,
                         std::optional<journal::Offset>& read_file_from);
  void tell_end(Subscription& subscription, journal::Offset end);
  [[nodiscard]] std::vector<journal::LogRecord> recent_from(const Recent& recent,
                                                            journal::Offset next) const;
  void send(Subscription& subscription, std::vector<journal::LogRecord> records);
  [[nodiscard]] std::shared_ptr<void> make_credit(const Subscription& subscription) const;

  FeedBounds bounds_;
  std::shared_ptr<Wakeup> wakeup_ = std::make_shared<Wakeup>();
  mutable std::mutex mutex_;
  std::vector<Recent> partitions_;
  std::map<std::pair<journal::ReaderId, std::size_t>, SubscriptionPtr> subscriptions_;
  std::atomic<std::uint64_t> disk_reads_ = 0;
};

}  // namespace escalon::store_sqlite
