#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/ids.hpp"

namespace escalon::bench {

/// Timers that fall due together, by number: `first`, `first` + 1, …
struct TimerGroup {
  std::size_t first = 0;
  std::size_t count = 0;
  absl::Time due;               ///< Of the first one.
  std::int64_t per_second = 0;  ///< At what rate they fall due; 0 = all in one instant.

  [[nodiscard]] bool has(std::size_t number) const {
    return number >= first && number - first < count;
  }
};

/// When each of many timers is due: four groups, hours apart, that the benchmark fires, and the
/// rest, spread over a day after them. Each has a key of its own, 36 characters beside the tenant,
/// in no order. Numbers beyond the last go on with the rest. Immutable.
class TimerPlan {
 public:
  /// Mesh time at which they are armed.
  [[nodiscard]] static absl::Time start();

  /// `timers` all groups included, and for how long the two steady groups last.
  TimerPlan(std::size_t timers, absl::Duration steady);

  [[nodiscard]] std::size_t size() const { return timers_; }
  [[nodiscard]] const TimerGroup& overdue() const { return overdue_; }
  [[nodiscard]] const TimerGroup& thousand() const { return thousand_; }
  [[nodiscard]] const TimerGroup& ten_thousand() const { return ten_thousand_; }
  [[nodiscard]] const TimerGroup& burst() const { return burst_; }

  [[nodiscard]] absl::Time due(std::size_t number) const;
  [[nodiscard]] static Key key(std::size_t number);
  /// The number that `key` made the key of.
  [[nodiscard]] static std::size_t number_of(const std::string& key);

 private:
  std::size_t timers_;
  TimerGroup overdue_;
  TimerGroup thousand_;
  TimerGroup ten_thousand_;
  TimerGroup burst_;
};

}  // namespace escalon::bench
