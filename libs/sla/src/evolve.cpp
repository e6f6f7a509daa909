#include <algorithm>
#include <utility>

#include "case_view.hpp"
#include "clock_sum.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::sla {
namespace {

// Moves the last element of a repeated field to its place among sorted ones, after its equals.
template <typename List, typename Less>
void settle_last(List& list, Less less) {
  for (int i = list.size() - 1; i > 0 && less(list.Get(i), list.Get(i - 1)); --i) {
    list.SwapElements(i, i - 1);
  }
}

void note(CaseClocks& state, const v1::FactNoted& noted) {
  const v1::Fact& fact = noted.fact();
  const bool newest =
      state.facts().empty() || state.facts().rbegin()->occurred_at_ms() <= fact.occurred_at_ms();
  if (!noted.tenant().empty()) {
    state.mutable_current()->set_tenant(noted.tenant());
  }
  if (is_of_contact(fact)) {
    state.set_retirement_deferred(false);
  }
  *state.add_facts() = fact;
  if (newest) {
    apply(fact, *state.mutable_current());
    return;
  }
  settle_last(*state.mutable_facts(), [](const v1::Fact& a, const v1::Fact& b) {
    return a.occurred_at_ms() < b.occurred_at_ms();
  });
  v1::CaseFacts current = state.base().facts();
  current.set_tenant(state.current().tenant());
  for (const v1::Fact& known : state.facts()) {
    apply(known, current);
  }
  *state.mutable_current() = std::move(current);
}

void put(CaseClocks& state, const ClockRun& run) {
  auto& runs = *state.mutable_runs();
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const ClockRun& known) { return known.run() == run.run(); });
  if (found != runs.end() && found->started_at_ms() == run.started_at_ms()) {
    *found = run;
    return;
  }
  if (found != runs.end()) {
    runs.erase(found);
  }
  *runs.Add() = run;
  settle_last(runs, [](const ClockRun& a, const ClockRun& b) {
    return std::make_pair(std::string_view(a.clock()), a.started_at_ms()) <
           std::make_pair(std::string_view(b.clock()), b.started_at_ms());
  });
}

template <typename Drop>
void drop_runs(CaseClocks& state, Drop drop) {
  auto& runs = *state.mutable_runs();
  runs.erase(std::remove_if(runs.begin(), runs.end(), drop), runs.end());
}

void settle(CaseClocks& state, const v1::FactsSettled& settled) {
  const int count = std::min(settled.facts(), state.facts_size());
  state.mutable_facts()->DeleteSubrange(0, count);
  *state.mutable_base() = settled.base();
  const auto& forgotten = settled.forgotten_runs();
  drop_runs(state, [&](const ClockRun& run) {
    return std::find(forgotten.begin(), forgotten.end(), run.run()) != forgotten.end();
  });
}

}  // namespace

void evolve(CaseClocks& state, const SlaEvent& event) {
  switch (event.body_case()) {
    case SlaEvent::kFactNoted:
      note(state, event.fact_noted());
      break;
    case SlaEvent::kCancelled:
      drop_runs(state, [&](const ClockRun& run) { return run.run() == event.run_number(); });
      break;
    case SlaEvent::kFactsSettled:
      settle(state, event.facts_settled());
      break;
    case SlaEvent::kRulesChanged:
      state.set_policy(event.rules_changed().policy());
      state.set_policy_since_ms(event.rules_changed().since_ms());
      state.set_policy_generation(state.generation());
      break;
    case SlaEvent::kRetirementDeferred:
      state.set_retirement_deferred(true);
      break;
    case SlaEvent::kCaseRetired:
      state.Clear();
      return;
    default:
      break;
  }
  if (event.has_run()) {
    put(state, event.run());
  }
  state.set_generation(std::max(state.generation(), event.generation()));
}

}  // namespace escalon::sla
