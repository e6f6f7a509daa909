#include "topics.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <thread>

#include "topic_checks.hpp"

namespace escalon::log_kafka {
namespace {

using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using AdminOptions = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopic = Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using ConfigResource = Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;

constexpr std::chrono::milliseconds kLookAgain{20};

struct DestroyMetadata {
  void operator()(const RawMetadata* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const RawMetadata, DestroyMetadata>;

int milliseconds(std::chrono::milliseconds duration) {
  return static_cast<int>(duration.count());
}

std::string servers(const KafkaOptions& options) {
  for (const char* name : {"bootstrap.servers", "metadata.broker.list"}) {
    if (const auto found = options.client.find(name); found != options.client.end()) {
      return found->second;
    }
  }
  return "(no bootstrap.servers)";
}

Result<Metadata> ask(rd_kafka_t* client, const KafkaOptions& options) {
  const RawMetadata* metadata = nullptr;
  const auto code =
      rd_kafka_metadata(client, 0, nullptr, &metadata, milliseconds(options.start_patience));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{Error::Kind::kUnavailable,
                 fmt::format("no Kafka broker answers at {}: {}; start it, or correct "
                             "bootstrap.servers and the security settings",
                             servers(options), text_of(code))};
  }
  return Metadata(metadata);
}

FoundTopics found_in(const RawMetadata& metadata) {
  FoundTopics found;
  for (int i = 0; i < metadata.topic_cnt; ++i) {
    const RawTopic& topic = metadata.topics[i];
    if (topic.partition_cnt > 0 && !says_absent(topic.err)) {
      found.emplace(topic.topic, &topic);
    }
  }
  return found;
}

std::map<std::string, std::string> settings_of(const KafkaOptions& options,
                                               const TopicOptions& topic) {
  std::map<std::string, std::string> settings = {
      {"min.insync.replicas", std::to_string(options.in_sync_replicas_min)},
      {"retention.bytes", "-1"}};
  switch (topic.keeps) {
    case Keeps::kForEver:
      settings.insert({{"cleanup.policy", "delete"}, {"retention.ms", "-1"}});
      break;
    case Keeps::kForAWhile:
      settings.insert({{"cleanup.policy", "delete"},
                       {"retention.ms", std::to_string(options.plain_retention.count())}});
      break;
    case Keeps::kNewestOfEachKey:
      // Only closed segments are compacted, and those of Kafka's defaults close after a week.
      settings.insert({{"cleanup.policy", "compact"},
                       {"segment.ms", "3600000"},
                       {"segment.bytes", "16777216"},
                       {"min.cleanable.dirty.ratio", "0.1"}});
      break;
  }
  return settings;
}

// Asks the controller and waits for its answer.
template <typename Ask>
Result<Event> administer(rd_kafka_t* client, rd_kafka_admin_op_t kind, const KafkaOptions& options,
                         const Ask& ask) {
  const Queue queue(rd_kafka_queue_new(client));
  const AdminOptions admin(rd_kafka_AdminOptions_new(client, kind));
  const int patience = milliseconds(options.start_patience);
  char why[256];
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), patience, why, sizeof why);
  ask(admin.get(), queue.get());
  Event event(rd_kafka_queue_poll(queue.get(), 2 * patience));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{
        Error::Kind::kUnavailable,
        fmt::format("the Kafka cluster at {} does not say what its topics are: {}; look at "
                    "the cluster, and at the rights of this user",
                    servers(options),
                    event ? rd_kafka_event_error_string(event.get()) : "no answer")};
  }
  return event;
}

Status created(rd_kafka_event_t* event) {
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;  // or another process was quicker
    }
    const char* said = rd_kafka_topic_result_error_string(results[i]);
    // Brokers may still be starting; what else is said of a topic is said of that topic alone.
    const bool few_brokers = code == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR;
    const char* remedy = few_brokers ? "start more brokers, or ask for fewer replicas"
                                     : "make it by hand, or give this user the right to";
    return Error{
        few_brokers ? Error::Kind::kUnavailable : Error::Kind::kConflict,
        fmt::format("topic {} cannot be made: {}; {}", rd_kafka_topic_result_name(results[i]),
                    said == nullptr ? text_of(code) : said, remedy)};
  }
  return {};
}

Status create(rd_kafka_t* client, const KafkaOptions& options,
              const std::vector<const TopicOptions*>& absent) {
  std::vector<NewTopic> topics;
  std::vector<rd_kafka_NewTopic_t*> raw;
  for (const TopicOptions* topic : absent) {
    char why[256];
    topics.emplace_back(rd_kafka_NewTopic_new(cluster_name(options, topic->name).c_str(),
                                              static_cast<int>(topic->partitions),
                                              options.replication_factor, why, sizeof why));
    if (!topics.back()) {
      return invalid(fmt::format("topic {} cannot be made: {}; correct its name and its numbers",
                                 cluster_name(options, topic->name), why));
    }
    for (const auto& [name, value] : settings_of(options, *topic)) {
      rd_kafka_NewTopic_set_config(topics.back().get(), name.c_str(), value.c_str());
    }
    raw.push_back(topics.back().get());
  }
  const auto event =
      administer(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, options,
                 [&](const rd_kafka_AdminOptions_t* admin, rd_kafka_queue_t* queue) {
                   rd_kafka_CreateTopics(client, raw.data(), raw.size(), admin, queue);
                 });
  return event.ok() ? created(event->get()) : Status(event.error());
}

