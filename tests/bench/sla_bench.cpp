// SLA clocks: ns for each event of a case with ten text events that starts and stops two clocks,
// for a due timer and for a late event, and bytes of the state.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"

namespace {

using escalon::rules::Condition;
using escalon::rules::Field;
using escalon::rules::FieldKind;
using escalon::sla::CaseClocks;
using escalon::sla::ClockRule;
using escalon::sla::evolve;
using escalon::sla::Input;
using escalon::sla::SlaPolicy;
using escalon::sla::Target;
using escalon::sla::timers;

constexpr int kEvents = 10;

std::shared_ptr<const escalon::calendar::Calendar> office() {
  escalon::calendar::CalendarSpec spec;
  spec.name = "office";
  spec.time_zone = "Europe/Berlin";
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {{9 * 3600, 17 * 3600}};
  }
  return std::make_shared<const escalon::calendar::Calendar>(
      *escalon::calendar::Calendar::compile(spec));
}

SlaPolicy two_clocks() {
  ClockRule first;
  first.name = "first_response";
  first.early_stop_counts = false;
  first.start = Condition::one_of(Field(FieldKind::kSpeaker), {"customer"});
  first.stop = Condition::one_of(Field(FieldKind::kSpeaker), {"agent"});
  first.targets.otherwise = Target{Target::Kind::kOpenTime, absl::Minutes(15), 0, false, "15m"};
  ClockRule resolution;
  resolution.name = "resolution";
  resolution.calendar = office();
  resolution.start = Condition::one_of(Field(FieldKind::kEvent), {"customer_message"});
  resolution.stop = Condition::one_of(Field(FieldKind::kEvent), {"ended"});
  resolution.pause = Condition::one_of(Field(FieldKind::kStatus), {"waiting"});
  resolution.targets.by = Field(FieldKind::kPriority);
  resolution.targets.of_value["1"] = {Target::Kind::kOpenTime, absl::Hours(4), 0, false, "4h"};
  resolution.targets.otherwise = Target{Target::Kind::kOpenTime, absl::Hours(40), 0, false, "40h"};
  SlaPolicy policy;
  policy.version = "bench";
  policy.clocks = {first, resolution};
  return policy;
}

// Ten events of 300 bytes of text: customer and agent in turn, then the end.
std::vector<escalon::contact::v1::ContactEvent> events_of_a_case() {
  std::vector<escalon::contact::v1::ContactEvent> events(kEvents);
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto& event = events[i];
    event.set_event_id("0123456789abcdef0123456789abcde" + std::to_string(i));
    event.set_tenant("default");
    event.set_case_id("8c5f3b1e-6f7a-4f43-9a5b-0123456789ab");
    event.set_channel("chat");
    event.set_priority(2);
    event.mutable_occurred_at()->set_seconds(1'705'309'200 + static_cast<std::int64_t>(i) * 60);
    if (i + 1 == events.size()) {
      event.mutable_ended();
    } else if (i % 2 == 0) {
      event.mutable_customer_message()->set_text(std::string(300, 'x'));
    } else {
      event.mutable_agent_message()->set_text(std::string(300, 'x'));
    }
  }
  return events;
}

Input input_of(const escalon::contact::v1::ContactEvent& event) {
  Input input;
  input.id = event.event_id();
  input.occurred_at = absl::FromUnixSeconds(event.occurred_at().seconds());
  input.contact = &event;
  return input;
}

void BM_CaseOfTenEvents(benchmark::State& state) {
  const SlaPolicy policy = two_clocks();
  const auto events = events_of_a_case();
  std::size_t bytes = 0;
  std::size_t said = 0;
  for (auto _ : state) {
    CaseClocks clocks;
    said = 0;
    for (const auto& event : events) {
      const Input input = input_of(event);
      for (const auto& out : decide(clocks, input, input.occurred_at, policy)) {
        evolve(clocks, out);
        ++said;
      }
    }
    benchmark::DoNotOptimize(timers(clocks));
    bytes = clocks.ByteSizeLong();
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
  state.counters["decide_and_evolve"] = benchmark::Counter(
      kEvents, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["state_bytes"] = static_cast<double>(bytes);
  state.counters["events_said"] = static_cast<double>(said);
}

// The clocks of a case of which one event is known.
CaseClocks after_its_first_event(const SlaPolicy& policy) {
  const auto events = events_of_a_case();
  CaseClocks clocks;
  const Input input = input_of(events.front());
  for (const auto& out : decide(clocks, input, input.occurred_at, policy)) {
    evolve(clocks, out);
  }
  return clocks;
}

void BM_Timers(benchmark::State& state) {
  const SlaPolicy policy = two_clocks();
  const CaseClocks clocks = after_its_first_event(policy);
  for (auto _ : state) {
    benchmark::DoNotOptimize(timers(clocks));
  }
}

// A due timer that finds its clock running and says so; the copy of the state before it costs a
// part.
void BM_DueTimer(benchmark::State& state) {
  const SlaPolicy policy = two_clocks();
  const CaseClocks clocks = after_its_first_event(policy);
  const escalon::DueTimer timer = timers(clocks).front();
  CaseClocks fired;
  for (auto _ : state) {
    fired = clocks;
    const auto said = decide(fired, timer, timer.due, policy);
    if (said.empty()) {
      state.SkipWithError("the timer said nothing");
      break;
    }
    for (const auto& out : said) {
      evolve(fired, out);
    }
  }
}

// The long way: an event that happened before all others of its case.
void BM_LateEvent(benchmark::State& state) {
  const SlaPolicy policy = two_clocks();
  const auto events = events_of_a_case();
  CaseClocks clocks;
  for (std::size_t i = 1; i < events.size(); ++i) {
    const Input input = input_of(events[i]);
    for (const auto& out : decide(clocks, input, input.occurred_at, policy)) {
      evolve(clocks, out);
    }
  }
  const Input late = input_of(events.front());
  for (auto _ : state) {
    benchmark::DoNotOptimize(decide(clocks, late, late.occurred_at, policy));
  }
}

BENCHMARK(BM_CaseOfTenEvents);
BENCHMARK(BM_Timers);
BENCHMARK(BM_DueTimer);
BENCHMARK(BM_LateEvent);

}  // namespace
