#include "bare_client.hpp"

#include <array>

#include "client_settings.hpp"
#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

constexpr int kPollMs = 100;

}  // namespace

BareClient::BareClient(const std::string& bootstrap_servers, const std::string& topic,
                       int partitions, Take take)
    : take_(std::move(take)),
      producer_(make_client(RD_KAFKA_PRODUCER, bootstrap_servers)),
      written_(rd_kafka_topic_new(producer_, topic.c_str(), nullptr)),
      consumer_(make_client(RD_KAFKA_CONSUMER, bootstrap_servers)),
      read_(rd_kafka_topic_new(consumer_, topic.c_str(), nullptr)),
      queue_(rd_kafka_queue_new(consumer_)),
      partitions_(partitions) {
  warm(producer_, written_);
  warm(consumer_, read_);
  for (int partition = 0; partition < partitions; ++partition) {
    ESCALON_ASSERT(rd_kafka_consume_start_queue(read_, partition, 0, queue_) == 0);
  }
  acknowledging_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      rd_kafka_poll(producer_, kPollMs);
    }
  });
  reading_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      read();
    }
  });
}

void BareClient::read() {
  take_batch(queue_, kPollMs, [this](const rd_kafka_message_t& message) {
    take_({static_cast<const char*>(message.payload), message.len});
  });
}

BareClient::~BareClient() {
  reading_.request_stop();
  reading_.join();
  acknowledging_.request_stop();
  acknowledging_.join();
  for (int partition = 0; partition < partitions_; ++partition) {
    rd_kafka_consume_stop(read_, partition);
  }
  rd_kafka_queue_destroy(queue_);
  rd_kafka_topic_destroy(read_);
  rd_kafka_topic_destroy(written_);
  rd_kafka_destroy(consumer_);
  rd_kafka_destroy(producer_);
}

void BareClient::append(int partition, std::string_view header, std::string_view value) {
  ESCALON_ASSERT(
      rd_kafka_producev(
          producer_, RD_KAFKA_V_RKT(written_), RD_KAFKA_V_PARTITION(partition),
          RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
          RD_KAFKA_V_HEADER("escalon", header.data(), static_cast<ssize_t>(header.size())),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END) == 0);
}

}  // namespace escalon::bench
