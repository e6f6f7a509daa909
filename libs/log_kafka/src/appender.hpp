#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <stop_token>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "client.hpp"
#include "escalon/journal/outside.hpp"
#include "escalon/journal/ports.hpp"
#include "trouble.hpp"

namespace escalon::log_kafka {

/// Who waits for an append: an owner, who reads it back, or a producer, who is called.
struct Waiting {
  journal::Ticket ticket = 0;
  journal::Mailbox* owner = nullptr;
  std::function<void(Result<journal::Offset>)> done;  ///< Set for a producer.
};

/// The process's one idempotent producer, and its replacement when it has failed for good. What is
/// handed over to librdkafka is on its way: it cannot be taken back for one partition. Thread-safe.
class Appender final : public ClientListener {
 public:
  /// Options and trouble outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Appender>> open(const KafkaOptions& options,
                                                              Trouble& trouble);
  ~Appender() override;

  /// Appends, or says at once why not.
  void append(journal::TopicPartition at, journal::RecordPtr record, Waiting waiting);

  /// Writes a record for others to read, or says at once why not. Its topic is on the cluster.
  void write(journal::OutsideRecord record, std::function<void(Status)> done);

  /// Takes acknowledgements until `stop` is asked for and nothing is under way, or until
  /// KafkaOptions::close_patience is over; then what is left fails.
  void run(std::stop_token stop);

  [[nodiscard]] std::uint64_t appended() const { return appended_.load(); }
  [[nodiscard]] std::uint64_t failed() const { return failed_.load(); }
  [[nodiscard]] std::uint64_t replaced() const { return replaced_.load(); }

  void client_error(rd_kafka_resp_err_t code, const std::string& reason) override;
  void delivered(const rd_kafka_message_t& message) override;

 private:
  // A client with its topics, by their logical names.
  struct Producer {
    Client client;
    absl::flat_hash_map<std::string, Topic> topics;
  };
  struct Pending;

  Appender(const KafkaOptions& options, Trouble& trouble) : options_(options), trouble_(trouble) {}
  [[nodiscard]] Result<std::shared_ptr<Producer>> make_producer();
  [[nodiscard]] std::shared_ptr<Producer> producer();
  void enter(std::unique_ptr<Pending> pending);
  [[nodiscard]] rd_kafka_resp_err_t hand_over(Pending& pending);
  [[nodiscard]] rd_kafka_resp_err_t hand_over_outside(Pending& pending);
  void replace(const std::string& why);
  void give_up(Producer& producer);
  void end(Pending& pending, rd_kafka_resp_err_t code, journal::Offset offset);
  void refuse(Pending& pending, rd_kafka_resp_err_t code);
  void leaves(const Pending& pending);

  const KafkaOptions& options_;
  Trouble& trouble_;
  std::shared_mutex mutex_;
  std::shared_ptr<Producer> producer_;  // null once it is closed
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::size_t> awaited_ = 0;  // records whose producer waits to hear of them
  std::atomic<std::uint64_t> appended_ = 0;
  std::atomic<std::uint64_t> failed_ = 0;
  std::atomic<std::uint64_t> replaced_ = 0;
};

}  // namespace escalon::log_kafka
