#pragma once

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <string>

#include "escalon/journal/outside.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::log_kafka {

/// The one Kafka header of a record: what journal::encode_header makes.
inline constexpr const char* kHeaderName = "escalon";

/// The key of the message: the first key of the record, so that tools see it and compaction works.
[[nodiscard]] const std::string& message_key(const journal::Record& record);

/// The record that a message carries. A message that Escalon did not write is a plain record
/// without an id: whoever decides it sets it aside.
[[nodiscard]] journal::RecordPtr decode(const rd_kafka_message_t& message);

/// About how many bytes a record takes in memory.
[[nodiscard]] std::size_t weight(const journal::Record& record);
[[nodiscard]] std::size_t weight(const journal::OutsideRecord& record);

/// A message with everything that its writer gave it; `topic` is the topic's logical name.
[[nodiscard]] journal::OutsideRecord decode_outside(const rd_kafka_message_t& message,
                                                    const std::string& topic);

}  // namespace escalon::log_kafka
