#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escalon/journal/ports.hpp"
#include "escalon/store_sqlite/options.hpp"
#include "feeder.hpp"
#include "schema.hpp"
#include "view_desk.hpp"
#include "write_queue.hpp"

namespace escalon::store_sqlite {

/// Index of each partition in the store's list.
using PartitionIndex = absl::flat_hash_map<journal::TopicPartition, std::size_t>;

/// The port Log over the store's queue and feeder.
class LogFace final : public journal::Log {
 public:
  LogFace(const PartitionIndex& index, WriteQueue& queue, Feeder& feeder, std::size_t bytes_max);
  void read_from(journal::ReaderId reader, journal::Position position,
                 journal::Mailbox& mailbox) override;
  void stop(journal::ReaderId reader, journal::TopicPartition at) override;
  void append(journal::TopicPartition at, journal::RecordPtr record, journal::Ticket ticket,
              journal::Mailbox& mailbox) override;
  void purge(journal::TopicPartition at) override;
  void probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) override;

 private:
  const PartitionIndex& index_;
  WriteQueue& queue_;
  Feeder& feeder_;
  std::size_t bytes_max_;
};

/// The port Producer over the store's queue.
class ProducerFace final : public journal::Producer {
 public:
  ProducerFace(const PartitionIndex& index, WriteQueue& queue, std::size_t bytes_max)
      : index_(index), queue_(queue), bytes_max_(bytes_max) {}
  void produce(journal::TopicPartition at, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override;

 private:
  const PartitionIndex& index_;
  WriteQueue& queue_;
  std::size_t bytes_max_;
};

/// The port View: changes go through the queue, questions to the desk.
class ViewFace final : public journal::View {
 public:
  ViewFace(WriteQueue& queue, ViewDesk& desk, std::size_t bytes_max)
      : queue_(queue), desk_(desk), bytes_max_(bytes_max) {}
  void acquire(journal::StagePartition at, journal::Epoch epoch, journal::OnAcquire mode,
               journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void load(journal::ViewVersion version, std::vector<Key> keys, journal::Ticket ticket,
            journal::Mailbox& mailbox) override;
  void horizon(journal::ViewVersion version, journal::TimerPosition after, absl::Time until,
               int limit, journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void apply(journal::ViewVersion version, journal::ViewBatch batch, journal::Ticket ticket,
             journal::Mailbox& mailbox) override;

 private:
  static void refuse(journal::StagePartition at, journal::Ticket ticket, journal::Mailbox& mailbox,
                     const char* reason);

  WriteQueue& queue_;
  ViewDesk& desk_;
  std::size_t bytes_max_;
};

/// The port Ownership: whoever holds the data directory owns every partition.
class OwnershipFace final : public journal::Ownership {
 public:
  explicit OwnershipFace(std::vector<StageOptions> stages) : stages_(std::move(stages)) {}
  void follow(const std::string& stage, journal::Mailbox& mailbox) override;
  void confirm(journal::StagePartition at, journal::Mailbox& mailbox) override;

 private:
  std::vector<StageOptions> stages_;
};

}  // namespace escalon::store_sqlite
