#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "bodies.hpp"
#include "clock.hpp"
#include "hearer.hpp"
#include "percentiles.hpp"
#include "programs.hpp"
#include "writer.hpp"

namespace escalon::bench {
namespace {

constexpr double kMicros = 1e6;
constexpr double kMilli = 1e3;

}  // namespace

int run_bare_timers(const BareTimersOptions& options) {
  Percentiles latency;
  std::atomic<int> heard_count = 0;
  std::atomic<std::int64_t> last_us = 0;
  Writer writer(options.brokers);
  const int partitions = writer.partitions_of(options.topic);
  std::int64_t began = 0;
  {
    const Hearer hearer(
        options.brokers, {options.topic}, Hearer::From::kEnd, [&](const Heard& heard) {
          latency.add(static_cast<double>(heard.received_us - stamp_of(heard.value)) / kMilli);
          last_us = heard.received_us;
          heard_count += 1;
        });
    began = now_us();
    for (int i = 0; i < options.count; ++i) {
      if (options.rate > 0) {
        const std::int64_t due = began + static_cast<std::int64_t>(i / options.rate * kMicros);
        sleep_until_us(due / 1'000 * 1'000);
      }
      writer.append(options.topic, i % partitions, "key", "header",
                    stamped_body(now_us(), static_cast<std::size_t>(options.bytes)));
    }
    writer.flush();
    while (heard_count < options.count) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  fmt::print("{{\"records\":{},\"per_second\":{:.0f},\"latency_ms\":{}}}\n", options.count,
             options.count * kMicros / static_cast<double>(last_us - began), latency.json());
  return 0;
}

}  // namespace escalon::bench
