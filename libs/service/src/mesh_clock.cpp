#include "escalon/service/mesh_clock.hpp"

#include <algorithm>
#include <ctime>
#include <tuple>

namespace escalon::service {
namespace {

// While the clock is not trusted nothing fires; that often it is looked at again.
constexpr absl::Duration kDistrustPause = absl::Milliseconds(200);

// Condition variables do not count the time that the machine sleeps, so a long wait is cut in
// pieces.
constexpr absl::Duration kLongestWait = absl::Seconds(30);

absl::Time read_wall() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return absl::TimeFromTimespec(now);
}

journal::SteadyTime read_steady() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return absl::DurationFromTimespec(now);
}

}  // namespace

MachineClocks MachineClocks::real() {
  return {read_wall, read_steady};
}

MeshClock::MeshClock(MachineClocks machine)
    : machine_(std::move(machine)), wall_(machine_.wall(), machine_.steady()) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

MeshClock::MeshClock(PlayedTime played, MachineClocks machine)
    : machine_(std::move(machine)),
      wall_(machine_.wall(), machine_.steady()),
      playing_(true),
      played_(played),
      played_at_(played.start),
      played_steady_(machine_.steady()) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

MeshClock::~MeshClock() {
  thread_.request_stop();
  thread_.join();
}

journal::Trusted MeshClock::trusted() {
  const std::lock_guard lock(mutex_);
  return read();
}

journal::SteadyTime MeshClock::steady() {
  return machine_.steady();
}

journal::Trusted MeshClock::read() {
  journal::Trusted wall = wall_.observe(machine_.wall(), machine_.steady());
  if (playing_) {
    wall.now = played_now(wall.now);
  }
  return wall;
}

// Advances played time by what passed since the last reading, as far as the bound and the wall
// clock let it.
absl::Time MeshClock::played_now(absl::Time wall) {
  const journal::SteadyTime steady = machine_.steady();
  const absl::Time wanted = played_at_ + (steady - played_steady_) * played_.speed;
  played_steady_ = steady;
  played_at_ = std::max(played_at_, std::min(wanted, played_.bound));
  if (played_.joins_wall && played_at_ >= wall) {
    played_at_ = wall;
    playing_ = played_.bound < absl::InfiniteFuture();
  }
  return played_at_;
}

void MeshClock::wake_at(absl::Time at, journal::Mailbox& mailbox) {
  const std::lock_guard lock(mutex_);
  const auto [wake, added] = wakes_.try_emplace(&mailbox, at);
  if (added || at < wake->second) {
    wake->second = at;
    if (at < next_) {
      notify();
    }
  }
}

void MeshClock::wake_at_steady(journal::SteadyTime at, journal::Mailbox& mailbox) {
  const std::lock_guard lock(mutex_);
  const auto [wake, added] = steady_wakes_.try_emplace(&mailbox, at);
  if (added || at < wake->second) {
    wake->second = at;
    if (at < steady_next_) {
      notify();
    }
  }
}

void MeshClock::forget(journal::Mailbox& mailbox) {
  const std::lock_guard lock(mutex_);
  wakes_.erase(&mailbox);
  steady_wakes_.erase(&mailbox);
}

void MeshClock::set_bound(absl::Time bound) {
  const std::lock_guard lock(mutex_);
  std::ignore = read();
  played_.bound = bound;
  notify();
}

bool MeshClock::sleep_until(absl::Time at, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (read().now < at) {
    if (stop.stop_requested()) {
      return false;
    }
    wait(lock, stop, real_wait(at));
  }
  return true;
}

void MeshClock::compare(absl::Time other, absl::Duration waited) {
  const std::lock_guard lock(mutex_);
  wall_.compare(other, waited, machine_.steady());
}

std::string MeshClock::trouble() {
  const std::lock_guard lock(mutex_);
  std::ignore = read();
  return wall_.trouble();
}

void MeshClock::accept_wall_clock() {
  const std::lock_guard lock(mutex_);
  wall_.accept(machine_.wall(), machine_.steady());
  notify();
}

// How long to sleep in real time until mesh time may have reached `at`.
absl::Duration MeshClock::real_wait(absl::Time at) {
  const journal::Trusted now = read();
  if (!now.trusted) {
    return kDistrustPause;
  }
  if (!playing_) {
    return at - now.now;
  }
  return at > played_.bound ? absl::InfiniteDuration() : (at - now.now) / played_.speed;
}

void MeshClock::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    post_due();
    next_ = absl::InfiniteFuture();
    for (const auto& [mailbox, at] : wakes_) {
      next_ = std::min(next_, at);
    }
    steady_next_ = absl::InfiniteDuration();
    for (const auto& [mailbox, at] : steady_wakes_) {
      steady_next_ = std::min(steady_next_, at);
    }
    const absl::Duration mesh = wakes_.empty() ? absl::InfiniteDuration() : real_wait(next_);
    wait(lock, stop, std::min(mesh, steady_next_ - machine_.steady()));
  }
}

// Waits until something changed, at most for `longest`.
void MeshClock::wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                     absl::Duration longest) {
  const std::uint64_t seen = changes_;
  const auto changed = [&] { return changes_ != seen; };
  if (longest == absl::InfiniteDuration()) {
    changed_.wait(lock, stop, changed);
    return;
  }
  changed_.wait_for(lock, stop, absl::ToChronoNanoseconds(std::min(longest, kLongestWait)),
                    changed);
}

void MeshClock::notify() {
  ++changes_;
  changed_.notify_all();
}

void MeshClock::post_due() {
  const auto post = [](auto& wakes, const auto& now) {
    for (auto wake = wakes.begin(); wake != wakes.end();) {
      if (wake->second <= now) {
        wake->first->post(journal::Wake{});
        wake = wakes.erase(wake);
      } else {
        ++wake;
      }
    }
  };
  post(steady_wakes_, machine_.steady());
  if (const journal::Trusted now = read(); now.trusted) {
    post(wakes_, now.now);
  }
}

}  // namespace escalon::service
