#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::chaos {

/// A message of the log as any client reads it.
struct RawRecord {
  std::string topic;  ///< Logical name, without prefix and suffix.
  std::uint32_t partition = 0;
  journal::Offset offset = 0;
  std::int64_t stored_at_ms = 0;  ///< The message's timestamp, Unix ms.
  journal::Record record;
};

/// One partition of one topic, whole.
struct RawPartition {
  journal::Offset end = 0;  ///< Where the next record will be.
  std::vector<RawRecord> records;
};
using RawLog = std::map<journal::TopicPartition, RawPartition>;

/// Which log is read, and how its topics are called.
struct RawLogOptions {
  std::string brokers;
  std::string prefix = "escalon.";
  std::string suffix = ".v1";
};

/// Reads every record of `topics` from the start to the present end with a plain consumer of
/// librdkafka that is in no group. Nothing of the product's reading is used but the header's
/// decoding. Errors: kUnavailable where the broker does not answer within 30 s.
[[nodiscard]] Result<RawLog> read_raw_log(const RawLogOptions& options,
                                          const std::vector<std::string>& topics);

}  // namespace escalon::chaos
