#pragma once

namespace escalon::log_kafka {

/// A file descriptor on which one thread waits for others and for queues of librdkafka.
class Wakeup {
 public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  /// Wakes the waiting thread, or the next to wait. Thread-safe, never blocks.
  void ask() const;
  /// Returns once somebody has asked since the last time.
  void wait() const;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace escalon::log_kafka
