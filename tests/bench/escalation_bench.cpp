// What one decision of the escalation, team and notification stages costs, evolve included.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/escalation.hpp"
#include "escalon/notify/notify.hpp"
#include "escalon/queue/queue.hpp"

namespace {

using escalon::Key;
using escalon::escalation::CaseEscalations;
using escalon::escalation::EscalationPolicy;
using escalon::escalation::Event;
using escalon::escalation::Events;

const absl::Time kStart = absl::FromUnixSeconds(1709283600);
constexpr std::size_t kTextBytes = 300;

EscalationPolicy policy() {
  namespace escalation = escalon::escalation;
  EscalationPolicy policy;
  policy.matrix = {
      {.name = "angry", .causes = {"conflict"}, .team = "care", .ladder = "care"},
  };
  policy.ladders["care"] = {
      .name = "care", .steps = {{.targets = {{escalation::Target::Kind::kTeamQueue, "care"}}}}};
  return policy;
}

/// A text event of 300 bytes.
escalon::classification::v1::ClassificationEvent classified(bool angry) {
  escalon::classification::v1::ClassificationEvent event;
  auto& contact = *event.mutable_classified()->mutable_contact();
  contact.set_event_id("5b0cbf1c8d5a4a0f");
  contact.set_channel("chat");
  contact.set_agent("ann");
  contact.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(kStart));
  contact.mutable_customer()->set_id("c-7");
  contact.mutable_customer_message()->set_text(std::string(kTextBytes, 'x'));
  if (angry) {
    event.mutable_classified()->add_triggers()->set_cause("conflict");
  }
  return event;
}

void evolve_all(CaseEscalations& state, const Events& events) {
  for (const Event& event : events) {
    escalon::escalation::evolve(state, event);
  }
}

void plain_event(benchmark::State& bench) {
  const EscalationPolicy rules = policy();
  const Key key("default/case-1");
  const auto event = classified(false);
  CaseEscalations state;
  for (auto _ : bench) {
    evolve_all(state, escalon::escalation::decide(state, {key, "event-1", &event}, kStart, rules));
  }
}
BENCHMARK(plain_event);

void event_that_changes_nothing(benchmark::State& bench) {
  const EscalationPolicy rules = policy();
  const Key key("default/case-1");
  auto event = classified(false);
  event.mutable_classified()->mutable_contact()->mutable_held();
  CaseEscalations state;
  for (auto _ : bench) {
    evolve_all(state, escalon::escalation::decide(state, {key, "event-1", &event}, kStart, rules));
  }
}
BENCHMARK(event_that_changes_nothing);

void event_that_escalates(benchmark::State& bench) {
  const EscalationPolicy rules = policy();
  const Key key("default/case-1");
  const auto event = classified(true);
  for (auto _ : bench) {
    CaseEscalations state;
    evolve_all(state, escalon::escalation::decide(state, {key, "event-1", &event}, kStart, rules));
    benchmark::DoNotOptimize(state);
  }
}
BENCHMARK(event_that_escalates);

/// Nobody acknowledged in time; the copy of the state before it costs a part.
void timer_that_is_due(benchmark::State& bench) {
  const EscalationPolicy rules = policy();
  const Key key("default/case-1");
  const auto event = classified(true);
  CaseEscalations waiting;
  evolve_all(waiting,
             escalon::escalation::decide(waiting, {key, "event-1", &event}, kStart, rules));
  const escalon::DueTimer timer = escalon::escalation::timers(waiting).front();
  CaseEscalations state;
  for (auto _ : bench) {
    state = waiting;
    const Events events = escalon::escalation::decide(state, timer, timer.due, rules);
    if (events.empty()) {
      bench.SkipWithError("the timer said nothing");
      break;
    }
    evolve_all(state, events);
  }
}
BENCHMARK(timer_that_is_due);

