#pragma once

#include <array>
#include <cstdint>

#include "absl/time/time.h"

namespace escalon::simulated {

/// Numbers that follow from a seed alone: xoshiro256** (Blackman and Vigna, 2018), seeded by
/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  /// All 64 bits.
  std::uint64_t next();
  /// A whole number in [0, bound); `bound` > 0.
  std::uint64_t below(std::uint64_t bound);
  /// A number in [0, 1).
  double unit();
  /// True with that probability; draws a number even for 0 and 1.
  bool chance(double probability) { return unit() < probability; }
  /// A duration in [least, most), in whole microseconds.
  absl::Duration between(absl::Duration least, absl::Duration most);
  /// A generator of its own, so that one part's draws do not shift another's.
  Random fork() { return Random(next()); }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace escalon::simulated
