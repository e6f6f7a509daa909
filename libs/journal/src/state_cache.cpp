#include "state_cache.hpp"

#include <algorithm>
#include <iterator>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::journal {
namespace {

constexpr int kLookedAtMax = 256;

void decode_envelope(const std::string& bytes, StateEntry& entry) {
  v1::Envelope envelope;
  // Rows are written by this runtime alone and read back whole; anything else is a broken store.
  ESCALON_ASSERT(envelope.ParseFromString(bytes));
  ESCALON_ASSERT(entry.state->ParseFromString(envelope.state()));
  entry.policy = envelope.policy();
  entry.muted.assign(envelope.muted().begin(), envelope.muted().end());
}

}  // namespace

std::vector<TimerRow> timer_rows(const Key& key, const std::vector<DueTimer>& timers) {
  std::vector<TimerRow> rows;
  rows.reserve(timers.size());
  for (const DueTimer& timer : timers) {
    rows.push_back({key, timer.id, timer.generation, to_ms(timer.due), timer.kind});
  }
  return rows;
}

StateEntry* StateCache::find(const Key& key) {
  const auto slot = slots_.find(key);
  if (slot == slots_.end()) {
    return nullptr;
  }
  order_.splice(order_.begin(), order_, slot->second);
  return &order_.front();
}

StateEntry& StateCache::admit(const StateRow& row) {
  if (StateEntry* resident = find(row.key)) {
    return *resident;
  }
  StateEntry& entry = order_.emplace_front();
  entry.key = row.key;
  entry.state = stage_.new_state();
  slots_[row.key] = order_.begin();
  if (row.envelope) {
    decode_envelope(*row.envelope, entry);
    entry.envelope = std::make_shared<const std::string>(*row.envelope);
  }
  refresh(entry);
  entry.viewed = timer_rows(entry.key, entry.timers);
  return entry;
}

void StateCache::refresh(StateEntry& entry) const {
  entry.timers.clear();
  stage_.timers(*entry.state, entry.timers);
  std::erase_if(entry.timers, [&](const DueTimer& timer) {
    return std::any_of(entry.muted.begin(), entry.muted.end(), [&](const v1::MutedTimer& muted) {
      return muted.timer() == timer.id && muted.generation() == timer.generation;
    });
  });
  v1::Envelope envelope;
  ESCALON_ASSERT(entry.state->SerializeToString(envelope.mutable_state()));
  if (envelope.state().empty() && entry.muted.empty()) {
    entry.envelope = nullptr;
    return;
  }
  envelope.set_policy(entry.policy);
  envelope.mutable_muted()->Add(entry.muted.begin(), entry.muted.end());
  entry.envelope = std::make_shared<const std::string>(envelope.SerializeAsString());
}

void StateCache::restore(StateEntry& entry) const {
  entry.state = stage_.new_state();
  entry.policy.clear();
  entry.muted.clear();
  if (entry.envelope) {
    decode_envelope(*entry.envelope, entry);
  }
  refresh(entry);
}

void StateCache::evict(absl::Time awaited_until) {
  // What must stay goes to the front, so that the next call looks at others.
  for (int looked_at = 0; slots_.size() > entries_max_ && looked_at < kLookedAtMax; ++looked_at) {
    const auto slot = std::prev(order_.end());
    const bool awaited =
        std::any_of(slot->timers.begin(), slot->timers.end(),
                    [&](const DueTimer& timer) { return timer.due <= awaited_until; });
    if (slot->pins == 0 && !awaited) {
      slots_.erase(slot->key);
      order_.erase(slot);
    } else {
      order_.splice(order_.begin(), order_, slot);
    }
  }
}

void StateCache::clear() {
  slots_.clear();
  order_.clear();
}

}  // namespace escalon::journal
