#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <vector>

#include "../kafka/client_settings.hpp"
#include "programs.hpp"

namespace escalon::bench {
namespace {

constexpr int kAnswerMs = 30'000;

// Prints what was refused; how many were.
int print_refusals(rd_kafka_event_t* event) {
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  int refused = 0;
  for (size_t i = 0; i < count; ++i) {
    if (rd_kafka_topic_result_error(results[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      fmt::print(stderr, "topic {} cannot be made: {}\n", rd_kafka_topic_result_name(results[i]),
                 rd_kafka_topic_result_error_string(results[i]));
      refused += 1;
    }
  }
  return refused;
}

}  // namespace

int run_make_topics(const TopicsOptions& options) {
  rd_kafka_t* client = make_client(RD_KAFKA_PRODUCER, options.brokers);
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client);
  std::vector<rd_kafka_NewTopic_t*> topics;
  for (const std::string& name : options.names) {
    topics.push_back(rd_kafka_NewTopic_new(name.c_str(), options.partitions, 1, nullptr, 0));
  }
  rd_kafka_CreateTopics(client, topics.data(), topics.size(), nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kAnswerMs);
  const bool answered = event != nullptr && rd_kafka_event_error(event) == 0;
  const bool made = answered && print_refusals(event) == 0;
  if (event != nullptr) {
    rd_kafka_event_destroy(event);
  }
  rd_kafka_NewTopic_destroy_array(topics.data(), topics.size());
  rd_kafka_queue_destroy(queue);
  rd_kafka_destroy(client);
  fmt::print("{{\"made\":{}}}\n", made);
  return made ? 0 : 1;
}

}  // namespace escalon::bench
