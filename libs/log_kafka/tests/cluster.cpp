#include "cluster.hpp"

#include "escalon/base/assert.hpp"

namespace escalon::log_kafka {
namespace {

constexpr int kPatienceMs = 60'000;

rd_kafka_event_t* answer(rd_kafka_queue_t* queue) {
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kPatienceMs);
  ESCALON_ASSERT(event != nullptr && rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR);
  return event;
}

}  // namespace

Cluster::Cluster(const std::string& bootstrap_servers) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char why[256];
  rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap_servers.c_str(), why, sizeof why);
  rd_kafka_conf_set(conf, "log_level", "0", why, sizeof why);  // brokers are killed here
  client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
  ESCALON_ASSERT(client_ != nullptr);
  queue_ = rd_kafka_queue_new(client_);
}

Cluster::~Cluster() {
  rd_kafka_queue_destroy(queue_);
  rd_kafka_destroy(client_);
}

void Cluster::make_topic(const std::string& name, int partitions,
                         const std::map<std::string, std::string>& settings) {
  char why[256];
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(name.c_str(), partitions, 1, why, sizeof why);
  for (const auto& [setting, value] : settings) {
    rd_kafka_NewTopic_set_config(topic, setting.c_str(), value.c_str());
  }
  rd_kafka_CreateTopics(client_, &topic, 1, nullptr, queue_);
  rd_kafka_NewTopic_destroy(topic);
  rd_kafka_event_destroy(answer(queue_));
}

void Cluster::delete_topic(const std::string& name) {
  rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(name.c_str());
  rd_kafka_DeleteTopics(client_, &topic, 1, nullptr, queue_);
  rd_kafka_DeleteTopic_destroy(topic);
  rd_kafka_event_destroy(answer(queue_));
}

void Cluster::delete_records(const std::string& topic, std::int64_t offset) {
  rd_kafka_topic_partition_list_t* before = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(before, topic.c_str(), 0)->offset = offset;
  rd_kafka_DeleteRecords_t* records = rd_kafka_DeleteRecords_new(before);
  rd_kafka_DeleteRecords(client_, &records, 1, nullptr, queue_);
  rd_kafka_DeleteRecords_destroy(records);
  rd_kafka_topic_partition_list_destroy(before);
  rd_kafka_event_destroy(answer(queue_));
}

void Cluster::write(const std::string& topic, const std::string& key, const std::string& value) {
  ESCALON_ASSERT(rd_kafka_producev(client_, RD_KAFKA_V_TOPIC(topic.c_str()),
                                   RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_KEY(key.data(), key.size()),
                                   RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                                   RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END) == 0);
  ESCALON_ASSERT(rd_kafka_flush(client_, kPatienceMs) == 0);
}

std::string Cluster::setting(const std::string& topic, const std::string& name) {
  rd_kafka_ConfigResource_t* resource =
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  rd_kafka_DescribeConfigs(client_, &resource, 1, nullptr, queue_);
  rd_kafka_ConfigResource_destroy(resource);
  rd_kafka_event_t* event = answer(queue_);
  std::size_t count = 0;
  const auto* described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event), &count);
  ESCALON_ASSERT(count == 1);
  const auto* entries = rd_kafka_ConfigResource_configs(described[0], &count);
  std::string value;
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigEntry_name(entries[i]) == name) {
      value = rd_kafka_ConfigEntry_value(entries[i]);
    }
  }
  rd_kafka_event_destroy(event);
  return value;
}

}  // namespace escalon::log_kafka
