#include "escalon/journal/partition_fold.hpp"

#include <algorithm>

namespace escalon::journal {
namespace {

constexpr size_t kEpochsKept = 3;  // the running one and the two before it

// In place: a cursor is moved with every record, and its topics stay what they are.
void restore_fold(const v1::FoldState& state, Fold& fold) {
  std::vector<PlainPosition> plain = std::move(fold).plain();
  plain.resize(static_cast<size_t>(state.plain_size()));
  for (size_t i = 0; i < plain.size(); ++i) {
    const v1::PlainPosition& stored = state.plain(static_cast<int>(i));
    plain[i].at.topic = stored.topic();
    plain[i].at.partition = stored.partition();
    plain[i].next = stored.next_offset();
  }
  fold = Fold(state.epoch(), state.seq(), std::move(plain));
}

}  // namespace

v1::FoldState encode_fold(const Fold& fold) {
  v1::FoldState state;
  state.set_epoch(fold.epoch());
  state.set_seq(fold.seq());
  for (const PlainPosition& position : fold.plain()) {
    v1::PlainPosition* stored = state.add_plain();
    stored->set_topic(position.at.topic);
    stored->set_partition(position.at.partition);
    stored->set_next_offset(position.next);
  }
  return state;
}

Fold decode_fold(const v1::FoldState& state) {
  Fold fold;
  restore_fold(state, fold);
  return fold;
}

Result<PartitionFold> PartitionFold::decode(const std::string& bytes) {
  v1::PartitionState stored;
  if (!stored.ParseFromString(bytes)) {
    return invalid("the view's partition state cannot be read; rebuild the view from the journal");
  }
  PartitionFold partition;
  partition.fold_ = decode_fold(stored.fold());
  for (const v1::CursorEntry& entry : stored.cursor().entries()) {
    partition.cursor_[{entry.topic(), entry.partition()}] = {entry.next_offset(),
                                                             decode_fold(entry.fold())};
  }
  partition.last_decided_at_ms_ = stored.last_decided_at_ms();
  partition.policy_ = stored.policy();
  partition.adoptions_ = stored.adoptions();
  partition.attempts_.assign(stored.attempts().begin(), stored.attempts().end());
  partition.epochs_.assign(stored.epochs().begin(), stored.epochs().end());
  partition.sweeping_ = stored.has_sweep();
  partition.sweep_ = stored.sweep();
  return partition;
}

std::string PartitionFold::encode() const {
  v1::PartitionState stored;
  *stored.mutable_fold() = encode_fold(fold_);
  stored.mutable_cursor()->set_full(true);
  for (const auto& [at, cursor] : cursor_) {
    v1::CursorEntry* entry = stored.mutable_cursor()->add_entries();
    entry->set_topic(at.topic);
    entry->set_partition(at.partition);
    entry->set_next_offset(cursor.next);
    *entry->mutable_fold() = encode_fold(cursor.fold);
  }
  stored.set_last_decided_at_ms(last_decided_at_ms_);
  stored.set_policy(policy_);
  stored.set_adoptions(adoptions_);
  stored.mutable_attempts()->Add(attempts_.begin(), attempts_.end());
  stored.mutable_epochs()->Add(epochs_.begin(), epochs_.end());
  if (sweeping_) {
    *stored.mutable_sweep() = sweep_;
  }
  return stored.SerializeAsString();
}

Verdict PartitionFold::accept(const RecordHeader& header, const v1::JournalRecord& body) {
  const Verdict verdict = fold_.accept(header);
  if (verdict == Verdict::kAccepted) {
    apply(header, body);
  }
  return verdict;
}

void PartitionFold::apply(const RecordHeader& header, const v1::JournalRecord& body) {
  switch (header.kind) {
    case RecordKind::kEpochStart:
      begin_epoch(body.epoch_start());
      return;
    case RecordKind::kDecision:
      moved(body.decision().cursor(), body.decision().decided_at_ms());
      decided(body.decision());
      return;
    case RecordKind::kProgress:
      moved(body.progress().cursor(), body.progress().decided_at_ms());
      attempts_.clear();
      epochs_.back().set_closed(body.progress().closing());
      return;
    case RecordKind::kAttempt:
      moved(body.attempt().cursor(), body.attempt().decided_at_ms());
      attempts_.push_back(body.attempt());
      return;
    case RecordKind::kPlain:
      return;
  }
}

void PartitionFold::begin_epoch(const v1::EpochStart& marker) {
  v1::EpochHistory epoch;
  epoch.set_epoch(marker.epoch());
  epoch.set_started_at_ms(marker.at_ms());
  epoch.set_last_record_at_ms(marker.at_ms());
  epochs_.push_back(std::move(epoch));
  if (epochs_.size() > kEpochsKept) {
    epochs_.erase(epochs_.begin());
  }
}

void PartitionFold::moved(const v1::Cursor& cursor, std::int64_t decided_at_ms) {
  for (const v1::CursorEntry& entry : cursor.entries()) {
    InputCursor& moved = cursor_[{entry.topic(), entry.partition()}];
    moved.next = entry.next_offset();
    restore_fold(entry.fold(), moved.fold);
  }
  last_decided_at_ms_ = std::max(last_decided_at_ms_, decided_at_ms);
  if (!epochs_.empty()) {
    epochs_.back().set_last_record_at_ms(decided_at_ms);
  }
}

void PartitionFold::decided(const v1::Decision& decision) {
  attempts_.clear();
  if (decision.has_policy_adopted()) {
    policy_ = decision.policy_adopted().policy();
    adoptions_ += 1;
    sweep_.Clear();
    sweeping_ = true;
  }
  if (decision.has_sweep_moved()) {
    sweep_ = decision.sweep_moved();
    sweeping_ = !sweep_.done();
  }
}

bool PartitionFold::crashed_twice(std::int64_t short_epoch_ms) const {
  if (epochs_.size() < kEpochsKept) {
    return false;
  }
  return std::all_of(epochs_.end() - kEpochsKept, epochs_.end() - 1,
                     [&](const v1::EpochHistory& epoch) {
                       return !epoch.closed() &&
                              epoch.last_record_at_ms() - epoch.started_at_ms() < short_epoch_ms;
                     });
}

}  // namespace escalon::journal
