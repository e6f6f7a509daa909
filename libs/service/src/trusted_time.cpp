#include "escalon/service/trusted_time.hpp"

#include <algorithm>

namespace escalon::service {
namespace {

constexpr absl::Duration kJump = absl::Seconds(2);
constexpr absl::Duration kAgreement = absl::Milliseconds(500);
constexpr absl::Duration kAgreeFor = absl::Seconds(10);
// A twentieth: a second is made up for in twenty, and time never stands still or runs backwards.
constexpr double kSlewRate = 0.05;

}  // namespace

TrustedTime::TrustedTime(absl::Time wall, journal::SteadyTime steady)
    : now_(wall), observed_at_(steady) {}

journal::Trusted TrustedTime::observe(absl::Time wall, journal::SteadyTime steady) {
  const absl::Duration elapsed = std::max(steady - observed_at_, absl::ZeroDuration());
  now_ += elapsed;
  observed_at_ += elapsed;
  const absl::Duration difference = wall - now_;
  if (trusted_ && absl::AbsDuration(difference) > kJump) {
    trusted_ = false;
    agreeing_since_ = absl::InfiniteDuration();
  }
  if (trusted_) {
    slew(difference, elapsed);
  } else {
    recover(difference, steady);
  }
  return {now_, trusted_};
}

void TrustedTime::accept(absl::Time wall, journal::SteadyTime steady) {
  now_ = wall;
  observed_at_ = steady;
  trusted_ = true;
}

void TrustedTime::slew(absl::Duration difference, journal::SteadyTime elapsed) {
  const absl::Duration most = elapsed * kSlewRate;
  now_ += std::clamp(difference, -most, most);
}

void TrustedTime::recover(absl::Duration difference, journal::SteadyTime steady) {
  if (absl::AbsDuration(difference) > kAgreement) {
    agreeing_since_ = absl::InfiniteDuration();
    return;
  }
  agreeing_since_ = std::min(agreeing_since_, steady);
  trusted_ = steady - agreeing_since_ >= kAgreeFor;
}

}  // namespace escalon::service
