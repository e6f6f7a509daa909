#include "counter_stages.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "../world/mesh_under_test.hpp"
#include "counter/counter.pb.h"
#include "escalon/base/instant.hpp"
#include "escalon/journal/topology.hpp"

namespace escalon::counter {
namespace {

using journal::Address;
using journal::Events;
using journal::Input;
using journal::InputScope;
using journal::Message;
using journal::MessagePtr;
using journal::StageSpec;

constexpr int kAttemptsMax = 6;
constexpr int kRetryMs = 700;

const CounterState& state_of(const Message& message) {
  return static_cast<const CounterState&>(message);
}
const CounterEvent& event_of(const Message& message) {
  return static_cast<const CounterEvent&>(message);
}

CounterEvent& add(Events& events, const std::string& what, std::string_view id) {
  auto event = std::make_unique<CounterEvent>();
  event->set_what(what);
  event->set_id(std::string(id));
  events.push_back(std::move(event));
  return static_cast<CounterEvent&>(*events.back());
}

// What both stages share: their messages.
class CounterStage : public journal::Stage {
 public:
  explicit CounterStage(StageSpec spec) : spec_(std::move(spec)) {}

  [[nodiscard]] const StageSpec& spec() const override { return spec_; }
  [[nodiscard]] MessagePtr new_state() const override { return std::make_unique<CounterState>(); }
  [[nodiscard]] MessagePtr new_event() const override { return std::make_unique<CounterEvent>(); }
  [[nodiscard]] Events retarget(const Message& state, const Key&, absl::Time,
                                const journal::CompiledPolicy& policy) const override {
    Events events;
    if (state_of(state).policy() != policy.hash()) {
      add(events, "retargeted", policy.hash());
    }
    return events;
  }

 private:
  StageSpec spec_;
};

StageSpec tally_spec() {
  StageSpec spec;
  spec.name = "tally";
  spec.journal = "tally";
  spec.inputs = {{"ticks", false, InputScope::kSamePartition},
                 {"group", true, InputScope::kAllPartitions}};
  spec.timer_kinds = {{kAlarm, "alarm", false, {{"ticks", ""}}}, {kEffect, "effect", true, {}}};
  spec.gated_plain_topics = {"ticks"};
  return spec;
}

class Tally final : public CounterStage {
 public:
  Tally() : CounterStage(tally_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view topic) const override {
    if (topic == "ticks") {
      return std::make_unique<Tick>();
    }
    if (topic == journal::kOutcomeTopic) {
      return std::make_unique<CounterOutcome>();
    }
    return std::make_unique<CounterEvent>();
  }

  void keys(const Input& input, std::vector<Key>& out) const override {
    if (input.topic == "ticks") {
      out.push_back(input.key);
    } else if (input.topic == "group" && event_of(input.message).what() == "shouted") {
      out.emplace_back(event_of(input.message).other());
    }
  }

  [[nodiscard]] Events decide(const Message& message, const Key&, const Input& input, absl::Time,
                              const journal::CompiledPolicy&) const override {
    const CounterState& state = state_of(message);
    Events events;
    if (input.topic == "ticks") {
      tick(state, static_cast<const Tick&>(input.message), input.id, events);
    } else if (input.topic == "group") {
      add(events, "heard", input.id);
    } else {
      outcome(state, static_cast<const CounterOutcome&>(input.message), events);
    }
    return events;
  }

  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer& timer, absl::Time,
                              const journal::CompiledPolicy&) const override {
    Events events;
    add(events, "fired", timer.id).set_due_ms(to_ms(timer.due));
    return events;
  }

  void evolve(Message& message, const Key&, const Message& changed) const override {
    auto& state = static_cast<CounterState&>(message);
    const CounterEvent& event = event_of(changed);
    const std::string& what = event.what();
    if (what == "counted") {
      state.set_count(state.count() + 1);
      state.add_seen(event.id());
    } else if (what == "armed") {
      state.set_generation(state.generation() + 1);
      state.set_due_ms(event.due_ms());
    } else if (what == "cancelled") {
      state.set_due_ms(0);
    } else if (what == "fired") {
      state.set_due_ms(0);
      state.set_fired(state.fired() + 1);
      state.set_fired_due_ms(event.due_ms());
    } else if (what == "withdrawn") {
      state.set_fired(state.fired() - 1);
      state.set_fired_due_ms(0);
    } else if (what == "heard") {
      state.set_heard(state.heard() + 1);
    } else if (what == "retargeted") {
      state.set_policy(event.id());
    } else {
      evolve_effect(state, event);
    }
  }

  void timers(const Message& message, std::vector<DueTimer>& out) const override {
    const CounterState& state = state_of(message);
    if (state.due_ms() != 0) {
      out.push_back({"alarm", state.generation(), from_ms(state.due_ms()), kAlarm});
    }
    for (const auto& [id, effect] : state.effects()) {
      out.push_back({id, effect.attempt(), from_ms(effect.due_ms()), kEffect});
    }
  }

