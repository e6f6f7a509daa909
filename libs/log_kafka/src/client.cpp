#include "client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

namespace escalon::log_kafka {
namespace {

using Settings = std::vector<std::pair<const char*, std::string>>;

// What may be tuned. Low latency, and quick to come back: the defaults of librdkafka wait for a
// second here and there.
const Settings kTunable = {
    {"client.id", "escalon"},
    {"socket.nagle.disable", "true"},
    {"reconnect.backoff.ms", "20"},
    {"reconnect.backoff.max.ms", "500"},
    {"retry.backoff.ms", "20"},
    {"topic.metadata.refresh.fast.interval.ms", "50"},
    {"queue.buffering.max.messages", "2000000"},
    {"fetch.wait.max.ms", "50"},
    {"fetch.error.backoff.ms", "20"},
    // A full queue is looked at again after up to a second, so it must last for as long.
    {"queued.max.messages.kbytes", "16384"},
    {"session.timeout.ms", "10000"},
    {"heartbeat.interval.ms", "300"},
};

// What correctness depends on.
const Settings kFixed = {{"enable.idempotence", "true"},   {"acks", "all"},
                         {"message.timeout.ms", "0"},      {"delivery.report.only.error", "false"},
                         {"enable.auto.commit", "false"},  {"enable.auto.offset.store", "false"},
                         {"auto.offset.reset", "error"},   {"enable.partition.eof", "true"},
                         {"check.crcs", "true"},           {"allow.auto.create.topics", "false"},
                         {"log.connection.close", "false"}};

constexpr int kGathered = 64 << 10;  // bytes of an answer that need not wait for more

constexpr int kRebalanceWithinMs = 30'000;

const std::set<std::string> kOurs = {"group.id",
                                     "group.instance.id",
                                     "partition.assignment.strategy",
                                     "delivery.timeout.ms",
                                     "request.required.acks",
                                     "auto.commit.enable",
                                     "transactional.id"};

bool is_fixed(const std::string& name) {
  for (const auto& [fixed, value] : kFixed) {
    if (name == fixed) {
      return true;
    }
  }
  return kOurs.contains(name);
}

class Configuration {
 public:
  Configuration() : conf_(rd_kafka_conf_new()) {}
  ~Configuration() {
    if (conf_ != nullptr) {
      rd_kafka_conf_destroy(conf_);
    }
  }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  void set(const std::string& name, const std::string& value) {
    char why[512];
    if (error_.empty() && rd_kafka_conf_set(conf_, name.c_str(), value.c_str(), why, sizeof why) !=
                              RD_KAFKA_CONF_OK) {
      error_ = fmt::format("Kafka setting {}: {}; correct or remove it", name, why);
    }
  }
  void set_all(const Settings& settings) {
    for (const auto& [name, value] : settings) {
      set(name, value);
    }
  }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] rd_kafka_conf_t* get() { return conf_; }
  void release() { conf_ = nullptr; }

 private:
  rd_kafka_conf_t* conf_;
  std::string error_;
};

ClientListener& listener_of(void* opaque) {
  return *static_cast<ClientListener*>(opaque);
}

void on_error(rd_kafka_t* /*client*/, int code, const char* reason, void* opaque) {
  listener_of(opaque).client_error(static_cast<rd_kafka_resp_err_t>(code), reason);
}

void on_delivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
  listener_of(opaque).delivered(*message);
}

void on_rebalance(rd_kafka_t* /*client*/, rd_kafka_resp_err_t code,
                  rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  listener_of(opaque).rebalance(code, partitions);
}

// Whatever matters comes as an error; the rest would fill the logs while a broker is away.
void on_log(const rd_kafka_t* /*client*/, int /*level*/, const char* /*facility*/,
            const char* /*text*/) {}

bool is_in_group(Role role) {
  return role == Role::kMember || role == Role::kSharer;
}

void add_callbacks(Role role, rd_kafka_conf_t* conf, ClientListener* listener) {
  rd_kafka_conf_set_log_cb(conf, on_log);
  if (listener == nullptr) {
    return;
  }
  rd_kafka_conf_set_opaque(conf, listener);
  rd_kafka_conf_set_error_cb(conf, on_error);
  if (role == Role::kProducer) {
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  } else if (is_in_group(role)) {
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
  }
}

void add_group(Role role, const KafkaOptions& options, Configuration& conf) {
  conf.set("group.id", options.group);
  // Co-partitioned topics go to the same member, and a new member has its share after one round.
  conf.set("partition.assignment.strategy", "range");
  // A sharer that is shut out comes back by itself, but never under a name that another one bears.
  if (role == Role::kMember && !options.instance.empty()) {
    conf.set("group.instance.id", options.instance);
  }
  // A rebalance waits for members that do not answer as long as the largest of these, and
  // librdkafka would say five minutes. It must not be below the session's.
  constexpr const char* kPatience = "max.poll.interval.ms";
  if (!options.client.contains(kPatience)) {
    int session_ms = 0;
    const auto session = options.client.find("session.timeout.ms");
    if (session != options.client.end()) {
      (void)absl::SimpleAtoi(session->second, &session_ms);
    }
    conf.set(kPatience, std::to_string(std::max(session_ms, kRebalanceWithinMs)));
  }
}

}  // namespace

Result<Client> make_client(Role role, const KafkaOptions& options, ClientListener* listener) {
  Configuration conf;
  conf.set_all(kTunable);
  conf.set("linger.ms", std::to_string(options.linger.count()));
  if (options.gather.count() > 0) {
    conf.set("fetch.wait.max.ms", std::to_string(options.gather.count()));
    conf.set("fetch.min.bytes", std::to_string(kGathered));
  }
  for (const auto& [name, value] : options.client) {
    if (is_fixed(name)) {
      return invalid(fmt::format(
          "Kafka setting {} is not to be set: the mesh depends on what it has; remove it", name));
    }
    conf.set(name, value);
  }
  conf.set_all(kFixed);
  if (is_in_group(role)) {
    add_group(role, options, conf);
  }
  if (role == Role::kSharer) {
    conf.set("auto.offset.reset", "earliest");  // its offsets are the group's
  }
  if (!conf.error().empty()) {
    return invalid(conf.error());
  }
  add_callbacks(role, conf.get(), listener);
  const bool produces = role == Role::kProducer || role == Role::kAdmin;
  char why[512];
  Client client(
      rd_kafka_new(produces ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(), why, sizeof why));
  if (!client) {
    return invalid(fmt::format("no Kafka client can be made: {}; correct its settings", why));
  }
  conf.release();
  if (is_in_group(role)) {
    rd_kafka_poll_set_consumer(client.get());
  }
  return client;
}

std::string cluster_name(const KafkaOptions& options, const std::string& topic) {
  return options.prefix + topic + options.suffix;
}

bool says_absent(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

}  // namespace escalon::log_kafka
