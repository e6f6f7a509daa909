#pragma once

#include "absl/time/time.h"

namespace escalon::service {

/// Turns SIGINT and SIGTERM into a request to stop. Make it first in main, before any thread:
/// threads inherit that the signals are blocked. A second signal ends the process at once.
class ShutdownSignal {
 public:
  ShutdownSignal();
  ~ShutdownSignal();
  ShutdownSignal(const ShutdownSignal&) = delete;
  ShutdownSignal& operator=(const ShutdownSignal&) = delete;

  /// Waits for a signal, `request` or the end of `longest`; true when the process is to stop. One
  /// thread at a time.
  [[nodiscard]] bool wait(absl::Duration longest = absl::InfiniteDuration());
  /// Asks to stop as a signal would. Thread-safe.
  void request();

 private:
  int signals_ = -1;
  int requests_ = -1;
};

}  // namespace escalon::service
