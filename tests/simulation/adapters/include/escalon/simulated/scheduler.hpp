#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/random.hpp"

namespace escalon::simulated {

/// The world's only clock and thread: virtual steady time, and what is to happen when. What falls
/// on one instant happens in an order that the seed decides. Nothing here looks at real time.
class Scheduler {
 public:
  explicit Scheduler(std::uint64_t seed) : random_(seed) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Time since the world began.
  [[nodiscard]] journal::SteadyTime now() const { return now_; }

  /// Does `what` at `when`, or now if that has passed.
  void at(journal::SteadyTime when, std::function<void()> what);
  void after(absl::Duration delay, std::function<void()> what) {
    at(now_ + delay, std::move(what));
  }

  /// Does the next thing and moves time to it; false when nothing is left.
  bool step();
  /// Does everything up to `until` and moves time there.
  void run_until(journal::SteadyTime until);

  [[nodiscard]] std::size_t pending() const { return heap_.size(); }
  /// Things done so far.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] Random& random() { return random_; }

 private:
  struct Event {
    journal::SteadyTime when;
    std::uint64_t rank = 0;
    std::function<void()> what;
  };
  static bool later(const Event& left, const Event& right);

  Random random_;
  journal::SteadyTime now_;
  std::uint64_t steps_ = 0;
  std::vector<Event> heap_;
};

}  // namespace escalon::simulated
