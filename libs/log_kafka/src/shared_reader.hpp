#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "escalon/journal/outside.hpp"
#include "trouble.hpp"

namespace escalon::log_kafka {

/// The port OutsideReader: a plain member of a consumer group, which shares the topic's partitions
/// with the other processes of the service. It has no instance name: whoever is shut out joins
/// again by itself. For one thread at a time.
class SharedReader final : public journal::OutsideReader, public ClientListener {
 public:
  /// Options and trouble outlive it.
  [[nodiscard]] static Result<std::unique_ptr<journal::OutsideReader>> open(
      const KafkaOptions& options, const std::string& topic, Trouble& trouble);
  ~SharedReader() override;

  [[nodiscard]] std::vector<journal::OutsideRecord> poll(
      int records_max, std::chrono::milliseconds longest) override;
  void commit() override;

  void client_error(rd_kafka_resp_err_t code, const std::string& reason) override;
  void rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) override;

 private:
  SharedReader(const KafkaOptions& options, std::string topic, Trouble& trouble)
      : options_(options),
        topic_(std::move(topic)),
        trouble_name_("shared " + topic_),
        trouble_(trouble) {}
  void goes_on();
  void look_again();

  const KafkaOptions& options_;
  const std::string topic_;
  const std::string trouble_name_;
  Trouble& trouble_;
  Client client_;
  std::map<std::uint32_t, std::int64_t> next_;  // of what was returned since the last commit
  std::optional<std::chrono::steady_clock::time_point> troubled_at_;
};

}  // namespace escalon::log_kafka
