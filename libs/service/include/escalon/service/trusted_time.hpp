#pragma once

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"

namespace escalon::service {

/// The wall clock carried by steady time. It follows small corrections of the wall clock slowly,
/// never steps and never runs backwards. After the wall clock jumped by over 2 s against steady
/// time it is not trusted until both agree within 500 ms for 10 s, or `accept` is called. Pure: the
/// caller reads the clocks. Not thread-safe.
class TrustedTime {
 public:
  TrustedTime(absl::Time wall, journal::SteadyTime steady);

  /// Reads the time: `wall` and `steady` were read together.
  [[nodiscard]] journal::Trusted observe(absl::Time wall, journal::SteadyTime steady);

  /// Takes the wall clock as it is now for right.
  void accept(absl::Time wall, journal::SteadyTime steady);

 private:
  void slew(absl::Duration difference, journal::SteadyTime elapsed);
  void recover(absl::Duration difference, journal::SteadyTime steady);

  absl::Time now_;
  journal::SteadyTime observed_at_;
  bool trusted_ = true;
  journal::SteadyTime agreeing_since_ = absl::InfiniteDuration();
};

}  // namespace escalon::service
