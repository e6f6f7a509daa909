#include "bare_client.hpp"

#include <array>

#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

constexpr int kPollMs = 100;
constexpr std::array kSettings = {std::pair("socket.nagle.disable", "true"),
                                  std::pair("linger.ms", "0"),
                                  std::pair("fetch.wait.max.ms", "50"),
                                  std::pair("enable.idempotence", "true"),
                                  std::pair("acks", "all"),
                                  std::pair("message.timeout.ms", "0"),
                                  std::pair("check.crcs", "true"),
                                  std::pair("enable.auto.commit", "false"),
                                  std::pair("enable.auto.offset.store", "false"),
                                  std::pair("queue.buffering.max.messages", "2000000"),
                                  std::pair("queued.max.messages.kbytes", "16384")};

rd_kafka_t* make_client(rd_kafka_type_t type, const std::string& bootstrap_servers) {
  char why[256];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap_servers.c_str(), why, sizeof why);
  for (const auto& [name, value] : kSettings) {
    ESCALON_ASSERT(rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK);
  }
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  if (type == RD_KAFKA_PRODUCER) {
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
      ESCALON_ASSERT(message->err == RD_KAFKA_RESP_ERR_NO_ERROR);
    });
  }
  rd_kafka_t* client = rd_kafka_new(type, conf, why, sizeof why);
  ESCALON_ASSERT(client != nullptr);
  return client;
}

void warm(rd_kafka_t* client, rd_kafka_topic_t* topic) {
  const struct rd_kafka_metadata* metadata = nullptr;
  ESCALON_ASSERT(rd_kafka_metadata(client, 0, topic, &metadata, 10'000) == 0);
  rd_kafka_metadata_destroy(metadata);
}

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

// A batch call waits for a full batch, so it waits for one message first.
void BareClient::read() {
  std::array<rd_kafka_message_t*, 500> messages;
  messages[0] = rd_kafka_consume_queue(queue_, kPollMs);
  if (messages[0] == nullptr) {
    return;
  }
  const ssize_t more =
      rd_kafka_consume_batch_queue(queue_, 0, messages.data() + 1, messages.size() - 1);
  for (ssize_t i = 0; i <= more; ++i) {
    rd_kafka_message_t* message = messages[static_cast<std::size_t>(i)];
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      take_({static_cast<const char*>(message->payload), message->len});
    }
    rd_kafka_message_destroy(message);
  }
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
