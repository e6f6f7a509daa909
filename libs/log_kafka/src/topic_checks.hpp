#pragma once

#include <map>
#include <string>

#include "client.hpp"

namespace escalon::log_kafka {

using RawMetadata = struct rd_kafka_metadata;
using RawTopic = struct rd_kafka_metadata_topic;
/// Topics that the cluster has, by their names there.
using FoundTopics = std::map<std::string, const RawTopic*>;
/// A topic's settings by name.
using TopicSettings = std::map<std::string, std::string>;

/// Refuses topics with another number of partitions than the mesh is set to, and partitions with
/// fewer replicas than must be in sync. All topics must be there.
[[nodiscard]] Status check_numbers(const KafkaOptions& options, const FoundTopics& found);

/// Refuses a topic whose settings would lose records that are needed, or refuse records that the
/// mesh writes.
[[nodiscard]] Status check_settings(const KafkaOptions& options, const TopicOptions& topic,
                                    const TopicSettings& settings);

}  // namespace escalon::log_kafka
