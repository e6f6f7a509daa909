#include "client_settings.hpp"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

constexpr int kTriesMost = 200;
constexpr std::chrono::milliseconds kPause{50};
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

}  // namespace

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

int warm(rd_kafka_t* client, rd_kafka_topic_t* topic) {
  for (int tries = 0; tries < kTriesMost; ++tries) {
    const struct rd_kafka_metadata* metadata = nullptr;
    ESCALON_ASSERT(rd_kafka_metadata(client, 0, topic, &metadata, 10'000) == 0);
    const int partitions = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    if (partitions > 0) {
      return partitions;
    }
    std::this_thread::sleep_for(kPause);
  }
  ESCALON_ASSERT(false && "the topic does not exist");
  return 0;
}

// A batch call waits for a full batch, so it waits for one message first.
void take_batch(rd_kafka_queue_t* queue, int longest_ms,
                const std::function<void(const rd_kafka_message_t&)>& take) {
  std::array<rd_kafka_message_t*, 500> messages;
  messages[0] = rd_kafka_consume_queue(queue, longest_ms);
  if (messages[0] == nullptr) {
    return;
  }
  const ssize_t more =
      rd_kafka_consume_batch_queue(queue, 0, messages.data() + 1, messages.size() - 1);
  for (ssize_t i = 0; i <= more; ++i) {
    rd_kafka_message_t* message = messages[static_cast<std::size_t>(i)];
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      take(*message);
    }
    rd_kafka_message_destroy(message);
  }
}

}  // namespace escalon::bench
