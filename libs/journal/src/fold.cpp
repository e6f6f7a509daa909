#include "escalon/journal/fold.hpp"

#include <algorithm>
#include <utility>

namespace escalon::journal {

void raise_position(std::vector<PlainPosition>& positions, const PlainPosition& moved) {
  const auto found = std::find_if(positions.begin(), positions.end(),
                                  [&](const PlainPosition& known) { return known.at == moved.at; });
  if (found == positions.end()) {
    positions.push_back(moved);
  } else {
    found->next = std::max(found->next, moved.next);
  }
}

Fold::Fold(Epoch epoch, Seq seq, std::vector<PlainPosition> plain)
    : epoch_(epoch), seq_(seq), plain_(std::move(plain)) {}

Verdict Fold::judge(const RecordHeader& header) const {
  if (header.kind == RecordKind::kEpochStart) {
    return header.epoch <= epoch_ ? Verdict::kZombie : Verdict::kAccepted;
  }
  if (header.epoch != epoch_) {
    return header.epoch < epoch_ ? Verdict::kZombie : Verdict::kMissingMarker;
  }
  if (header.seq != seq_ + 1) {
    return header.seq <= seq_ ? Verdict::kDuplicate : Verdict::kGap;
  }
  return Verdict::kAccepted;
}

Verdict Fold::accept(const RecordHeader& header) {
  const Verdict verdict = judge(header);
  if (verdict == Verdict::kAccepted) {
    if (header.kind == RecordKind::kEpochStart) {
      epoch_ = header.epoch;
    } else {
      seq_ = header.seq;
    }
    for (const PlainPosition& moved : header.plain) {
      raise_position(plain_, moved);
    }
  }
  return verdict;
}

Offset Fold::plain_next(const TopicPartition& at) const {
  const auto found = std::find_if(plain_.begin(), plain_.end(),
                                  [&](const PlainPosition& known) { return known.at == at; });
  return found == plain_.end() ? 0 : found->next;
}

}  // namespace escalon::journal
