#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/faults.hpp"
#include "escalon/simulated/scheduler.hpp"

namespace escalon::simulated {

/// How long the simulated log takes.
struct BrokerTimes {
  absl::Duration send_most =
      absl::Milliseconds(2);  ///< From append to being on its way; purge works before that.
  absl::Duration append_most = absl::Milliseconds(8);  ///< From there to the log.
  absl::Duration read_most = absl::Milliseconds(8);    ///< From the log to a reader.
  absl::Duration late_most = absl::Seconds(20);        ///< A late append, read-back or answer.
  std::size_t batch_most = 50;                         ///< Records in one message.
  int outstanding_most = 4;  ///< Messages to one reader whose credit is held.
  double hole_rate = 0;      ///< Chance that an offset is left out before a record.
};

/// The log itself: partitions in memory that survive every process. Appends and reads go through
/// SimulatedLog; the world may look at the records and append by itself.
class Broker {
 public:
  Broker(Scheduler& scheduler, Faults& faults, BrokerTimes times = {});
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// Makes a topic. `plain` = its ends are what probe_ends tells.
  void add_topic(const std::string& name, std::uint32_t partitions, bool plain);

  /// Appends at once. Returns the record's offset.
  journal::Offset append(const journal::TopicPartition& at, journal::RecordPtr record);

  /// All records of a partition, by offset.
  [[nodiscard]] const std::vector<journal::LogRecord>& records(
      const journal::TopicPartition& at) const;
  /// The next offset.
  [[nodiscard]] journal::Offset end(const journal::TopicPartition& at) const;
  /// Forgets everything below `start`: who reads from there is told BelowStart.
  void trim(const journal::TopicPartition& at, journal::Offset start);

  [[nodiscard]] absl::flat_hash_map<journal::TopicPartition, journal::Offset> plain_ends() const;
  [[nodiscard]] journal::Offset start(const journal::TopicPartition& at) const;

  /// Calls `grown` after each append to the partition until the returned token is dropped.
  [[nodiscard]] std::shared_ptr<void> watch(const journal::TopicPartition& at,
                                            std::function<void()> grown);

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] const BrokerTimes& times() const { return times_; }

 private:
  struct Partition {
    bool plain = false;
    journal::Offset start = 0;
    journal::Offset end = 0;
    std::vector<journal::LogRecord> records;
    std::vector<std::weak_ptr<std::function<void()>>> watchers;
  };
  [[nodiscard]] Partition& partition(const journal::TopicPartition& at);
  [[nodiscard]] const Partition& partition(const journal::TopicPartition& at) const;

  Scheduler& scheduler_;
  Faults& faults_;
  BrokerTimes times_;
  Random random_;
  std::map<journal::TopicPartition, Partition> partitions_;
};

}  // namespace escalon::simulated
