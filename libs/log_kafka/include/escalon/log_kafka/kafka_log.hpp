#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/outside.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/log_kafka/options.hpp"

namespace escalon::log_kafka {

/// What a log has done since it was opened. Counters only grow.
struct KafkaStatistics {
  std::uint64_t records_appended = 0;  ///< Acknowledged by the cluster.
  std::uint64_t appends_failed = 0;
  std::uint64_t records_read = 0;        ///< Fetched; readers of one position share them.
  std::uint64_t catch_ups = 0;           ///< Readers that were served apart, far behind the others.
  std::uint64_t producers_replaced = 0;  ///< After an error that a producer cannot survive.
};

/// Log and ownership of one process on Apache Kafka.
///
/// An append is acknowledged by its read-back, or to a producer once all replicas in sync have it.
/// A process has one producer, one consumer that reads, one that only owns, one that asks for ends,
/// and one more that reads while somebody is far behind. Thread-safe. Threads: one reads and posts
/// to mailboxes, one takes acknowledgements, one asks for ends, one is the group's member;
/// librdkafka has its own besides. Mailboxes must outlive the log or `close`.
///
/// While no broker can be reached appends wait, for as long as it takes: the queue's bound refuses
/// what does not fit. A producer that has failed for good is replaced by a new one; whoever had
/// something under way gets AppendFailed, not fatal, and takes over again. Fatal is what cannot
/// succeed however often it is tried: a record that is too large, or a log that is closed.
class KafkaLog {
 public:
  /// Connects, makes topics that are absent and checks those that are there. Errors: kInvalid for a
  /// setting that is unknown or not to be set, a topic with another number of partitions, fewer
  /// replicas in sync or a retention that would delete what its readers need; kNotFound for a topic
  /// that is absent and may not be made; kUnavailable when no broker answers. Each says what to do.
  [[nodiscard]] static Result<std::unique_ptr<KafkaLog>> open(KafkaOptions options);

  ~KafkaLog();
  KafkaLog(const KafkaLog&) = delete;
  KafkaLog& operator=(const KafkaLog&) = delete;

  /// The faces live as long as the log. The group is joined by the first `follow`.
  [[nodiscard]] journal::Log& log();
  [[nodiscard]] journal::Producer& producer();
  [[nodiscard]] journal::Ownership& ownership();
  /// Reading in a group wants a process without stages: the group is theirs.
  [[nodiscard]] journal::OutsideLog& outside();

  /// Leaves the group (a static member keeps its partitions until its session times out), waits for
  /// what is queued, then stops: nothing is posted or called afterwards. What was not acknowledged
  /// fails.
  void close();

  [[nodiscard]] KafkaStatistics statistics() const;
  /// What is wrong outside at the moment, a sentence each; empty when nothing is.
  [[nodiscard]] std::vector<std::string> troubles() const;

 private:
  class Impl;
  explicit KafkaLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::log_kafka
