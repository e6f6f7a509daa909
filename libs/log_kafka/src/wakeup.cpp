#include "wakeup.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "escalon/base/assert.hpp"

namespace escalon::log_kafka {

Wakeup::Wakeup() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  ESCALON_ASSERT(descriptor_ >= 0);
}

Wakeup::~Wakeup() {
  ::close(descriptor_);
}

void Wakeup::ask() const {
  const std::uint64_t one = 1;
  // It fails only where it has been asked 2^64 times.
  ESCALON_ASSERT(::write(descriptor_, &one, sizeof one) == sizeof one);
}

void Wakeup::wait() const {
  pollfd waited{descriptor_, POLLIN, 0};
  (void)::poll(&waited, 1, -1);
  std::uint64_t asked = 0;
  // Nothing to read after a signal: then the caller looks in vain.
  if (::read(descriptor_, &asked, sizeof asked) != sizeof asked) {
    return;
  }
}

}  // namespace escalon::log_kafka
