#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace escalon::log_kafka {

/// How long a topic keeps its records.
enum class Keeps {
  kForEver,          ///< A journal: it is the truth, so nothing of it may ever be deleted.
  kForAWhile,        ///< A plain topic: KafkaOptions::plain_retention.
  kNewestOfEachKey,  ///< Compacted, as the topic `policy`.
};

/// A topic by its logical name; on the cluster it bears KafkaOptions::prefix and suffix.
struct TopicOptions {
  std::string name;
  std::uint32_t partitions = 1;
  Keeps keeps = Keeps::kForEver;
  bool plain = false;  ///< True when gates look at its ends (a topic that is no stage's journal).
};

/// A stage that this process shares with the others of its group. Who owns partition p of the
/// stage is who the group assigns partition p of its journal.
struct StageOptions {
  std::string name;
  std::string journal;  ///< Logical name of one of the topics.
};

/// How a log is opened and how much it may hold in memory.
struct KafkaOptions {
  /// Settings of librdkafka for every client of this process: `bootstrap.servers`, and whatever the
  /// cluster wants of security (`security.protocol`, `sasl.*`, `ssl.*`). What correctness depends
  /// on cannot be set here; `open` names it.
  std::map<std::string, std::string> client;

  std::string prefix = "escalon.";  ///< Before each topic's name on the cluster.
  std::string suffix = ".v1";       ///< After it.
  std::vector<TopicOptions> topics;
  std::vector<StageOptions> stages;

  std::string group;     ///< Consumer group of the stages' owners: the service's name.
  std::string instance;  ///< Static member of the group, one for each process that runs at a time:
                         ///< it gets the same partitions after a restart. Empty = any member.

  bool create_topics = true;  ///< Makes topics that are absent; else `open` refuses without them.
  int replication_factor = 3;
  int in_sync_replicas_min = 2;  ///< Topics that promise less are refused.
  std::chrono::milliseconds plain_retention{std::chrono::hours(7 * 24)};

  std::chrono::milliseconds start_patience{10'000};  ///< `open` waits so long for a broker.
  std::chrono::milliseconds close_patience{5'000};   ///< `close` waits so long for what is queued.

  /// How long what is read, and what is appended, may wait for more that travels with it: fewer and
  /// larger requests, which is what a broker's work goes by. Zero: not at all.
  std::chrono::milliseconds gather{0};
  std::chrono::milliseconds linger{0};

  std::size_t queue_bytes_max = 64U << 20U;  ///< Above it producers are refused, owners above 4 x.
  std::size_t recent_bytes_max = 1U << 20U;  ///< Kept of each partition that is being read, so that
                                             ///< readers side by side are served from memory.
  std::size_t read_batch_records_max = 500;  ///< Records in one message to a reader.
  std::size_t read_batch_bytes_max = 1U << 20U;  ///< Bytes in one, give or take a few records.
  int read_batches_outstanding_max = 4;  ///< Messages to one reader whose credit is still held.

  /// Told once when something outside has gone wrong, and once when it is over; from threads of the
  /// log.
  std::function<void(std::string)> on_trouble;
};

}  // namespace escalon::log_kafka
