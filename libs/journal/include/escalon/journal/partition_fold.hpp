#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/v1/journal.pb.h"

namespace escalon::journal {

/// How far one input has been decided, and for a journal what its fold knows there.
struct InputCursor {
  Offset next = 0;
  Fold fold;
};

/// What a partition knows of itself: the fold of its own journal and all that its records say of
/// the partition as a whole (cursor, stamps, attempts, epochs, policy, sweep). It is kept in the
/// view beside the states, so that the view is the fold of an accepted prefix. Thread-compatible.
class PartitionFold {
 public:
  /// The layout of what encode() writes; a view of another version is rebuilt from the journal.
  static constexpr std::uint32_t kVersion = 2;

  /// Reads what encode() wrote; empty bytes are a partition without a past.
  [[nodiscard]] static Result<PartitionFold> decode(const std::string& bytes);
  [[nodiscard]] std::string encode() const;

  /// Judges the next record of the stage's own journal; an accepted one takes effect.
  /// `body` must be the parsed body of the record.
  Verdict accept(const RecordHeader& header, const v1::JournalRecord& body);

  [[nodiscard]] const Fold& fold() const { return fold_; }
  [[nodiscard]] const std::map<TopicPartition, InputCursor>& cursor() const { return cursor_; }
  [[nodiscard]] std::int64_t last_decided_at_ms() const { return last_decided_at_ms_; }
  [[nodiscard]] const std::string& policy() const { return policy_; }
  /// How many policies were adopted, the current one included.
  [[nodiscard]] std::uint64_t adoptions() const { return adoptions_; }
  /// Attempts with nothing after them, oldest first.
  [[nodiscard]] const std::vector<v1::Attempt>& attempts() const { return attempts_; }
  /// Where the policy sweep stands; null when none runs.
  [[nodiscard]] const v1::SweepMoved* sweep() const { return sweeping_ ? &sweep_ : nullptr; }
  /// True when the last two finished epochs both were shorter than `short_epoch_ms` and did not end
  /// in order.
  [[nodiscard]] bool crashed_twice(std::int64_t short_epoch_ms) const;

 private:
  void apply(const RecordHeader& header, const v1::JournalRecord& body);
  void begin_epoch(const v1::EpochStart& marker);
  void decided(const v1::Decision& decision);
  void moved(const v1::Cursor& cursor, std::int64_t decided_at_ms);

  Fold fold_;
  std::map<TopicPartition, InputCursor> cursor_;
  std::int64_t last_decided_at_ms_ = 0;
  std::string policy_;
  std::uint64_t adoptions_ = 0;
  std::vector<v1::Attempt> attempts_;
  std::vector<v1::EpochHistory> epochs_;
  v1::SweepMoved sweep_;
  bool sweeping_ = false;
};

/// A fold as a cursor entry stores it.
[[nodiscard]] v1::FoldState encode_fold(const Fold& fold);
/// The fold that a cursor entry stores.
[[nodiscard]] Fold decode_fold(const v1::FoldState& state);

}  // namespace escalon::journal
