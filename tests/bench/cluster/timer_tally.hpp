#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "escalon/journal/fold.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "hearer.hpp"
#include "percentiles.hpp"

namespace escalon::bench {

/// What becomes of the timers of one run, by the accepted records of the journal `sla`. Told by the
/// reading thread and asked by another.
class TimerTally {
 public:
  /// What is known of one timer. Instants in us of the wall clock; 0 = not yet.
  struct Timer {
    std::int64_t due_us = 0;
    std::int64_t armed_us = 0;      ///< When its arming was heard.
    std::int64_t fired_us = 0;      ///< When its firing was heard first.
    std::int64_t cancelled_us = 0;  ///< When its cancellation was heard.
    std::int64_t decided_ms = 0;    ///< The stamp of the firing.
    std::int64_t gate_wait_ms = 0;
    int fired = 0;  ///< How many accepted records say so.
  };
  struct Counts {
    std::size_t armed = 0;
    std::size_t fired = 0;
    std::size_t cancelled = 0;
    std::size_t dropped = 0;  ///< Raw records of the journal that the fold dropped.
  };

  TimerTally(int run, int count);

  /// Due instants by timer. Before any of them is armed.
  void plan(const std::vector<std::int64_t>& due_us);

  void take(const Heard& heard);
  /// False when `done` did not hold within `seconds` after the last change.
  bool wait_until(const std::function<bool(const Counts&)>& done, int seconds);
  [[nodiscard]] Counts counts();
  /// Not to be asked while anything may still be told.
  [[nodiscard]] const std::vector<Timer>& timers() const { return timers_; }

 private:
  void take_decision(const journal::v1::Decision& decision, std::int64_t received_us);
  void take_event(Timer& timer, std::string_view bytes, const journal::v1::Decision& decision,
                  std::int64_t received_us);

  int run_;
  std::vector<Timer> timers_;
  std::map<int, journal::Fold> folds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Counts counts_;
  std::uint64_t told_ = 0;
};

}  // namespace escalon::bench