/// How long each of the `calls` of decide, evolve included, takes that one round is made of.
benchmark::Counter each_of(int calls) {
  return {static_cast<double>(calls),
          benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

/// A team's queue, and one escalation after the other that asks it.
class QueueRounds {
 public:
  explicit QueueRounds(escalon::queue::QueuePolicy rules) : rules_(std::move(rules)) {
    ask_.mutable_step_started()->add_targets()->set_team("care");
    ask_.mutable_step_started()->set_priority(5);
    ask_.set_assignment(1);
    settle_.mutable_resolved();
    settle_.set_assignment(1);
  }

  /// That many wait, and ask for a skill where one is named.
  void queue_up(std::int64_t count, const std::string& skill) {
    auto& step = *ask_.mutable_step_started();
    if (!skill.empty()) {
      step.add_skills()->set_skill(skill);
      step.mutable_skills(0)->set_level(1);
    }
    for (; number_ < count; ++number_) {
      step.set_opened_at_ms(number_);
      tell(ask_);
    }
    step.clear_skills();
  }

  [[nodiscard]] const escalon::queue::TeamState& state() const { return state_; }

  /// One more comes and is settled.
  void round() {
    ask_.mutable_step_started()->set_opened_at_ms(++number_);
    tell(ask_);
    tell(settle_);
  }

 private:
  void tell(Event& event) {
    namespace queue = escalon::queue;
    event.set_escalation_id("e" + std::to_string(number_));
    for (const auto& decided :
         queue::decide(state_, {key_, "event-1", "case-1", &event}, kStart, rules_)) {
      queue::evolve(state_, decided);
    }
  }

  const escalon::queue::QueuePolicy rules_;
  const Key key_{"default/care"};
  escalon::queue::TeamState state_;
  Event ask_;
  Event settle_;
  std::int64_t number_ = 0;
};

/// Asks a team where nobody is present and `waiting` escalations wait, and settles it again.
void queue_round(benchmark::State& bench) {
  QueueRounds rounds({});
  rounds.queue_up(bench.range(0), "");
  for (auto _ : bench) {
    rounds.round();
  }
  bench.counters["decide_and_evolve"] = each_of(2);
}
BENCHMARK(queue_round)->Arg(0)->Arg(100)->Arg(10000);

/// The same where somebody is free who gets it, and lacks the skill that all who wait ask for.
void queue_round_past_a_skill(benchmark::State& bench) {
  escalon::queue::QueuePolicy rules;
  rules.teams["care"].people["ann"] = {.capacity = 3, .present = true};
  QueueRounds rounds(std::move(rules));
  rounds.queue_up(bench.range(0), "german");
  for (auto _ : bench) {
    rounds.round();
  }
  bench.counters["decide_and_evolve"] = each_of(2);
}
BENCHMARK(queue_round_past_a_skill)->Arg(0)->Arg(100)->Arg(10000);

/// Writes the whole state of a team for the view and reads it again, as is done about once a
/// second.
void queue_image(benchmark::State& bench) {
  QueueRounds rounds({});
  rounds.queue_up(bench.range(0), "");
  std::string image;
  for (auto _ : bench) {
    rounds.state().SerializeToString(&image);
    escalon::queue::TeamState read;
    benchmark::DoNotOptimize(read.ParseFromString(image));
  }
  bench.counters["bytes"] = static_cast<double>(image.size());
}
BENCHMARK(queue_image)->Arg(100)->Arg(10000)->Unit(benchmark::kMicrosecond);

/// Pages one person for an escalation and is told that it was delivered.
void page_round(benchmark::State& bench) {
  namespace notify = escalon::notify;
  const notify::NotifyPolicy rules;
  const Key key("default/case-1");
  notify::CaseNotifications state;
  const auto tell = [&](const notify::Input& input) {
    notify::Events events = notify::decide(state, input, kStart, rules);
    for (const auto& event : events) {
      notify::evolve(state, event);
    }
    return events;
  };
  Event step;
  step.set_escalation_id("e1");
  step.mutable_step_started()->add_targets()->set_person("dora");
  escalon::notification::v1::DeliveryOutcome outcome;
  outcome.set_attempt(1);
  outcome.set_delivered(true);
  std::uint64_t assignment = 0;
  for (auto _ : bench) {
    step.set_assignment(++assignment);
    outcome.set_notification_id(tell({key, "event-1", &step}).back().notification_id());
    tell({key, "outcome-1", &outcome});
  }
  bench.counters["decide_and_evolve"] = each_of(2);
}
BENCHMARK(page_round);

}  // namespace
