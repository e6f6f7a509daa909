#include "clock.hpp"

#include <chrono>
#include <thread>

namespace escalon::bench {

std::int64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void sleep_until_us(std::int64_t instant_us) {
  const std::int64_t left = instant_us - now_us();
  if (left > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(left));
  }
}

}  // namespace escalon::bench
