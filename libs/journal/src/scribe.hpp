#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "core.hpp"
#include "escalon/journal/decoded_record.hpp"

namespace escalon::journal {

/// The entries that a record changes; they are pinned from its append until the view has it.
using Touched = absl::InlinedVector<StateEntry*, 2>;

/// A record that was appended and not read back yet.
struct InFlight {
  Seq seq = 0;
  RecordPtr record;  ///< With what it was made from: `record->decoded`.
  Touched touched;
  RecordPtr original;  ///< Of a dead letter: the record that could not be decided.
};

/// Where events of one decision are collected. Events take effect on the states at once, so that a
/// later event of the same cause is decided on what the earlier ones made.
class Draft {
 public:
  Draft(const Stage& stage, v1::Decision& decision) : stage_(stage), decision_(decision) {}

  void add(StateEntry& entry, Events events);
  /// Marks an entry as changed without an event of the stage.
  void touch(StateEntry& entry);
  /// Takes everything back: the entries are as they were before the draft.
  void undo(const StateCache& cache);
  [[nodiscard]] bool empty() const { return touched_.empty(); }
  [[nodiscard]] const Touched& touched() const { return touched_; }
  [[nodiscard]] const std::vector<Address>& addresses() const { return addresses_; }
  /// The events in the order of the decision's changes.
  [[nodiscard]] std::vector<DecodedEvent> take_events();

 private:
  int change_of(StateEntry& entry);

  const Stage& stage_;
  v1::Decision& decision_;
  Touched touched_;
  std::vector<Address> addresses_;
  absl::InlinedVector<Events, 2> events_;  // of each change
};

/// The one place that assigns seq, cursor and decided_at: decide, evolve, timers, encode, size,
/// append. What cannot be made into a record becomes a dead letter of its cause. Records gather
/// until `send`: what is handed to the log at one go travels in one batch.
class Scribe {
 public:
  explicit Scribe(Core& core) : core_(core) {}

  /// Begins an epoch after its marker was accepted.
  void begin(Epoch epoch, Seq last_seq, std::int64_t last_decided_at_ms);
  void clear();

  /// Decides at `now`, which becomes the record's decided_at.
  using Work = std::function<void(Draft&, absl::Time now)>;
  /// Runs `work` and appends what it made. `about` is the key that the cause concerns, `original`
  /// the input record where there is one. True when a record was appended.
  bool decide(v1::Cause cause, const Key& about, const RecordPtr& original, const Work& work);
  /// Appends a decision that sets the cause aside. `muted` names the timer that is never to fire,
  /// if it was one.
  void dead_letter(v1::Cause cause, const RecordPtr& original, const std::string& reason,
                   StateEntry* muted);
  /// Appends a decision about the partition itself; `fill` sets its one field.
  void decide_partition(v1::Cause cause, const std::function<void(v1::Decision&)>& fill);
  void progress(bool closing);
  void attempt(const v1::Cause& cause);

  /// Hands over to the log what was appended since it last did, in order, unless it did a moment
  /// ago: what is seldom goes at once, what is frequent travels together.
  void send();
  /// When to send what waits; nothing where nothing does.
  [[nodiscard]] std::optional<SteadyTime> send_at() const;

  [[nodiscard]] std::deque<InFlight>& in_flight() { return in_flight_; }
  [[nodiscard]] const std::deque<InFlight>& in_flight() const { return in_flight_; }
  /// True when no more may be appended for inputs, or (twice the bound) for timers.
  [[nodiscard]] bool full(bool for_timer) const;
  /// Records appended in this epoch.
  [[nodiscard]] std::uint64_t appended() const { return appended_; }
  void read_back(const InFlight& record) { in_flight_bytes_ -= record.record->body.size(); }

 private:
  std::int64_t stamp(absl::Time now);
  v1::Cursor list_moved();
  void append_decision(std::shared_ptr<DecodedRecord> decoded, Draft& draft,
                       const RecordPtr& original, absl::Time now);
  void append(DecodedRecordPtr decoded, RecordHeader header, Touched touched, RecordPtr original);
  [[nodiscard]] RecordHeader header_of(const v1::Decision& decision, const Draft& draft) const;
  [[nodiscard]] static const std::string& trace_of(const RecordPtr& original, const Draft& draft);
  [[nodiscard]] std::optional<std::string> too_large(const v1::JournalRecord& body,
                                                     const Touched& touched) const;

  Core& core_;
  Seq seq_ = 0;
  std::int64_t last_decided_at_ms_ = 0;
  std::uint64_t appended_ = 0;
  size_t in_flight_bytes_ = 0;
  std::deque<InFlight> in_flight_;
  size_t unsent_ = 0;  // of in_flight_, from the back
  SteadyTime sent_last_ = -absl::InfiniteDuration();
};

/// Folds a record that another process (or this one before a crash) made into the states of its
/// keys, which must be resident. Returns what it touched.
[[nodiscard]] Touched replay(Core& core, const DecodedRecordPtr& record);

}  // namespace escalon::journal
