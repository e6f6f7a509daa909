#include "escalon/simulated/random.hpp"

#include <bit>

namespace escalon::simulated {

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    word = mixed ^ (mixed >> 31U);
  }
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  return next() % bound;
}

double Random::unit() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

absl::Duration Random::between(absl::Duration least, absl::Duration most) {
  const std::int64_t span = absl::ToInt64Microseconds(most - least);
  return span <= 0 ? least
                   : least + absl::Microseconds(static_cast<std::int64_t>(
                                 below(static_cast<std::uint64_t>(span))));
}

}  // namespace escalon::simulated
