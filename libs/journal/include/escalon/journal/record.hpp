#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::journal {

/// A place in a log's partition; the first record has offset 0. Offsets may have holes.
using Offset = std::uint64_t;
/// Counts the owners of one partition of one stage; 0 = none yet.
using Epoch = std::uint64_t;
/// Counts the records of a journal's partition that take one; the first is 1.
using Seq = std::uint64_t;

/// One partition of one topic, by the topic's logical name (without prefix and version).
struct TopicPartition {
  std::string topic;
  std::uint32_t partition = 0;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const TopicPartition& at) {
    return H::combine(std::move(state), at.topic, at.partition);
  }
};

/// What a record is. The values are stored.
enum class RecordKind : std::uint8_t {
  kPlain = 0,
  kEpochStart = 1,
  kDecision = 2,
  kProgress = 3,
  kAttempt = 4
};

/// How far a plain topic has been decided by the journal that says so.
struct PlainPosition {
  TopicPartition at;
  Offset next = 0;
  friend bool operator==(const PlainPosition&, const PlainPosition&) = default;
};

/// A partition of an other-keyed reader that a record concerns.
struct Destination {
  std::string stage;
  std::uint32_t partition = 0;
  friend auto operator<=>(const Destination&, const Destination&) = default;
};

/// What readers need to know without parsing the body. The fold uses nothing else.
struct RecordHeader {
  RecordKind kind = RecordKind::kPlain;
  std::string stage;  ///< Whose journal; for a plain record who wrote it.
  Epoch epoch = 0;    ///< 0 in plain records.
  Seq seq = 0;        ///< 0 in plain records and epoch markers.
  std::string id;     ///< Plain: `tenant/event_id`, the cause's id. Journal: the decision's id.
  std::vector<std::string> keys;          ///< Keys whose states it changes, or the key it is about.
  std::vector<Destination> destinations;  ///< Other-keyed readers that it concerns.
  std::vector<PlainPosition> plain;       ///< Plain-topic positions that it moves.
  std::string traceparent;                ///< W3C trace context, empty when none.
};

struct DecodedRecord;
using DecodedRecordPtr = std::shared_ptr<const DecodedRecord>;

/// A record as it is appended and read back. Immutable once appended; shared by all readers of a
/// process.
struct Record {
  RecordHeader header;
  std::string body;
  /// What a journal record's body says, where it was made in this process; else null. It is what
  /// the bytes say and nothing more: an adapter may drop it.
  DecodedRecordPtr decoded = nullptr;
};
using RecordPtr = std::shared_ptr<const Record>;

/// A record with its place.
struct LogRecord {
  Offset offset = 0;
  RecordPtr record;
};

/// The header in a fixed binary layout (version byte, then fields in declared order, lengths as
/// varints).
[[nodiscard]] std::string encode_header(const RecordHeader& header);

/// Reads what encode_header wrote; an error says at which byte it went wrong.
[[nodiscard]] Result<RecordHeader> decode_header(std::string_view bytes);

/// True when the record concerns partition `partition` of other-keyed stage `stage`.
[[nodiscard]] bool concerns(const RecordHeader& header, std::string_view stage,
                            std::uint32_t partition);

}  // namespace escalon::journal
