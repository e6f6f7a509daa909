#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <map>
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

// What came out; told by the reading thread.
struct Outcome {
  explicit Outcome(const FlowOptions& told) : options(told), last_us(now_us()) {}

  void take(const Heard& heard) {
    first += heard.topic == options.out.front() ? 1 : 0;
    if (heard.topic == options.out.back()) {
      last += 1;
      latency.add(static_cast<double>(heard.received_us - stamp_of(heard.value)) / kMilli);
    }
    last_us = heard.received_us;
  }

  const FlowOptions& options;
  Percentiles latency;
  std::atomic<int> first = 0;
  std::atomic<int> last = 0;
  std::atomic<std::int64_t> last_us;
};

void send(const FlowOptions& options, Writer& writer, const Outcome& outcome) {
  const int partitions = writer.partitions_of(options.in);
  const std::int64_t began = now_us();
  for (int i = 0; i < options.count; ++i) {
    if (options.rate > 0) {
      sleep_until_us(began + static_cast<std::int64_t>(i / options.rate * kMicros));
    }
    while (options.rate <= 0 && i - outcome.first > options.backlog_max) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    writer.append(options.in, i % partitions, fmt::format("case-{}", i), "header",
                  stamped_body(now_us(), static_cast<std::size_t>(options.bytes)));
  }
  writer.flush();
}

}  // namespace

int run_flow(const FlowOptions& options) {
  Outcome outcome(options);
  Writer writer(options.brokers);
  std::int64_t began = 0;
  {
    const Hearer hearer(options.brokers, options.out, Hearer::From::kEnd,
                        [&](const Heard& heard) { outcome.take(heard); });
    began = now_us();
    send(options, writer, outcome);
    while (outcome.first < options.count ||
           static_cast<double>(now_us() - outcome.last_us) < options.quiet * kMicros) {
      if (static_cast<double>(now_us() - outcome.last_us) > 30 * kMicros) {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  const double seconds = static_cast<double>(outcome.last_us - began) / kMicros;
  fmt::print("{{\"events\":{},\"first\":{},\"last\":{},\"per_second\":{:.0f},\"latency_ms\":{}}}\n",
             options.count, outcome.first.load(), outcome.last.load(), options.count / seconds,
             outcome.latency.json());
  return outcome.first < options.count ? 1 : 0;
}

}  // namespace escalon::bench
