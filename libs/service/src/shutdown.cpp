#include "escalon/service/shutdown.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

#include "escalon/base/assert.hpp"

namespace escalon::service {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

ShutdownSignal::ShutdownSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  requests_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  ESCALON_ASSERT(signals_ >= 0 && requests_ >= 0);
}

ShutdownSignal::~ShutdownSignal() {
  close(signals_);
  close(requests_);
}

bool ShutdownSignal::wait(absl::Duration longest) {
  pollfd watched[] = {{signals_, POLLIN, 0}, {requests_, POLLIN, 0}};
  const bool for_ever = longest == absl::InfiniteDuration();
  const int timeout_ms = for_ever ? -1 : static_cast<int>(absl::ToInt64Milliseconds(longest));
  if (poll(watched, 2, timeout_ms) <= 0) {
    return false;
  }
  signalfd_siginfo taken{};
  while (read(signals_, &taken, sizeof taken) > 0) {
  }
  // From here on a signal does what it does by default, so that a second one ends the process.
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

void ShutdownSignal::request() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(requests_, &one, sizeof one);
}

}  // namespace escalon::service
