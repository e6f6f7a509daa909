#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "escalon/journal/record.hpp"

namespace escalon::journal {

/// What the fold rule says of one record of a journal.
enum class Verdict {
  kAccepted,       ///< It belongs to the journal's truth.
  kZombie,         ///< Of an owner that a newer one has replaced: dropped.
  kDuplicate,      ///< Seen before: dropped.
  kGap,            ///< A record before it is missing: dropped, and all that follow in this epoch.
  kMissingMarker,  ///< Of an epoch whose marker is missing: the journal is damaged, stop and alarm.
};

/// The fold rule: which records of one partition of one journal are true. Every reader uses this
/// class, starts it from the state that it stored together with its offset, and hands it every
/// record in order. All readers see one order, so all agree. Thread-compatible.
class Fold {
 public:
  Fold() = default;
  /// Goes on from a stored state.
  Fold(Epoch epoch, Seq seq, std::vector<PlainPosition> plain);

  /// Judges the next record by its header alone and remembers it if it is accepted.
  Verdict accept(const RecordHeader& header);
  /// What accept would say.
  [[nodiscard]] Verdict judge(const RecordHeader& header) const;

  [[nodiscard]] Epoch epoch() const { return epoch_; }
  [[nodiscard]] Seq seq() const { return seq_; }
  /// Plain-topic positions that accepted records have moved past.
  [[nodiscard]] const std::vector<PlainPosition>& plain() const& { return plain_; }
  [[nodiscard]] std::vector<PlainPosition> plain() && { return std::move(plain_); }
  /// The position for one plain partition; 0 when none was told.
  [[nodiscard]] Offset plain_next(const TopicPartition& at) const;

  friend bool operator==(const Fold&, const Fold&) = default;

 private:
  Epoch epoch_ = 0;
  Seq seq_ = 0;
  std::vector<PlainPosition> plain_;
};

/// Raises the position of `moved.at` in `positions` to `moved.next`; adds it when absent; never
/// lowers it.
void raise_position(std::vector<PlainPosition>& positions, const PlainPosition& moved);

}  // namespace escalon::journal
