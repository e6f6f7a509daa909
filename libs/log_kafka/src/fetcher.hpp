#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "client.hpp"
#include "escalon/journal/record.hpp"
#include "trouble.hpp"
#include "wakeup.hpp"

namespace escalon::log_kafka {

/// A partition that may be read, by its logical name and by that of its topic on the cluster.
struct ReadPartition {
  journal::TopicPartition at;
  std::string topic;
  bool plain = false;
};

/// What has come of one partition.
struct Pulled {
  std::vector<journal::LogRecord> records;
  std::optional<journal::Offset> end;  ///< The log ended here, after these records.
  bool out_of_range = false;           ///< The wanted offset is not in the log.
  [[nodiscard]] bool nothing() const { return records.empty() && !end && !out_of_range; }
};

/// One consumer that reads each partition from at most one position, through librdkafka's simple
/// consumer: no group, exact offsets. What it has fetched ahead waits in a queue of the partition,
/// bounded by `queued.max.messages.kbytes`, until it is pulled: that is the back-pressure. Belongs
/// to one thread.
class Fetcher {
 public:
  /// Partitions, wake-up and trouble outlive it. The wake-up is asked when something can be pulled.
  [[nodiscard]] static Result<std::unique_ptr<Fetcher>> open(
      const KafkaOptions& options, const std::vector<ReadPartition>& partitions,
      const Wakeup& wakeup, Trouble& trouble);
  ~Fetcher();

  /// Reads the partition from that offset on and forgets what was fetched before.
  void start(std::size_t partition, journal::Offset from);
  void stop(std::size_t partition);

  /// At most about so many records and bytes of what has been fetched. Never waits.
  [[nodiscard]] Pulled pull(std::size_t partition, std::size_t records_max, std::size_t bytes_max);

 private:
  struct Reading {
    Topic topic;
    Queue queue;  // null while the partition is not read
  };

  Fetcher(Client client, const std::vector<ReadPartition>& partitions, const Wakeup& wakeup,
          Trouble& trouble);
  void take(std::size_t partition, const rd_kafka_message_t& message, Pulled& pulled,
            std::size_t& bytes);
  void take_error(std::size_t partition, const rd_kafka_message_t& message, Pulled& pulled);
  [[nodiscard]] std::int32_t number(std::size_t partition) const;

  Client client_;
  const std::vector<ReadPartition>& partitions_;
  const Wakeup& wakeup_;
  Trouble& trouble_;
  std::vector<Reading> reading_;
};

}  // namespace escalon::log_kafka
