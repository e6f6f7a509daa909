#include "escalon/service/trusted_time.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace escalon::service {
namespace {

constexpr absl::Duration kJump = absl::Seconds(2);
constexpr absl::Duration kApart = absl::Seconds(5);
constexpr absl::Duration kComparisonCounts = absl::Seconds(30);
constexpr absl::Duration kAgreement = absl::Milliseconds(500);
constexpr absl::Duration kAgreeFor = absl::Seconds(10);
// A twentieth: a second is made up for in twenty, and time never stands still or runs backwards.
constexpr std::int64_t kSlewDivisor = 20;

// How far zero is from all of [low, high]; negative when they lie below.
absl::Duration from_zero(absl::Duration low, absl::Duration high) {
  return std::max(low, absl::ZeroDuration()) + std::min(high, absl::ZeroDuration());
}

}  // namespace

TrustedTime::TrustedTime(absl::Time wall, journal::SteadyTime steady)
    : now_(wall), observed_at_(steady) {}

journal::Trusted TrustedTime::observe(absl::Time wall, journal::SteadyTime steady) {
  const absl::Duration elapsed = std::max(steady - observed_at_, absl::ZeroDuration());
  now_ += elapsed;
  observed_at_ += elapsed;
  const absl::Duration difference = wall - now_;
  if (trouble_.empty() && absl::AbsDuration(difference) > kJump) {
    distrust("the wall clock jumped");
  }
  if (trouble_.empty()) {
    slew(difference, elapsed);
  } else {
    recover(difference, steady);
  }
  return {now_, trouble_.empty()};
}

void TrustedTime::compare(absl::Time other, absl::Duration waited, journal::SteadyTime steady) {
  const absl::Duration low = other - (now_ + std::max(steady - observed_at_, absl::ZeroDuration()));
  server_ = Server{from_zero(low, low + waited), steady};
  const absl::Duration ahead = server_->ahead;
  const absl::Duration apart =
      std::min(absl::AbsDuration(ahead), absl::AbsDuration(ahead - accepted_));
  if (trouble_.empty() && apart > kApart) {
    distrust("this machine's clock is " + absl::FormatDuration(absl::AbsDuration(ahead)) +
             (ahead > absl::ZeroDuration() ? " behind" : " ahead of") + " the server's");
  }
}

void TrustedTime::accept(absl::Time wall, journal::SteadyTime steady) {
  if (server_) {
    server_->ahead -= wall - (now_ + (steady - observed_at_));
    accepted_ = server_->ahead;
  }
  now_ = wall;
  observed_at_ = steady;
  trouble_.clear();
}

void TrustedTime::slew(absl::Duration difference, journal::SteadyTime elapsed) {
  const absl::Duration most = absl::Nanoseconds(absl::ToInt64Nanoseconds(elapsed) / kSlewDivisor);
  now_ += std::clamp(difference, -most, most);
}

void TrustedTime::recover(absl::Duration difference, journal::SteadyTime steady) {
  if (absl::AbsDuration(difference) > kAgreement || !server_agrees(steady)) {
    agreeing_since_ = absl::InfiniteDuration();
    return;
  }
  agreeing_since_ = std::min(agreeing_since_, steady);
  if (steady - agreeing_since_ >= kAgreeFor) {
    trouble_.clear();
  }
}

void TrustedTime::distrust(std::string why) {
  trouble_ = std::move(why);
  agreeing_since_ = absl::InfiniteDuration();
}

bool TrustedTime::server_agrees(journal::SteadyTime steady) const {
  return !server_ || steady - server_->compared_at > kComparisonCounts ||
         absl::AbsDuration(server_->ahead) <= kAgreement ||
         absl::AbsDuration(server_->ahead - accepted_) <= kAgreement;
}

}  // namespace escalon::service
