#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"

namespace escalon::journal {

/// A timer that may be due: a hint. Whether it still holds is for timers(state) to say.
struct TimerHint {
  TimerPosition at;
  std::uint64_t generation = 0;
  int kind = 0;
  friend auto operator<=>(const TimerHint&, const TimerHint&) = default;
};

/// The near timers of one partition, by kind and in the order in which they fire.
/// Thread-compatible.
class TimerQueue {
 public:
  /// Remembers a hint; one that is known is not kept twice.
  void push(const TimerRow& row) {
    kinds_[row.kind].insert({{row.due_ms, row.key.str(), row.timer}, row.generation, row.kind});
  }
  void erase(const TimerHint& hint) {
    if (const auto kind = kinds_.find(hint.kind); kind != kinds_.end()) {
      kind->second.erase(hint);
    }
  }
  void clear() { kinds_.clear(); }

  using Hints = std::set<TimerHint>;
  /// All kinds that have hints, each with its hints in order of (due, key, timer).
  [[nodiscard]] const std::map<int, Hints>& kinds() const { return kinds_; }

  /// How many hints there are.
  [[nodiscard]] std::size_t size() const {
    std::size_t count = 0;
    for (const auto& [kind, hints] : kinds_) {
      count += hints.size();
    }
    return count;
  }
  /// The earliest due instant of all kinds, in Unix ms.
  [[nodiscard]] std::optional<std::int64_t> earliest_ms() const {
    std::optional<std::int64_t> earliest;
    for (const auto& [kind, hints] : kinds_) {
      if (!hints.empty() && (!earliest || hints.begin()->at.due_ms < *earliest)) {
        earliest = hints.begin()->at.due_ms;
      }
    }
    return earliest;
  }

 private:
  std::map<int, Hints> kinds_;
};

}  // namespace escalon::journal