std::vector<const TopicOptions*> absent_topics(const KafkaOptions& options,
                                               const FoundTopics& found) {
  std::vector<const TopicOptions*> absent;
  for (const TopicOptions& topic : options.topics) {
    if (!found.contains(cluster_name(options, topic.name))) {
      absent.push_back(&topic);
    }
  }
  return absent;
}

// Brokers learn of a new topic a moment after the controller has made it.
Result<Metadata> ask_until_there(rd_kafka_t* client, const KafkaOptions& options) {
  for (auto waited = std::chrono::milliseconds(0);; waited += kLookAgain) {
    Result<Metadata> metadata = ask(client, options);
    if (!metadata.ok()) {
      return metadata;
    }
    const auto absent = absent_topics(options, found_in(**metadata));
    if (absent.empty()) {
      return metadata;
    }
    if (waited > options.start_patience) {
      return Error{Error::Kind::kUnavailable,
                   fmt::format("topic {} was made, but no broker has it; look at the cluster",
                               cluster_name(options, absent.front()->name))};
    }
    std::this_thread::sleep_for(kLookAgain);
  }
}

TopicSettings settings_in(const rd_kafka_ConfigResource_t* resource) {
  TopicSettings settings;
  std::size_t count = 0;
  const auto* entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    settings.emplace(rd_kafka_ConfigEntry_name(entries[i]), value == nullptr ? "" : value);
  }
  return settings;
}

Status check_all_settings(rd_kafka_t* client, const KafkaOptions& options) {
  std::vector<ConfigResource> resources;
  std::vector<rd_kafka_ConfigResource_t*> raw;
  for (const TopicOptions& topic : options.topics) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC,
                                                       cluster_name(options, topic.name).c_str()));
    raw.push_back(resources.back().get());
  }
  const auto event =
      administer(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, options,
                 [&](const rd_kafka_AdminOptions_t* admin, rd_kafka_queue_t* queue) {
                   rd_kafka_DescribeConfigs(client, raw.data(), raw.size(), admin, queue);
                 });
  if (!event.ok()) {
    return event.error();
  }
  std::map<std::string, TopicSettings> settings;
  std::size_t count = 0;
  const auto* described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    settings.emplace(rd_kafka_ConfigResource_name(described[i]), settings_in(described[i]));
  }
  for (const TopicOptions& topic : options.topics) {
    Status checked = check_settings(options, topic, settings[cluster_name(options, topic.name)]);
    if (!checked.ok()) {
      return checked;
    }
  }
  return {};
}

PartitionList all_ends(const KafkaOptions& options) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(options.topics.size())));
  for (const TopicOptions& topic : options.topics) {
    for (std::uint32_t partition = 0; partition < topic.partitions; ++partition) {
      rd_kafka_topic_partition_list_add(list.get(), cluster_name(options, topic.name).c_str(),
                                        static_cast<std::int32_t>(partition))
          ->offset = RD_KAFKA_OFFSET_END;
    }
  }
  return list;
}

bool all_led(rd_kafka_t* client, const KafkaOptions& options) {
  const PartitionList list = all_ends(options);
  bool led = rd_kafka_offsets_for_times(client, list.get(), milliseconds(options.start_patience)) ==
             RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int i = 0; led && i < list->cnt; ++i) {
    led = list->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  return led;
}

// What is appended before the leaders are at work is refused at first, and may be overtaken.
Status wait_for_leaders(rd_kafka_t* client, const KafkaOptions& options) {
  for (auto waited = std::chrono::milliseconds(0); !all_led(client, options);
       waited += kLookAgain) {
    if (waited > options.start_patience) {
      return Error{Error::Kind::kUnavailable,
                   "some topics' partitions have no leader; look at the Kafka cluster"};
    }
    std::this_thread::sleep_for(kLookAgain);
  }
  return {};
}

}  // namespace

Status prepare_topics(const KafkaOptions& options) {
  Result<Client> client = make_client(Role::kAdmin, options, nullptr);
  if (!client.ok()) {
    return client.error();
  }
  std::vector<Topic> known;  // a client asks about the topics that it knows
  for (const TopicOptions& topic : options.topics) {
    known.emplace_back(
        rd_kafka_topic_new(client->get(), cluster_name(options, topic.name).c_str(), nullptr));
  }
  Result<Metadata> metadata = ask(client->get(), options);
  if (!metadata.ok()) {
    return metadata.error();
  }
  const auto absent = absent_topics(options, found_in(**metadata));
  if (!absent.empty()) {
    if (!options.create_topics) {
      return Error{
          Error::Kind::kNotFound,
          fmt::format("topic {} is not on the cluster; make it with {} partitions, or let "
                      "it be made",
                      cluster_name(options, absent.front()->name), absent.front()->partitions)};
    }
    Status made = create(client->get(), options, absent);
    if (!made.ok()) {
      return made;
    }
    metadata = ask_until_there(client->get(), options);
    if (!metadata.ok()) {
      return metadata.error();
    }
  }
  Status checked = check_numbers(options, found_in(**metadata));
  if (checked.ok()) {
    checked = check_all_settings(client->get(), options);
  }
  return checked.ok() ? wait_for_leaders(client->get(), options) : checked;
}

bool answers(rd_kafka_t* client) {
  constexpr int kAtOnceMs = 500;
  const RawMetadata* metadata = nullptr;
  const auto code = rd_kafka_metadata(client, 0, nullptr, &metadata, kAtOnceMs);
  rd_kafka_metadata_destroy(metadata);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

Status warm(rd_kafka_t* client, const KafkaOptions& options) {
  const Result<Metadata> metadata = ask(client, options);
  return metadata.ok() ? Status() : Status(metadata.error());
}

}  // namespace escalon::log_kafka
