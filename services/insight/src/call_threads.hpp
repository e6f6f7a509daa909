#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace escalon::insight {

/// Threads for calls that wait, since gRPC's own must not. Bounded; finished ones are joined by the
/// next call. The destructor asks all to stop and joins them. Thread-safe.
class CallThreads {
 public:
  static constexpr std::size_t kThreadsMax = 64;
  using Work = std::function<void(const std::stop_token&)>;

  ~CallThreads();

  /// Runs `work` on a thread of its own; false when there are too many.
  [[nodiscard]] bool run(Work work);

 private:
  struct Call {
    std::shared_ptr<std::atomic<bool>> done;
    std::jthread thread;
  };

  std::mutex mutex_;
  std::list<Call> calls_;
};

}  // namespace escalon::insight
