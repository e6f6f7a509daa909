#include "hearer.hpp"

#include <array>

#include "../kafka/client_settings.hpp"
#include "clock.hpp"
#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

constexpr int kPollMs = 100;
constexpr int kAnswerMs = 10'000;
constexpr std::int64_t kPatienceUs = 20'000'000;
constexpr std::int64_t kPauseUs = 50'000;

std::string_view header_of(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  const bool found =
      rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      rd_kafka_header_get_last(headers, "escalon", &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
  return found ? std::string_view(static_cast<const char*>(value), size) : std::string_view();
}

struct Bounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// A topic that was made a moment ago has no leader yet.
Bounds bounds_of(rd_kafka_t* consumer, const std::string& topic, int partition) {
  Bounds bounds;
  const std::int64_t give_up_us = now_us() + kPatienceUs;
  while (rd_kafka_query_watermark_offsets(consumer, topic.c_str(), partition, &bounds.low,
                                          &bounds.high, kAnswerMs) != 0) {
    ESCALON_ASSERT(now_us() < give_up_us);
    sleep_until_us(now_us() + kPauseUs);
  }
  return bounds;
}

std::string_view view_of(const void* data, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

}  // namespace

Hearer::Hearer(const std::string& brokers, const std::vector<std::string>& topics, From from,
               Take take)
    : take_(std::move(take)),
      consumer_(make_client(RD_KAFKA_CONSUMER, brokers)),
      queue_(rd_kafka_queue_new(consumer_)) {
  find_partitions(topics, from);
  reading_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      read();
    }
  });
  std::unique_lock lock(mutex_);
  caught_up_.wait(lock, [this] { return behind_.empty(); });
}

Hearer::~Hearer() {
  reading_.request_stop();
  reading_.join();
  for (const auto& [topic, partition] : started_) {
    rd_kafka_consume_stop(topic, partition);
  }
  rd_kafka_queue_destroy(queue_);
  for (rd_kafka_topic_t* topic : topics_) {
    rd_kafka_topic_destroy(topic);
  }
  rd_kafka_destroy(consumer_);
}

void Hearer::find_partitions(const std::vector<std::string>& topics, From from) {
  for (const std::string& name : topics) {
    rd_kafka_topic_t* topic = rd_kafka_topic_new(consumer_, name.c_str(), nullptr);
    topics_.push_back(topic);
    const int partitions = warm(consumer_, topic);
    ESCALON_ASSERT(partitions > 0);
    for (int partition = 0; partition < partitions; ++partition) {
      const auto [low, high] = bounds_of(consumer_, name, partition);
      if (from == From::kStart && high > low) {
        behind_[{name, partition}] = high;
      }
      const std::int64_t offset = from == From::kStart ? low : high;
      ESCALON_ASSERT(rd_kafka_consume_start_queue(topic, partition, offset, queue_) == 0);
      started_.emplace_back(topic, partition);
    }
  }
}

void Hearer::read() {
  take_batch(queue_, kPollMs, [this](const rd_kafka_message_t& message) {
    take_({rd_kafka_topic_name(message.rkt), message.partition,
           view_of(message.key, message.key_len), header_of(message),
           view_of(message.payload, message.len), now_us()});
    note(message);
  });
}

void Hearer::note(const rd_kafka_message_t& message) {
  if (behind_.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto end = behind_.find({rd_kafka_topic_name(message.rkt), message.partition});
  if (end != behind_.end() && message.offset + 1 >= end->second) {
    behind_.erase(end);
    caught_up_.notify_all();
  }
}

}  // namespace escalon::bench