  void addressed(const Key&, const Message& message, std::vector<Address>& out) const override {
    const CounterEvent& event = event_of(message);
    if (event.what() == "counted" && !event.other().empty()) {
      out.push_back({"group", Key(event.other())});
    }
  }

  [[nodiscard]] MessagePtr effect(const Message& message, const Key&,
                                  const DueTimer& timer) const override {
    auto outcome = std::make_unique<CounterOutcome>();
    outcome->set_id(timer.id);
    outcome->set_attempt(timer.generation);
    return state_of(message).effects().contains(timer.id) ? std::move(outcome) : nullptr;
  }

 private:
  static void tick(const CounterState& state, const Tick& tick, std::string_view id,
                   Events& events) {
    if (std::find(state.seen().begin(), state.seen().end(), id) != state.seen().end()) {
      return;
    }
    if (tick.kills()) {
      throw simulation::ProcessEnded();
    }
    if (tick.poison()) {
      throw std::runtime_error("this tick is poisonous");
    }
    CounterEvent& counted = add(events, "counted", id);
    counted.set_other(tick.group());
    if (tick.oversize()) {
      counted.set_padding(std::string(1'000'000, 'x'));
    }
    if (tick.cancel() || tick.arm_after_ms() > 0) {
      settle_alarm(state, tick, events);
    }
    if (tick.arm_after_ms() > 0) {
      add(events, "armed", id).set_due_ms(tick.at_ms() + tick.arm_after_ms());
    }
    if (tick.effect()) {
      add(events, "effect_asked", derive_id({"effect", id})).set_due_ms(tick.at_ms());
    }
  }

  // Results freeze at event time: what happened in time counts as in time however late it is told,
  // and an alarm that was due before this tick has fired, whether or not its timer has been decided
  // yet.
  static void settle_alarm(const CounterState& state, const Tick& tick, Events& events) {
    if (state.due_ms() != 0 && tick.at_ms() <= state.due_ms()) {
      add(events, "cancelled", "alarm");
    } else if (state.due_ms() != 0) {
      add(events, "fired", "alarm").set_due_ms(state.due_ms());
    } else if (state.fired_due_ms() != 0 && tick.at_ms() <= state.fired_due_ms()) {
      add(events, "withdrawn", "alarm");
    }
  }

  static void outcome(const CounterState& state, const CounterOutcome& outcome, Events& events) {
    const auto pending = state.effects().find(outcome.id());
    if (pending == state.effects().end() || pending->second.attempt() != outcome.attempt()) {
      return;
    }
    if (outcome.delivered() || outcome.attempt() >= kAttemptsMax) {
      add(events, "effect_done", outcome.id()).set_number(outcome.attempt());
      return;
    }
    CounterEvent& failed = add(events, "effect_failed", outcome.id());
    failed.set_number(outcome.attempt() + 1);
    failed.set_due_ms(pending->second.due_ms() + kRetryMs);
  }

  static void evolve_effect(CounterState& state, const CounterEvent& event) {
    if (event.what() == "effect_asked" || event.what() == "effect_failed") {
      PendingEffect& effect = (*state.mutable_effects())[event.id()];
      effect.set_attempt(std::max<std::uint64_t>(1, event.number()));
      effect.set_due_ms(event.due_ms());
    } else if (event.what() == "effect_done") {
      state.mutable_effects()->erase(event.id());
      state.add_delivered(event.id());
    }
  }
};

StageSpec group_spec() {
  StageSpec spec;
  spec.name = "group";
  spec.journal = "group";
  spec.inputs = {{"tally", true, InputScope::kAllPartitions}};
  return spec;
}

class Group final : public CounterStage {
 public:
  Group() : CounterStage(group_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view) const override {
    return std::make_unique<CounterEvent>();
  }

  void keys(const Input& input, std::vector<Key>& out) const override {
    const CounterEvent& event = event_of(input.message);
    if (event.what() == "counted" && !event.other().empty()) {
      out.emplace_back(event.other());
    }
  }

  [[nodiscard]] Events decide(const Message&, const Key&, const Input& input, absl::Time,
                              const journal::CompiledPolicy&) const override {
    Events events;
    add(events, "joined", input.id);
    if (murmur2(input.id) % 3 == 0) {  // whoever joins when: the order of cases must not matter
      add(events, "shouted", input.id).set_other(input.key.str());
    }
    return events;
  }
  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer&, absl::Time,
                              const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(Message& message, const Key&, const Message& changed) const override {
    auto& state = static_cast<CounterState&>(message);
    if (event_of(changed).what() == "joined") {
      state.set_heard(state.heard() + 1);
    } else if (event_of(changed).what() == "retargeted") {
      state.set_policy(event_of(changed).id());
    }
  }
  void timers(const Message&, std::vector<DueTimer>&) const override {}
  void addressed(const Key&, const Message& message, std::vector<Address>& out) const override {
    if (event_of(message).what() == "shouted") {
      out.push_back({"tally", Key(event_of(message).other())});
    }
  }
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }
};

}  // namespace

const journal::Stage& tally_stage() {
  static const Tally stage;
  return stage;
}

const journal::Stage& group_stage() {
  static const Group stage;
  return stage;
}

}  // namespace escalon::counter
