#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "absl/time/time.h"
#include "client.hpp"
#include "escalon/journal/ports.hpp"
#include "fetcher.hpp"

namespace escalon::log_kafka {

/// Asks the cluster where partitions begin and end. One thread asks, because a question waits for
/// the network; all who wait get the answer to one question that was asked after theirs. It asks by
/// a client of its own: a broker answers what comes by one connection in turn, and a question would
/// wait for the end of a read that waits for records.
class Prober {
 public:
  /// Told the first offset that a partition keeps, and its end.
  using Found =
      std::function<void(std::size_t partition, journal::Offset start, journal::Offset end)>;

  /// Partitions and whoever is told outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Prober>> open(
      const KafkaOptions& options, const std::vector<ReadPartition>& partitions, Found found);

  /// Answers Ends of all plain partitions; waits for the cluster as long as it takes.
  void probe_ends(absl::Time asked_at, journal::Mailbox& mailbox);
  /// Finds where the partition begins and ends.
  void find_bounds(std::size_t partition);

  void run(std::stop_token stop);

 private:
  struct Question {
    absl::Time asked_at;
    journal::Mailbox* mailbox = nullptr;
  };
  Prober(Client client, const std::vector<ReadPartition>& partitions, Found found);
  using EndsByPartition = absl::flat_hash_map<journal::TopicPartition, journal::Offset>;

  [[nodiscard]] std::optional<EndsByPartition> ask_ends();
  [[nodiscard]] bool answer_ends(const std::vector<Question>& questions);
  [[nodiscard]] bool answer_bounds(std::size_t partition);

  Client client_;
  std::vector<Topic> topics_;  // of which librdkafka looks for the leaders by itself
  const std::vector<ReadPartition>& partitions_;
  Found found_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Question> questions_;
  std::vector<std::size_t> lost_;
};

}  // namespace escalon::log_kafka
