#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

namespace escalon::bench {

/// A client with the settings of libs/log_kafka that matter for speed and durability. Ends the
/// process where librdkafka refuses them. Whoever asks for one destroys it.
[[nodiscard]] rd_kafka_t* make_client(rd_kafka_type_t type, const std::string& bootstrap_servers);

/// Asks for a topic's metadata, so that the first message does not wait for it; how many partitions
/// it has. Waits for a topic that was made a moment ago; ends the process where no broker answers.
int warm(rd_kafka_t* client, rd_kafka_topic_t* topic);

}  // namespace escalon::bench
