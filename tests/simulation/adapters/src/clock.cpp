#include "escalon/simulated/clock.hpp"

#include <algorithm>
#include <utility>

namespace escalon::simulated {
namespace {

constexpr absl::Duration kStepTolerated = absl::Seconds(2);
constexpr absl::Duration kAgreement = absl::Seconds(10);
constexpr absl::Duration kWakeLateMost = absl::Milliseconds(3);

}  // namespace

SimulatedClock::SimulatedClock(Process process, absl::Time origin, absl::Duration off_by)
    : process_(std::move(process)),
      origin_(origin),
      off_by_(off_by),
      random_(process_.scheduler().random().fork()) {}

journal::Trusted SimulatedClock::trusted() {
  return {now(), steady() >= distrusted_until_};
}

void SimulatedClock::step(absl::Duration by, absl::Duration lasting) {
  if (absl::AbsDuration(by) > kStepTolerated) {
    distrusted_until_ = std::max(distrusted_until_, steady() + lasting + kAgreement);
  }
}

void SimulatedClock::wake_at(absl::Time at, journal::Mailbox& mailbox) {
  arm(mesh_wakeups_, at - origin_ - off_by_, mailbox);
}

void SimulatedClock::wake_at_steady(journal::SteadyTime at, journal::Mailbox& mailbox) {
  arm(steady_wakeups_, at, mailbox);
}

void SimulatedClock::arm(Wakeups& wakeups, journal::SteadyTime at, journal::Mailbox& mailbox) {
  const auto armed = wakeups.find(&mailbox);
  if (armed != wakeups.end() && armed->second.at <= at) {
    return;
  }
  const std::uint64_t number = ++wakeups_made_;
  wakeups[&mailbox] = {at, number};
  if (at == absl::InfiniteDuration()) {
    return;
  }
  const auto late = random_.between({}, kWakeLateMost);
  process_.later_at(std::max(at, steady()) + late, [&wakeups, number, owner = &mailbox] {
    const auto found = wakeups.find(owner);
    if (found != wakeups.end() && found->second.number == number) {
      wakeups.erase(found);
      owner->post(journal::Wake{});
    }
  });
}

}  // namespace escalon::simulated
