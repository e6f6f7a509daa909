#include <utility>

#include "advance.hpp"
#include "case_runs.hpp"
#include "derive.hpp"
#include "difference.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::sla {
namespace {

void count_anew(const CaseClocks& state, absl::Time now, const SlaPolicy& policy,
                Difference& difference) {
  const v1::Fact nothing;
  const CaseView view(state.current(), nothing, state.current().tenant());
  for (const ClockRun& run : state.runs()) {
    if (run.stopped_at_ms() != 0) {
      continue;
    }
    Goal goal;
    for_each_clock(policy, [&](ClockGroup group) {
      goal = group.front().name == run.clock() ? goal_of(group, view) : goal;
    });
    ClockRun counted = run;
    count(counted, goal, to_ms(now));
    difference.change(run, std::move(counted));
  }
}

// A clock that the policy adds runs from its original start, if it would run now.
void begin_added(const CaseClocks& state, const SlaPolicy& policy, Difference& difference) {
  bool added = false;
  for_each_clock(policy, [&](ClockGroup group) {
    added = added || newest_run(state, group.front().name) == nullptr;
  });
  if (!added) {
    return;
  }
  FactList facts;
  for (const v1::Fact& fact : state.facts()) {
    facts.push_back(&fact);
  }
  Derived derived = derive(state.base(), state.current().tenant(), facts, facts.size(), policy);
  for (DerivedClock& clock : derived.clocks) {
    if (newest_run(state, clock.group.front().name) == nullptr && !clock.runs.empty() &&
        clock.runs.back().stopped_at_ms() == 0) {
      difference.begin(std::move(clock.runs.back()));
    }
  }
}

}  // namespace

Events retarget(const CaseClocks& state, absl::Time now, const SlaPolicy& policy) {
  Events out;
  if (state.policy() == policy.version || (state.facts().empty() && state.runs().empty())) {
    return out;
  }
  SlaEvent& event = out.emplace_back();
  event.set_effective_at_ms(to_ms(now));
  event.mutable_rules_changed()->set_policy(policy.version);
  event.mutable_rules_changed()->set_since_ms(to_ms(now));
  Difference difference(state, {{}, to_ms(now), "policy"}, out);
  count_anew(state, now, policy, difference);
  begin_added(state, policy, difference);
  return out;
}

}  // namespace escalon::sla
