#include "gate.hpp"

#include <algorithm>

#include "escalon/base/assert.hpp"

namespace escalon::journal {

Gate::Gate(const StageSpec& spec, std::uint32_t partition, absl::Duration margin,
           SteadyTime override_after)
    : partition_(partition), margin_(margin), override_after_(override_after) {
  for (const TimerKindSpec& kind : spec.timer_kinds) {
    kinds_[kind.kind].entries = kind.gate;
  }
}

void Gate::reset() {
  for (auto& [number, kind] : kinds_) {
    kind.open_until = absl::InfinitePast();
    kind.asked_at.reset();
  }
}

bool Gate::open(int number, absl::Time due) const {
  const auto kind = kinds_.find(number);
  ESCALON_ASSERT(kind != kinds_.end());
  return kind->second.entries.empty() || due <= kind->second.open_until;
}

bool Gate::needs_probe(int number, absl::Time due) const {
  const auto kind = kinds_.find(number);
  ESCALON_ASSERT(kind != kinds_.end());
  return !open(number, due) && !kind->second.asked_at;
}

void Gate::learn(const Ends& ends, SteadyTime now) {
  for (auto& [number, kind] : kinds_) {
    if (kind.entries.empty() || kind.asked_at) {
      continue;
    }
    kind.asked_at = ends.asked_at;
    kind.progress_at = now;
    kind.ends.clear();
    for (const GateEntry& entry : kind.entries) {
      const auto end = ends.next.find(TopicPartition{entry.plain_topic, partition_});
      kind.ends.push_back(end == ends.next.end() ? 0 : end->second);
    }
    kind.seen.assign(kind.ends.size(), 0);
  }
}

bool Gate::check(Kind& kind, const Inputs& inputs, SteadyTime now) {
  if (!kind.asked_at) {
    return false;
  }
  bool reached = true;
  for (size_t i = 0; i < kind.entries.size(); ++i) {
    const Offset position = inputs.gate_position(kind.entries[i]);
    if (position > kind.seen[i]) {
      kind.seen[i] = position;
      kind.progress_at = now;
    }
    reached = reached && position >= kind.ends[i];
  }
  const bool given_way = !reached && now - kind.progress_at >= override_after_;
  if (!reached && !given_way) {
    return false;
  }
  overrides_ += given_way ? 1U : 0U;
  kind.open_until = std::max(kind.open_until, *kind.asked_at + margin_);
  kind.asked_at.reset();
  return true;
}

bool Gate::check(const Inputs& inputs, SteadyTime now) {
  bool opened = false;
  for (auto& [number, kind] : kinds_) {
    opened = check(kind, inputs, now) || opened;
  }
  return opened;
}

std::optional<SteadyTime> Gate::override_at() const {
  std::optional<SteadyTime> at;
  for (const auto& [number, kind] : kinds_) {
    if (kind.asked_at && (!at || kind.progress_at + override_after_ < *at)) {
      at = kind.progress_at + override_after_;
    }
  }
  return at;
}

}  // namespace escalon::journal
