#include <algorithm>

#include "escalon/base/instant.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {
namespace {

constexpr absl::Duration kLookAgain = absl::Milliseconds(50);

}  // namespace

void Owner::Impl::schedule_wake() {
  // Nothing fires and nobody takes over before time is trusted; then it is enough to look at times.
  const Trusted clock = core.ports.clock.trusted();
  const bool trusted = clock.trusted;
  std::optional<SteadyTime> steady = retry_at_;
  if (steady && !trusted) {
    steady = std::max(*steady, core.ports.clock.steady() + kLookAgain);
  }
  const auto sooner = [&](std::optional<SteadyTime> at) {
    steady = at && (!steady || *at < *steady) ? at : steady;
  };
  if (phase == OwnerPhase::kRolling || phase == OwnerPhase::kRunning) {
    sooner(scribe_.send_at());
    sooner(writer_.retry_at());
    sooner(writer_.send_at());
    sooner(nothing_waits() ? writer_.calm_at() : std::nullopt);
  }
  if (phase == OwnerPhase::kRunning) {
    sooner(gap_.look_at(core.settings.gap_alarm));
    for (const InputSource& source : core.inputs.sources()) {
      sooner(source.gap.look_at(core.settings.gap_alarm));
    }
    if (substantive_ && progress_at_) {
      sooner(*progress_at_ + core.settings.progress_interval);
    }
    if (trusted && core.policy != nullptr && !closing_) {  // else nothing fires
      sooner(core.gate.override_at());
      if (probed_at_ && !probing_ && wants_probe(clock.now)) {
        sooner(*probed_at_ + core.settings.probe_interval);
      }
    }
    for (const auto& [id, effect] : effects_) {
      sooner(effect.second);
    }
    const absl::Time now = clock.now;
    absl::Time mesh = prefetch_at_;
    if (!horizon_incomplete_) {  // else the view's answer goes on with it
      mesh = std::min(mesh, core.horizon_until - core.settings.prefetch);
    }
    if (const auto earliest_ms = core.timers.earliest_ms()) {
      const absl::Time due = from_ms(*earliest_ms);
      const absl::Time probe_at = due - core.gate.margin();
      mesh = std::min(mesh, probe_at > now ? probe_at : std::max(due, now + absl::Milliseconds(1)));
    }
    mesh = std::max(mesh, trusted ? mesh : now + kLookAgain);
    core.ports.clock.wake_at(mesh, core.ports.mailbox);
  }
  if (steady) {
    core.ports.clock.wake_at_steady(*steady, core.ports.mailbox);
  }
}

}  // namespace escalon::journal
