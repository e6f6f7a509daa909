#include "derive.hpp"

#include <algorithm>

#include "escalon/sla/sla.hpp"
#include "levels.hpp"

namespace escalon::sla {
namespace {

DerivedClock begin_from(const v1::SettledBase& base, ClockGroup group) {
  DerivedClock clock{group, {}, false};
  const std::string& name = group.front().name;
  for (const v1::ClockRun& run : base.runs()) {
    if (run.clock() == name) {
      clock.runs.push_back(run);
    }
  }
  clock.stopped_early = std::find(base.stopped_early().begin(), base.stopped_early().end(), name) !=
                        base.stopped_early().end();
  return clock;
}

void take(DerivedClock& clock, const CaseView& view) {
  const std::int64_t at_ms = view.fact().occurred_at_ms();
  if (!clock.runs.empty() && has_level_before(clock.runs.back(), at_ms)) {
    pass_levels_before(clock.runs.back(), at_ms, clock.group, view.before());
  }
  const v1::ClockRun* last = clock.runs.empty() ? nullptr : &clock.runs.back();
  Advance step =
      advance(clock.group, last, view, clock.stopped_early ? EarlyStop::kYes : EarlyStop::kNo);
  clock.stopped_early = clock.stopped_early || step.stopped_early;
  if (step.changed) {
    clock.runs.back() = *std::move(step.changed);
  }
  if (step.begun) {
    clock.runs.push_back(*std::move(step.begun));
  }
}

}  // namespace

FactList with_fact(const v1::CaseClocks& state, const v1::Fact& fact) {
  FactList facts;
  facts.reserve(static_cast<std::size_t>(state.facts_size()) + 1);
  for (const v1::Fact& known : state.facts()) {
    facts.push_back(&known);
  }
  const auto place =
      std::upper_bound(facts.begin(), facts.end(), &fact, [](const v1::Fact* a, const v1::Fact* b) {
        return a->occurred_at_ms() < b->occurred_at_ms();
      });
  facts.insert(place, &fact);
  return facts;
}

Derived derive(const v1::SettledBase& base, std::string_view tenant, const FactList& facts,
               std::size_t count, const SlaPolicy& policy) {
  Derived derived{base.facts(), {}};
  for_each_clock(policy,
                 [&](ClockGroup group) { derived.clocks.push_back(begin_from(base, group)); });
  for (std::size_t i = 0; i < count; ++i) {
    const CaseView view(derived.facts, *facts[i], tenant);
    for (DerivedClock& clock : derived.clocks) {
      take(clock, view);
    }
    apply(*facts[i], derived.facts);
  }
  return derived;
}

v1::SlaEvent settle(const v1::CaseClocks& state, std::string_view tenant, const FactList& facts,
                    const SlaPolicy& policy) {
  constexpr std::size_t kSettled = kFactsMax / 2;
  Derived derived = derive(state.base(), tenant, facts, kSettled, policy);
  v1::SlaEvent event;
  event.set_effective_at_ms(facts[kSettled - 1]->occurred_at_ms());
  auto& settled = *event.mutable_facts_settled();
  settled.set_facts(kSettled);
  *settled.mutable_base()->mutable_facts() = std::move(derived.facts);
  for (DerivedClock& clock : derived.clocks) {
    if (clock.stopped_early) {
      settled.mutable_base()->add_stopped_early(clock.group.front().name);
    }
    if (clock.runs.empty()) {
      continue;
    }
    for (const v1::ClockRun& run : state.runs()) {
      if (run.clock() == clock.group.front().name && run.stopped_at_ms() != 0 &&
          run.started_at_ms() < clock.runs.back().started_at_ms()) {
        settled.add_forgotten_runs(run.run());
      }
    }
    *settled.mutable_base()->add_runs() = std::move(clock.runs.back());
  }
  return event;
}

}  // namespace escalon::sla
