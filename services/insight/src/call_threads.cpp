#include "call_threads.hpp"

#include <utility>

namespace escalon::insight {

CallThreads::~CallThreads() {
  const std::lock_guard lock(mutex_);
  for (Call& call : calls_) {
    call.thread.request_stop();
  }
  calls_.clear();
}

bool CallThreads::run(Work work) {
  const std::lock_guard lock(mutex_);
  std::erase_if(calls_, [](const Call& call) { return call.done->load(); });
  if (calls_.size() >= kThreadsMax) {
    return false;
  }
  auto done = std::make_shared<std::atomic<bool>>(false);
  std::jthread thread([work = std::move(work), done](const std::stop_token& stop) {
    work(stop);
    done->store(true);
  });
  calls_.push_back({std::move(done), std::move(thread)});
  return true;
}

}  // namespace escalon::insight
