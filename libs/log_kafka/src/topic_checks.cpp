#include "topic_checks.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

namespace escalon::log_kafka {
namespace {

// The largest decision with its headers.
constexpr std::int64_t kMessageBytesMin = 1'000'000;

std::int64_t number(const TopicSettings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? 0 : std::strtoll(found->second.c_str(), nullptr, 10);
}

std::string policy_of(const TopicSettings& settings) {
  const auto found = settings.find("cleanup.policy");
  return found == settings.end() ? "" : found->second;
}

Status check_kept(const std::string& name, Keeps keeps, const TopicSettings& settings) {
  const std::string policy = policy_of(settings);
  const std::string wanted = keeps == Keeps::kNewestOfEachKey ? "compact" : "delete";
  if (policy != wanted) {
    return invalid(
        fmt::format("topic {} has cleanup.policy={}, which loses records that are "
                    "needed; set cleanup.policy={}",
                    name, policy, wanted));
  }
  for (const char* bound : {"retention.ms", "retention.bytes"}) {
    if (keeps == Keeps::kForEver && number(settings, bound) != -1) {
      return invalid(
          fmt::format("journal {} has {}={}: it is the truth, and what is older would "
                      "be deleted; set {}=-1",
                      name, bound, number(settings, bound), bound));
    }
  }
  return {};
}

}  // namespace

Status check_numbers(const KafkaOptions& options, const FoundTopics& found) {
  for (const TopicOptions& topic : options.topics) {
    const std::string name = cluster_name(options, topic.name);
    const RawTopic& there = *found.at(name);
    if (there.partition_cnt != static_cast<int>(topic.partitions)) {
      return invalid(fmt::format(
          "topic {} has {} partitions, but this mesh is set to {}; set it to {}, or use another "
          "topic prefix: keys would change their partitions",
          name, there.partition_cnt, topic.partitions, there.partition_cnt));
    }
    for (int i = 0; i < there.partition_cnt; ++i) {
      if (there.partitions[i].replica_cnt < options.in_sync_replicas_min) {
        return invalid(fmt::format(
            "partition {} of topic {} has {} replicas, but {} must be in sync; add replicas, or "
            "ask for fewer in sync",
            i, name, there.partitions[i].replica_cnt, options.in_sync_replicas_min));
      }
    }
  }
  return {};
}

Status check_settings(const KafkaOptions& options, const TopicOptions& topic,
                      const TopicSettings& settings) {
  const std::string name = cluster_name(options, topic.name);
  if (number(settings, "min.insync.replicas") < options.in_sync_replicas_min) {
    return invalid(
        fmt::format("topic {} has min.insync.replicas={}, but {} are asked for; set "
                    "min.insync.replicas={}",
                    name, number(settings, "min.insync.replicas"), options.in_sync_replicas_min,
                    options.in_sync_replicas_min));
  }
  if (number(settings, "max.message.bytes") < kMessageBytesMin) {
    return invalid(fmt::format(
        "topic {} has max.message.bytes={}, but records may take {}; set "
        "max.message.bytes={}",
        name, number(settings, "max.message.bytes"), kMessageBytesMin, kMessageBytesMin));
  }
  return check_kept(name, topic.keeps, settings);
}

}  // namespace escalon::log_kafka
