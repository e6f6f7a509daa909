#pragma once

#include <string>

#include "escalon/journal/stage.hpp"

namespace escalon::counter {

/// A policy of the two stages: it has a name and nothing else.
class CounterPolicy final : public journal::CompiledPolicy {
 public:
  explicit CounterPolicy(std::string hash) : hash_(std::move(hash)) {}
  [[nodiscard]] const std::string& hash() const override { return hash_; }

 private:
  std::string hash_;
};

/// Kinds of timers of the case-keyed stage.
enum CounterTimer : int { kAlarm = 1, kEffect = 2 };

/// Case-keyed: counts ticks, arms and cancels an alarm, asks for effects, tells groups and hears
/// them. Reads `ticks` (plain) and `group` (journal, all partitions); its journal is `tally`.
[[nodiscard]] const journal::Stage& tally_stage();

/// Group-keyed: counts the cases that joined and shouts back to every third one. Reads `tally` (all
/// partitions).
[[nodiscard]] const journal::Stage& group_stage();

}  // namespace escalon::counter
