#include "writer.hpp"

#include <chrono>

#include "../kafka/client_settings.hpp"
#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

constexpr int kPollMs = 100;
constexpr int kFlushMs = 60'000;

}  // namespace

Writer::Writer(const std::string& brokers)
    : producer_(make_client(RD_KAFKA_PRODUCER, brokers)),
      acknowledging_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          rd_kafka_poll(producer_, kPollMs);
        }
      }) {}

Writer::~Writer() {
  acknowledging_.request_stop();
  acknowledging_.join();
  for (const auto& [name, topic] : topics_) {
    rd_kafka_topic_destroy(topic);
  }
  rd_kafka_destroy(producer_);
}

rd_kafka_topic_t* Writer::topic_of(const std::string& topic) {
  rd_kafka_topic_t*& handle = topics_[topic];
  if (handle == nullptr) {
    handle = rd_kafka_topic_new(producer_, topic.c_str(), nullptr);
    warm(producer_, handle);
  }
  return handle;
}

int Writer::partitions_of(const std::string& topic) {
  return warm(producer_, topic_of(topic));
}

void Writer::append(const std::string& topic, int partition, std::string_view key,
                    std::string_view header, std::string_view value) {
  rd_kafka_headers_t* headers = nullptr;
  if (!header.empty()) {
    headers = rd_kafka_headers_new(1);
    rd_kafka_header_add(headers, "escalon", -1, header.data(), static_cast<ssize_t>(header.size()));
  }
  for (;;) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        producer_, RD_KAFKA_V_RKT(topic_of(topic)), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_KEY(key.data(), key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      return;
    }
    ESCALON_ASSERT(error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Writer::flush() {
  ESCALON_ASSERT(rd_kafka_flush(producer_, kFlushMs) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

}  // namespace escalon::bench
