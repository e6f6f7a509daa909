#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"
#include "escalon/service/trusted_time.hpp"

namespace escalon::service {

/// Reads the machine's clocks.
struct MachineClocks {
  std::function<absl::Time()> wall;
  std::function<journal::SteadyTime()> steady;

  /// CLOCK_REALTIME and CLOCK_BOOTTIME.
  [[nodiscard]] static MachineClocks real();
};

/// How mesh time runs while an events file is played.
struct PlayedTime {
  absl::Time start;    ///< Mesh time at the clock's construction.
  double speed = 1.0;  ///< Mesh seconds a real second.
  bool joins_wall =
      true;  ///< True: mesh time stops being faster once it has reached the wall clock.
  absl::Time bound =
      absl::InfiniteFuture();  ///< Mesh time does not pass it until `set_bound` raises it.
};

/// The clock of a process: trusted wall time, or the accelerated time of a played file. Posts wakes
/// from a thread of its own. Thread-safe.
class MeshClock final : public journal::Clock {
 public:
  explicit MeshClock(MachineClocks machine = MachineClocks::real());
  MeshClock(PlayedTime played, MachineClocks machine);
  ~MeshClock() override;
  MeshClock(const MeshClock&) = delete;
  MeshClock& operator=(const MeshClock&) = delete;

  [[nodiscard]] journal::Trusted trusted() override;
  [[nodiscard]] journal::SteadyTime steady() override;
  void wake_at(absl::Time at, journal::Mailbox& mailbox) override;
  void wake_at_steady(journal::SteadyTime at, journal::Mailbox& mailbox) override;
  /// Forgets the mailbox's pending wakes. Call it before a mailbox goes away.
  void forget(journal::Mailbox& mailbox);

  /// Moves the bound of played time. Time that was held goes on from where it stands, at its speed.
  void set_bound(absl::Time bound);
  /// Blocks until mesh time has reached `at` or `stop` is asked for; true in the first case.
  bool sleep_until(absl::Time at, const std::stop_token& stop);
  /// A server's clock said `other` at some instant of the last `waited`; see TrustedTime.
  void compare(absl::Time other, absl::Duration waited);
  /// Takes the wall clock as it is for right after a jump.
  void accept_wall_clock();
  /// Why time is not trusted; empty when it is.
  [[nodiscard]] std::string trouble();

 private:
  [[nodiscard]] journal::Trusted read();  // under mutex_
  [[nodiscard]] absl::Time played_now(absl::Time wall);
  [[nodiscard]] absl::Duration real_wait(absl::Time at);
  void run(const std::stop_token& stop);
  void post_due();
  void wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
            absl::Duration longest);
  void notify();

  MachineClocks machine_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  TrustedTime wall_;
  bool playing_ = false;
  PlayedTime played_;
  absl::Time played_at_;  // played time as of played_steady_
  journal::SteadyTime played_steady_;
  std::map<journal::Mailbox*, absl::Time> wakes_;
  std::map<journal::Mailbox*, journal::SteadyTime> steady_wakes_;
  absl::Time next_ = absl::InfiniteFuture();  // the thread wakes by itself at both of these
  journal::SteadyTime steady_next_ = absl::InfiniteDuration();
  std::uint64_t changes_ = 0;  // of wakes, bound and trust: whoever waits looks again
  std::jthread thread_;
};

}  // namespace escalon::service
