#include "state_cache.hpp"

#include <algorithm>
#include <iterator>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "invariant.hpp"

namespace escalon::journal {
namespace {

constexpr int kLookedAtMax = 4096;  // at one go; more than one step brings in
constexpr int kLookedAtMin = 64;    // where nothing can go: it is pinned or awaited

std::shared_ptr<const std::string> encode_envelope(const StateEntry& entry) {
  v1::Envelope envelope;
  ESCALON_ASSERT(entry.state->SerializeToString(envelope.mutable_state()));
  if (envelope.state().empty() && entry.muted.empty()) {
    return nullptr;  // the same as is_absent
  }
  envelope.set_policy(entry.policy);
  envelope.mutable_muted()->Add(entry.muted.begin(), entry.muted.end());
  envelope.set_traceparent(entry.traceparent);
  return std::make_shared<const std::string>(envelope.SerializeAsString());
}

std::vector<TimerRow> timer_rows(const Key& key, const std::vector<DueTimer>& timers) {
  std::vector<TimerRow> rows;
  rows.reserve(timers.size());
  for (const DueTimer& timer : timers) {
    rows.push_back({key, timer.id, timer.generation, to_ms(timer.due), timer.kind});
  }
  return rows;
}

bool holds(const std::vector<TimerRow>& rows, const TimerRow& row) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

void mute(const v1::DeadLettered& letter, StateEntry& entry) {
  v1::MutedTimer muted;
  muted.set_timer(letter.muted_timer());
  muted.set_generation(letter.muted_generation());
  entry.muted.push_back(std::move(muted));
}

size_t size_of(const std::shared_ptr<const std::string>& envelope) {
  return envelope == nullptr ? 0 : envelope->size();
}

}  // namespace

bool is_absent(const StateEntry& entry) {
  return entry.muted.empty() && entry.state->ByteSizeLong() == 0;
}

StateCache::StateCache(const Stage& stage, size_t entries_max)
    : stage_(stage), entries_max_(entries_max), looked_at_max_(kLookedAtMax) {}

StateEntry* StateCache::find(const Key& key) {
  const auto slot = slots_.find(key);
  if (slot == slots_.end()) {
    return nullptr;
  }
  slot->second->used = true;
  return &*slot->second;
}

StateEntry& StateCache::admit(const StateRow& row) {
  if (StateEntry* resident = find(row.key)) {
    return *resident;
  }
  StateEntry& entry = order_.emplace_front();
  entry.key = row.key;
  slots_[row.key] = order_.begin();
  if (row.envelope) {
    entry.envelope = std::make_shared<const std::string>(*row.envelope);
    bytes_ += row.envelope->size();
  }
  begin_at_view(entry);
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
}

void StateCache::begin_at_view(StateEntry& entry) const {
  entry.state = stage_.new_state();
  entry.policy.clear();
  entry.traceparent.clear();
  entry.muted.clear();
  if (entry.envelope != nullptr) {
    v1::Envelope envelope;
    // Rows are written by this runtime alone and read back whole; anything else is a broken store.
    ESCALON_ASSERT(envelope.ParseFromString(*entry.envelope));
    ESCALON_ASSERT(entry.state->ParseFromString(envelope.state()));
    entry.policy = envelope.policy();
    entry.traceparent = envelope.traceparent();
    entry.muted.assign(envelope.muted().begin(), envelope.muted().end());
  }
}

void StateCache::keep_trace(StateEntry& entry, const std::string& traceparent) const {
  if (!stage_.spec().keeps_trace) {
    return;
  }
  if (entry.traceparent.empty()) {
    entry.traceparent = traceparent;
  }
  if (!entry.traceparent.empty() && is_absent(entry)) {
    entry.traceparent.clear();
  }
}

void StateCache::fold(const DecodedRecord& record, StateEntry& entry) const {
  const v1::Decision& decision = record.body.decision();
  for (const DecodedEvent& event : record.events) {
    if (event.key == entry.key) {
      stage_.evolve(*entry.state, entry.key, *event.message);
    }
  }
  const MessagePtr event = record.events.empty() ? stage_.new_event() : nullptr;
  for (const v1::Change& change : decision.changes()) {
    if (change.key() != entry.key.str()) {
      continue;
    }
    entry.policy = decision.policy();
    for (int i = 0; event != nullptr && i < change.events_size(); ++i) {
      ESCALON_ASSERT(event->ParseFromString(change.events(i)));
      stage_.evolve(*entry.state, entry.key, *event);
    }
    keep_trace(entry, decision.traceparent());
  }
  const v1::DeadLettered& letter = decision.dead_lettered();
  if (!letter.muted_timer().empty() && letter.key() == entry.key.str()) {
    mute(letter, entry);
  }
}

void StateCache::restore(StateEntry& entry) const {
  begin_at_view(entry);
  for (const DecodedRecordPtr& record : entry.since) {
    fold(*record, entry);
  }
  refresh(entry);
}

PostImage StateCache::image_of(const StateEntry& entry) const {
  PostImage image;
  image.key = entry.key;
  if (entry.sent == entry.since.size()) {
    image.envelope = encode_envelope(entry);
    image.timers = timer_rows(entry.key, entry.timers);
  } else {  // memory is ahead of what the view is to have
    StateEntry prefix;
    prefix.key = entry.key;
    prefix.envelope = entry.envelope;
    prefix.since.assign(entry.since.begin(), entry.since.begin() + entry.sent);
    restore(prefix);
    image.envelope = encode_envelope(prefix);
    image.timers = timer_rows(entry.key, prefix.timers);
  }
  if (entry.written) {
    const auto fresh =
        std::partition(image.timers.begin(), image.timers.end(),
                       [&](const TimerRow& timer) { return holds(entry.viewed, timer); });
    image.kept = static_cast<std::size_t>(fresh - image.timers.begin());
  }
  for (const TimerRow& had : entry.viewed) {
    if (!holds(image.timers, had)) {
      image.removed.push_back(had);
    }
  }
  return image;
}

void StateCache::acknowledge(StateEntry& entry, PostImage image) {
  bytes_ += size_of(image.envelope) - size_of(entry.envelope);
  entry.envelope = std::move(image.envelope);
  entry.viewed = std::move(image.timers);
  entry.written = true;
  entry.since.erase(entry.since.begin(), entry.since.begin() + entry.sent);
  entry.sent = 0;
}

bool StateCache::evict(absl::Time awaited_until) {
  const std::size_t before = slots_.size();
  bool used = false;
  // What must stay goes to the front, so that the next call looks at others.
  for (int looked_at = 0; slots_.size() > entries_max_ && looked_at < looked_at_max_; ++looked_at) {
    const auto slot = std::prev(order_.end());
    const bool awaited =
        std::any_of(slot->timers.begin(), slot->timers.end(),
                    [&](const DueTimer& timer) { return timer.due <= awaited_until; });
    if (slot->since.empty() && !awaited && !slot->used) {
      drop(slot);
    } else {
      used = used || slot->used;
      slot->used = false;
      order_.splice(order_.begin(), order_, slot);
    }
  }
  const bool found = slots_.size() < before;
  const bool over = slots_.size() > entries_max_;
  looked_at_max_ =
      over && !found && !used ? std::max(looked_at_max_ / 2, kLookedAtMin) : kLookedAtMax;
  return over && found;
}

void StateCache::drop(Slot slot) {
  ESCALON_INVARIANT("I5", slot->since.empty());  // in flight, or on its way to the view
  bytes_ -= size_of(slot->envelope);
  slots_.erase(slot->key);
  order_.erase(slot);
}

void StateCache::clear() {
  slots_.clear();
  order_.clear();
  bytes_ = 0;
}

}  // namespace escalon::journal
