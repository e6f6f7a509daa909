#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "fetcher.hpp"
#include "partition_feed.hpp"
#include "prober.hpp"

namespace escalon::log_kafka {

/// Sends records to the readers of this process. All readers of a partition share one position of
/// one consumer; who is far behind the others is served by a second consumer until it has come
/// near. One thread does all the fetching, so order needs no care. Thread-safe.
class Reading {
 public:
  /// Options, partitions, wake-up and trouble outlive it.
  Reading(const KafkaOptions& options, const std::vector<ReadPartition>& partitions,
          std::shared_ptr<Wakeup> wakeup, std::unique_ptr<Fetcher> live, Trouble& trouble);

  void read_from(journal::ReaderId reader, std::size_t partition, journal::Offset next,
                 journal::Mailbox& mailbox);
  /// Once it has returned nothing more is posted for that reader and partition.
  void stop(journal::ReaderId reader, std::size_t partition);
  /// The next offset that is fetched of a partition; 0 while nothing is.
  [[nodiscard]] journal::Offset position(std::size_t partition) const;
  /// Told where a partition begins and ends.
  void found_bounds(std::size_t partition, journal::Offset start, journal::Offset end);

  /// Fetches and sends until `stop` is asked for. `prober` finds the bounds of what is out of
  /// range.
  void run(std::stop_token stop, Prober& prober);

  [[nodiscard]] std::uint64_t records_read() const { return records_read_.load(); }
  [[nodiscard]] std::uint64_t catch_ups() const { return catch_ups_.load(); }

 private:
  struct Bounds {
    journal::Offset start = 0;
    journal::Offset end = 0;
  };
  // One partition of one consumer.
  struct Lane {
    PartitionFeed feed;
    bool finding_bounds = false;
    std::optional<Bounds> bounds;
  };
  struct Side {
    std::unique_ptr<Fetcher> fetcher;
    std::vector<Lane> lanes;
  };
  // What a lane's consumer has to do, in this order.
  struct Plan {
    bool moved = false;  // readers have come or gone
    bool stop = false;
    std::optional<journal::Offset> start;
    bool pull = false;
  };

  [[nodiscard]] std::vector<Lane> make_lanes(bool in_turn);
  bool turn(Side& side, std::size_t partition, Prober& prober);
  [[nodiscard]] Plan plan(Side& side, std::size_t partition);
  bool move_to_catch_up(std::size_t partition);
  bool join_live(std::size_t partition);
  [[nodiscard]] bool ready(Side& side, std::size_t partition);
  bool took(Lane& lane, std::size_t partition, Pulled pulled, Prober& prober);

  const KafkaOptions& options_;
  const std::vector<ReadPartition>& partitions_;
  std::shared_ptr<Wakeup> wakeup_;
  Trouble& trouble_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<journal::Offset>> furthest_;  // by partition, for both sides
  Side live_;
  Side catch_up_;  // its consumer is made when it is needed for the first time
  std::atomic<std::uint64_t> records_read_ = 0;
  std::atomic<std::uint64_t> catch_ups_ = 0;
};

}  // namespace escalon::log_kafka
