#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "appender.hpp"
#include "group_member.hpp"
#include "prober.hpp"
#include "reading.hpp"

namespace escalon::log_kafka {

/// Index of each partition in the log's list.
using PartitionIndex = absl::flat_hash_map<journal::TopicPartition, std::size_t>;

/// The port Log.
class LogFace final : public journal::Log {
 public:
  LogFace(const PartitionIndex& index, Reading& reading, Appender& appender, Prober& prober)
      : index_(index), reading_(reading), appender_(appender), prober_(prober) {}
  void read_from(journal::ReaderId reader, journal::Position position,
                 journal::Mailbox& mailbox) override;
  void stop(journal::ReaderId reader, journal::TopicPartition at) override;
  void append(journal::TopicPartition at, journal::RecordPtr record, journal::Ticket ticket,
              journal::Mailbox& mailbox) override;
  /// What was appended is with librdkafka and on its way, so there is nothing to drop.
  void purge(journal::TopicPartition at) override;
  void probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) override;

 private:
  const PartitionIndex& index_;
  Reading& reading_;
  Appender& appender_;
  Prober& prober_;
};

/// The port Producer.
class ProducerFace final : public journal::Producer {
 public:
  explicit ProducerFace(Appender& appender) : appender_(appender) {}
  void produce(journal::TopicPartition at, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override;

 private:
  Appender& appender_;
};

/// The port OutsideLog.
class OutsideFace final : public journal::OutsideLog {
 public:
  OutsideFace(const KafkaOptions& options, Appender& appender, Trouble& trouble)
      : options_(options), appender_(appender), trouble_(trouble) {}
  [[nodiscard]] Status make_topics(const std::vector<std::string>& topics,
                                   std::uint32_t partitions) override;
  void write(journal::OutsideRecord record, std::function<void(Status)> done) override;
  [[nodiscard]] Result<std::unique_ptr<journal::OutsideReader>> share(
      const std::string& topic) override;

 private:
  const KafkaOptions& options_;
  Appender& appender_;
  Trouble& trouble_;
};

/// The port Ownership. A process without stages owns nothing.
class OwnershipFace final : public journal::Ownership {
 public:
  explicit OwnershipFace(GroupMember* member) : member_(member) {}
  void follow(const std::string& stage, journal::Mailbox& mailbox) override;
  void confirm(journal::StagePartition at, journal::Mailbox& mailbox) override;

 private:
  GroupMember* member_;
};

}  // namespace escalon::log_kafka
