#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "escalon/base/instant.hpp"
#include "escalon/journal/owner.hpp"
#include "gate.hpp"
#include "inputs.hpp"
#include "state_cache.hpp"
#include "timer_queue.hpp"

namespace escalon::journal {

/// What the parts of one owner share. Nothing here outlives a take-over but the statistics.
struct Core {
  Core(const Stage& of, const Topology& where, std::uint32_t partition, std::string process_id,
       OwnerPorts outside, OwnerSettings bounds)
      : stage(of),
        topology(where),
        at{of.spec().name, partition},
        journal{of.spec().journal, partition},
        process(std::move(process_id)),
        ports(outside),
        settings(bounds),
        cache(of, bounds.cached_states_max),
        inputs(of, where, partition),
        gate(of.spec(), partition, bounds.gate_margin, bounds.gate_override),
        has_effects(std::any_of(of.spec().timer_kinds.begin(), of.spec().timer_kinds.end(),
                                [](const TimerKindSpec& kind) { return kind.effect; })) {}

  /// Remembers the near timers of an entry. What is in flight does not hold those of effects off
  /// here: nothing starts but from accepted state (fire_one).
  void push_timers(const StateEntry& entry) {
    for (const DueTimer& timer : entry.timers) {
      if (timer.due <= horizon_until) {
        timers.push({entry.key, timer.id, timer.generation, to_ms(timer.due), timer.kind});
      }
    }
  }
  [[nodiscard]] bool is_effect(int kind) const {
    for (const TimerKindSpec& spec : stage.spec().timer_kinds) {
      if (spec.kind == kind) {
        return spec.effect;
      }
    }
    return false;
  }
  /// Names the current policy as a cause: one that comes back is another cause.
  [[nodiscard]] std::string adoption() const {
    return policy->hash() + "/" + std::to_string(adoptions);
  }
  [[nodiscard]] absl::Time now() { return ports.clock.trusted().now; }

  const Stage& stage;
  const Topology& topology;
  StagePartition at;
  TopicPartition journal;
  std::string process;
  OwnerPorts ports;
  OwnerSettings settings;
  OwnerStatistics statistics;

  StateCache cache;
  TimerQueue timers;
  Inputs inputs;
  Gate gate;
  const bool has_effects;  ///< Whether any kind of timer of the stage is an effect.
  absl::Time horizon_until = absl::InfinitePast();
  std::shared_ptr<const CompiledPolicy> policy;
  std::uint64_t adoptions = 0;  ///< Of policies in this partition, the current one included.
  Epoch epoch = 0;
  Ticket next_ticket = 1;
};

/// The first instant after `last` of those that lie `interval` apart, `shift` from zero on; `last`
/// itself where the interval is zero or nothing was before.
[[nodiscard]] inline SteadyTime next_turn(SteadyTime last, absl::Duration interval,
                                          absl::Duration shift = absl::ZeroDuration()) {
  return interval == absl::ZeroDuration() ? last
                                          : absl::Floor(last - shift, interval) + shift + interval;
}

}  // namespace escalon::journal
