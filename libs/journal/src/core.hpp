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
        gate(of.spec(), partition, bounds.gate_margin, bounds.gate_override) {}

  /// Remembers the near timers of an entry; those of effects only when `effects`: they start from
  /// accepted state.
  void push_timers(const std::vector<TimerRow>& rows, bool effects) {
    for (const TimerRow& row : rows) {
      if (is_effect(row.kind) == effects && from_ms(row.due_ms) <= horizon_until) {
        timers.push(row);
      }
    }
  }
  /// The same for an entry: of its timers those of effects only while nothing of it is in flight.
  void push_timers(const StateEntry& entry, absl::Time after) {
    const bool near = std::any_of(
        entry.timers.begin(), entry.timers.end(),
        [&](const DueTimer& timer) { return timer.due > after && timer.due <= horizon_until; });
    if (!near) {
      return;
    }
    const std::vector<TimerRow> rows = timer_rows(entry.key, entry.timers);
    push_timers(rows, false);
    if (entry.pins == 0) {
      push_timers(rows, true);
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
  absl::Time horizon_until = absl::InfinitePast();
  std::shared_ptr<const CompiledPolicy> policy;
  Epoch epoch = 0;
  Ticket next_ticket = 1;
};

}  // namespace escalon::journal
