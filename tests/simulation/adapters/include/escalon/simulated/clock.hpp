#pragma once

#include <cstdint>
#include <map>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/process.hpp"
#include "escalon/simulated/random.hpp"

namespace escalon::simulated {

/// One process's clock: trusted time is `origin` plus the world's steady time, plus what this
/// process is off by, so that it never steps. A step of its wall clock of over two seconds takes
/// the trust away until the step has been undone for ten seconds.
class SimulatedClock final : public journal::Clock {
 public:
  /// `origin` is the world's time zero; `off_by` how far this machine's clock is from it.
  SimulatedClock(Process process, absl::Time origin, absl::Duration off_by = {});

  [[nodiscard]] journal::Trusted trusted() override;
  [[nodiscard]] journal::SteadyTime steady() override { return process_.scheduler().now(); }
  void wake_at(absl::Time at, journal::Mailbox& mailbox) override;
  void wake_at_steady(journal::SteadyTime at, journal::Mailbox& mailbox) override;

  /// The wall clock jumps by `by`, either way, and back after `lasting`.
  void step(absl::Duration by, absl::Duration lasting);

 private:
  struct Wakeup {
    journal::SteadyTime at;
    std::uint64_t number = 0;
  };
  using Wakeups = std::map<journal::Mailbox*, Wakeup>;
  void arm(Wakeups& wakeups, journal::SteadyTime at, journal::Mailbox& mailbox);
  [[nodiscard]] absl::Time now() const { return origin_ + off_by_ + process_.scheduler().now(); }

  Process process_;
  absl::Time origin_;
  absl::Duration off_by_;
  Random random_;
  journal::SteadyTime distrusted_until_ = -absl::InfiniteDuration();
  std::uint64_t wakeups_made_ = 0;
  Wakeups mesh_wakeups_;
  Wakeups steady_wakeups_;
};

}  // namespace escalon::simulated
