#pragma once

#include <librdkafka/rdkafka.h>

#include <functional>
#include <string>

namespace escalon::bench {

/// A client with the settings of libs/log_kafka that matter for speed and durability. Ends the
/// process where librdkafka refuses them. Whoever asks for one destroys it.
[[nodiscard]] rd_kafka_t* make_client(rd_kafka_type_t type, const std::string& bootstrap_servers);

/// Asks for a topic's metadata, so that the first message does not wait for it; how many partitions
/// it has. Waits for a topic that was made a moment ago; ends the process where no broker answers.
int warm(rd_kafka_t* client, rd_kafka_topic_t* topic);

/// Hands on what a consumer's queue has, up to 500 messages, errors left out; waits for the first
/// one at most so long.
void take_batch(rd_kafka_queue_t* queue, int longest_ms,
                const std::function<void(const rd_kafka_message_t&)>& take);

}  // namespace escalon::bench
