#pragma once

#include "client.hpp"

namespace escalon::log_kafka {

/// Makes the topics that are absent and refuses those that would lose records or order. May take as
/// long as KafkaOptions::start_patience.
[[nodiscard]] Status prepare_topics(const KafkaOptions& options);

/// Asks the cluster about all topics of the client, so that its first use of them does not wait.
[[nodiscard]] Status warm(rd_kafka_t* client, const KafkaOptions& options);

/// True when a broker answers at once; the client then knows who leads its topics now.
bool answers(rd_kafka_t* client);

}  // namespace escalon::log_kafka
