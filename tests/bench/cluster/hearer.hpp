#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace escalon::bench {

/// One message, valid while it is told.
struct Heard {
  std::string_view topic;
  int partition = 0;
  std::string_view key;
  std::string_view header;  ///< The header `escalon`; empty where it has none.
  std::string_view value;
  std::int64_t received_us = 0;  ///< Wall clock when this process had it.
};

/// A plain consumer of all partitions of some topics, in no group, with the settings of
/// libs/log_kafka, on a thread of its own.
class Hearer {
 public:
  enum class From { kStart, kEnd };
  using Take = std::function<void(const Heard& heard)>;

  /// Returns once everything that the topics held has been read; `take` is called from the
  /// reading thread, from then on and before, in order within a partition.
  Hearer(const std::string& brokers, const std::vector<std::string>& topics, From from, Take take);
  ~Hearer();
  Hearer(const Hearer&) = delete;
  Hearer& operator=(const Hearer&) = delete;

 private:
  void find_partitions(const std::vector<std::string>& topics, From from);
  void read();
  void note(const rd_kafka_message_t& message);

  Take take_;
  rd_kafka_t* consumer_;
  std::vector<rd_kafka_topic_t*> topics_;
  rd_kafka_queue_t* queue_;
  std::map<std::pair<std::string, int>, std::int64_t> behind_;  ///< Ends that were not reached yet.
  std::vector<std::pair<rd_kafka_topic_t*, int>> started_;
  std::mutex mutex_;
  std::condition_variable caught_up_;
  std::jthread reading_;
};

}  // namespace escalon::bench
