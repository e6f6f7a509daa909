#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/ids.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/topology.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "gap_watch.hpp"

namespace escalon::journal {

/// One thing that an input record tells, with the keys of this partition that it concerns.
struct DecodedInput {
  Key upstream_key;
  std::shared_ptr<const Message> message;
  std::string id;
  std::vector<Key> keys;
};

/// A record of an input, ready to be decided, or an end of the log (no record).
struct ReadyInput {
  LogRecord log;
  bool decoded = false;
  std::vector<DecodedInput> inputs;
  std::string error;  ///< Why the record cannot be decoded; empty when it can.
};

/// One partition of one input topic.
struct InputSource {
  TopicPartition at;
  InputSpec spec;
  Offset next = 0;  ///< Everything below is decided.
  Fold fold;        ///< Of a journal, at `next`.
  std::deque<ReadyInput> ready;
  std::vector<std::shared_ptr<void>> credits;  ///< Held while `ready` is long: back-pressure.
  size_t looked_ahead = 0;                     ///< Leading ready records whose keys were asked for.
  bool moved = false;               ///< `next` has moved since it was last listed in a record.
  std::uint64_t moved_quietly = 0;  ///< Foreign or no-op records since it was last listed.
  SteadyTime listed_at;             ///< When that was.
  GapWatch gap;
  MessagePtr prototype;  ///< Of what the topic carries; null for the topic `policy`.
};

/// What one partition of a stage reads: the ready records, and the cursor. Thread-compatible.
class Inputs {
 public:
  Inputs(const Stage& stage, const Topology& topology, std::uint32_t partition);

  /// Begins at the folded cursor with nothing ready.
  void reset(const std::map<TopicPartition, InputCursor>& cursor);
  [[nodiscard]] std::deque<InputSource>& sources() { return sources_; }
  [[nodiscard]] const std::deque<InputSource>& sources() const { return sources_; }

  /// Takes what the log sent. Records below the cursor are dropped.
  void take(size_t source, Records&& records);
  void take(size_t source, const EndOfLog& end);

  /// Decodes the record of `ready` once, and finds the keys of this partition that it concerns.
  void decode(const InputSource& source, ReadyInput& ready) const;

  /// How many records are ready and not yet decided.
  [[nodiscard]] size_t waiting() const;

  /// Lists what has moved since the last listing, or everything. Quiet movement of an other-keyed
  /// journal is listed at most every 100th record or `quiet_listed_after`.
  [[nodiscard]] v1::Cursor list_moved(bool full, SteadyTime now, absl::Duration quiet_listed_after);

  /// The positions of the plain topics that gates route through this stage's journal.
  [[nodiscard]] std::vector<PlainPosition> gated_positions() const;

  /// How far the plain topic of `entry` has been seen in this partition.
  [[nodiscard]] Offset gate_position(const GateEntry& entry) const;

 private:
  void decode_plain(const InputSource& source, ReadyInput& ready) const;
  void decode_journal(const InputSource& source, ReadyInput& ready) const;
  void keep_if_ours(const InputSource& source, DecodedInput input, std::string_view record_id,
                    ReadyInput& ready) const;

  const Stage& stage_;
  std::uint32_t partition_;
  std::uint32_t partitions_;
  std::deque<InputSource> sources_;
};

}  // namespace escalon::journal
