#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace escalon::bench {

/// One idempotent producer with the settings of libs/log_kafka. Used from one thread.
class Writer {
 public:
  explicit Writer(const std::string& brokers);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// How many partitions a topic has.
  int partitions_of(const std::string& topic);
  /// Appends; the bytes are copied. Waits while the producer's queue is full. Without a header
  /// where `header` is empty.
  void append(const std::string& topic, int partition, std::string_view key,
              std::string_view header, std::string_view value);
  /// Returns when all of it is acknowledged.
  void flush();

 private:
  rd_kafka_topic_t* topic_of(const std::string& topic);

  rd_kafka_t* producer_;
  std::map<std::string, rd_kafka_topic_t*> topics_;
  std::jthread acknowledging_;
};

}  // namespace escalon::bench
