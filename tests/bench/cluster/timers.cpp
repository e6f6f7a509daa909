#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "bodies.hpp"
#include "clock.hpp"
#include "programs.hpp"
#include "timer_tally.hpp"

namespace escalon::bench {
namespace {

constexpr const char* kEvents = "escalon.contact.events.v1";
constexpr const char* kJournal = "escalon.sla.v1";
constexpr const char* kClock = "response";  // of policy/timers.yaml
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kMilli = 1'000;

std::vector<std::int64_t> due_instants(const TimersOptions& options, std::int64_t first_us) {
  std::vector<std::int64_t> due;
  for (int i = 0; i < options.count; ++i) {
    const double after = options.rate > 0 ? i / options.rate : 0;
    const std::int64_t at = first_us + static_cast<std::int64_t>(after * kMicros);
    due.push_back(at / kMilli * kMilli);
  }
  return due;
}

bool is_cancelled(const TimersOptions& options, int number) {
  return number % 100 < static_cast<int>(options.cancel * 100 + 0.5);
}

// Tells the mesh of each timer, and returns how long it took until all were armed, in seconds.
double arm(const TimersOptions& options, const std::vector<std::int64_t>& due, Writer& writer,
           TimerTally& tally) {
  const int partitions = writer.partitions_of(kEvents);
  const std::string text(static_cast<std::size_t>(options.payload_bytes), 'x');
  const std::int64_t began = now_us();
  for (int i = 0; i < options.count; ++i) {
    contact::v1::ContactEvent event;
    const std::string case_id = case_id_of(options.run, i);
    complete(event, case_id, case_id + "-0");
    event.set_channel("chat");
    event.mutable_customer_message()->set_text(text);
    const std::int64_t due_us = due[static_cast<std::size_t>(i)];
    auto& told = (*event.mutable_due())[kClock];
    told.set_seconds(due_us / kMicros);
    told.set_nanos(static_cast<int>(due_us % kMicros) * 1'000);
    append_event(writer, kEvents, partitions, event);
  }
  tally.wait_until([&](const auto& counts) { return counts.armed >= due.size(); },
                   options.patience);
  return static_cast<double>(now_us() - began) / kMicros;
}

double cancel(const TimersOptions& options, Writer& writer, TimerTally& tally) {
  const int partitions = writer.partitions_of(kEvents);
  const std::int64_t began = now_us();
  std::size_t count = 0;
  for (int i = 0; i < options.count; ++i) {
    if (!is_cancelled(options, i)) {
      continue;
    }
    contact::v1::ContactEvent event;
    const std::string case_id = case_id_of(options.run, i);
    complete(event, case_id, case_id + "-1");
    event.set_channel("chat");
    event.mutable_agent_message()->set_text("answered");
    append_event(writer, kEvents, partitions, event);
    count += 1;
  }
  tally.wait_until([&](const auto& counts) { return counts.cancelled >= count; }, options.patience);
  return static_cast<double>(now_us() - began) / kMicros;
}

struct Figures {
  std::size_t armed = 0, fired = 0, cancelled = 0, late_arms = 0, twice = 0, early = 0;
  std::size_t uncalled = 0;  ///< Fired though cancelled in time.
  std::size_t missing = 0;
  double fire_per_second = 0;
  Percentiles accepted, firing, gate_wait;
};

Figures figures_of(const TimersOptions& options, const std::vector<TimerTally::Timer>& timers) {
  Figures figures;
  std::int64_t first = INT64_MAX;
  std::int64_t last = 0;
  for (const TimerTally::Timer& timer : timers) {
    figures.armed += timer.armed_us != 0 ? 1U : 0U;
    figures.cancelled += timer.cancelled_us != 0 ? 1U : 0U;
    figures.late_arms += timer.armed_us >= timer.due_us ? 1U : 0U;
    if (timer.fired == 0) {
      figures.missing += timer.cancelled_us == 0 && !options.arm_only ? 1U : 0U;
      continue;
    }
    figures.fired += 1;
    figures.twice += timer.fired > 1 ? 1U : 0U;
    figures.early += timer.fired_us < timer.due_us ? 1U : 0U;
    figures.uncalled += timer.cancelled_us != 0 ? 1U : 0U;
    first = std::min(first, timer.due_us);
    last = std::max(last, timer.fired_us);
    figures.accepted.add(static_cast<double>(timer.fired_us - timer.due_us) / kMilli);
    figures.gate_wait.add(static_cast<double>(timer.gate_wait_ms));
    figures.firing.add(
        static_cast<double>(timer.decided_ms - timer.due_us / kMilli - timer.gate_wait_ms));
  }
  if (figures.fired > 0) {
    figures.fire_per_second =
        static_cast<double>(figures.fired) * kMicros / static_cast<double>(last - first);
  }
  return figures;
}

void write_firings(const std::string& path, const std::vector<TimerTally::Timer>& timers) {
  std::ofstream file(path);
  file << "due_us,armed_us,fired_us,decided_ms,gate_wait_ms,fired\n";
  for (const TimerTally::Timer& timer : timers) {
    file << fmt::format("{},{},{},{},{},{}\n", timer.due_us, timer.armed_us, timer.fired_us,
                        timer.decided_ms, timer.gate_wait_ms, timer.fired);
  }
}

}  // namespace

int run_timers(const TimersOptions& options) {
  TimerTally tally(options.run, options.count);
  std::vector<std::int64_t> due;
  double arming = 0;
  double cancelling = 0;
  {
    const Hearer hearer(options.brokers, {kJournal}, Hearer::From::kStart,
                        [&](const Heard& heard) { tally.take(heard); });
    Writer writer(options.brokers);
    due = due_instants(options, now_us() + static_cast<std::int64_t>(options.lead * kMicros));
    tally.plan(due);
    arming = arm(options, due, writer, tally);
    fmt::print(stderr, "armed, first due at {}\n", due.front());
    cancelling = options.cancel > 0 ? cancel(options, writer, tally) : 0;
    if (!options.arm_only) {
      sleep_until_us(due.back());
      tally.wait_until(
          [&](const auto& counts) { return counts.fired + counts.cancelled >= due.size(); },
          options.patience);
    }
  }
  const Figures figures = figures_of(options, tally.timers());
  fmt::print(
      "{{\"timers\":{},\"armed\":{},\"arm_per_second\":{:.0f},\"late_arms\":{},\"fired\":{},"
      "\"cancelled\":{},\"cancel_per_second\":{:.0f},\"missing\":{},\"twice\":{},\"early\":{},"
      "\"uncalled\":{},\"dropped\":{},\"fire_per_second\":{:.0f},\"accepted_ms\":{},"
      "\"firing_ms\":{},\"gate_wait_ms\":{}}}\n",
      due.size(), figures.armed, static_cast<double>(figures.armed) / arming, figures.late_arms,
      figures.fired, figures.cancelled,
      cancelling > 0 ? static_cast<double>(figures.cancelled) / cancelling : 0, figures.missing,
      figures.twice, figures.early, figures.uncalled, tally.counts().dropped,
      figures.fire_per_second, figures.accepted.json(), figures.firing.json(),
      figures.gate_wait.json());
  if (!options.firings.empty()) {
    write_firings(options.firings, tally.timers());
  }
  const bool wrong = figures.armed < due.size() || figures.missing > 0 || figures.twice > 0 ||
                     figures.early > 0 || figures.uncalled > 0;
  return wrong ? 1 : 0;
}

}  // namespace escalon::bench
