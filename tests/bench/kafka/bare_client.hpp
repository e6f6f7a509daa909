#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace escalon::bench {

/// librdkafka and nothing else, with the settings of libs/log_kafka: one producer, and one consumer
/// that reads all partitions of one topic from their starts on a thread of its own.
class BareClient {
 public:
  /// Told the value of each message, from the reading thread.
  using Take = std::function<void(std::string_view value)>;

  BareClient(const std::string& bootstrap_servers, const std::string& topic, int partitions,
             Take take);
  ~BareClient();
  BareClient(const BareClient&) = delete;
  BareClient& operator=(const BareClient&) = delete;

  /// Appends; the bytes are copied.
  void append(int partition, std::string_view header, std::string_view value);

 private:
  void read();

  Take take_;
  rd_kafka_t* producer_;
  rd_kafka_topic_t* written_;
  rd_kafka_t* consumer_;
  rd_kafka_topic_t* read_;
  rd_kafka_queue_t* queue_;
  int partitions_;
  std::jthread acknowledging_;
  std::jthread reading_;
};

}  // namespace escalon::bench
