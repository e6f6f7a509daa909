#include "in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace escalon::replay {

void in_parallel(int workers, std::size_t items,
                 absl::FunctionRef<void(int worker, std::size_t item)> work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&](int worker) {
    for (std::size_t item = next++; item < items; item = next++) {
      work(worker, item);
    }
  };
  const auto helpers = static_cast<int>(std::min(static_cast<std::size_t>(workers), items));
  std::vector<std::jthread> threads;
  for (int worker = 1; worker < helpers; ++worker) {
    threads.emplace_back(take, worker);
  }
  take(0);
}

}  // namespace escalon::replay
