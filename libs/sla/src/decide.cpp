#include <algorithm>
#include <utility>

#include "advance.hpp"
#include "derive.hpp"
#include "difference.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::sla {
namespace {

bool is_known(const CaseClocks& state, std::string_view event_id) {
  return std::any_of(state.facts().rbegin(), state.facts().rend(),
                     [&](const v1::Fact& fact) { return fact.event_id() == event_id; });
}

bool is_newest(const CaseClocks& state, const v1::Fact& fact) {
  return state.facts().empty() || state.facts().rbegin()->occurred_at_ms() <= fact.occurred_at_ms();
}

const ClockRun* newest_run(const CaseClocks& state, const std::string& clock) {
  const auto found = std::find_if(state.runs().rbegin(), state.runs().rend(),
                                  [&](const ClockRun& run) { return run.clock() == clock; });
  return found == state.runs().rend() ? nullptr : &*found;
}

// The short way: only the newest run of each clock can change. False where the past must be asked;
// then nothing is said.
bool decide_newest(const CaseClocks& state, const v1::Fact& fact, std::string_view tenant,
                   const SlaPolicy& policy, Events& out) {
  const CaseView view(state.current(), fact, tenant);
  const bool first = state.facts().empty() && !state.has_base();
  const std::size_t before = out.size();
  bool known = true;
  Difference difference(state, {fact.event_id(), fact.occurred_at_ms(), "case"}, out);
  for_each_clock(policy, [&](ClockGroup group) {
    if (!known) {
      return;
    }
    const ClockRun* last = newest_run(state, group.front().name);
    Advance step = advance(group, last, view, first ? EarlyStop::kNo : EarlyStop::kUnknown);
    known = !step.needs_history;
    if (step.changed) {
      difference.change(*last, *std::move(step.changed));
    }
    if (step.begun) {
      difference.begin(*std::move(step.begun));
    }
  });
  if (!known) {
    out.resize(before);
  }
  return known;
}

// A clock that a policy added begins with the next event, not with what was before the policy.
void drop_before_policy(const CaseClocks& state, const v1::Fact& fact,
                        std::vector<ClockRun>& runs) {
  std::erase_if(runs, [&](const ClockRun& run) {
    return run.started_at_ms() < state.policy_since_ms() &&
           run.started_at_ms() != fact.occurred_at_ms();
  });
}

void decide_from_history(const CaseClocks& state, const v1::Fact& fact, std::string_view tenant,
                         const SlaPolicy& policy, Events& out) {
  const FactList facts = with_fact(state, fact);
  Derived derived = derive(state.base(), tenant, facts, facts.size(), policy);
  const std::string_view reason = is_newest(state, fact) ? "case" : "correction";
  Difference difference(state, {fact.event_id(), fact.occurred_at_ms(), reason}, out);
  for (DerivedClock& clock : derived.clocks) {
    std::vector<const ClockRun*> stored;
    for (const ClockRun& run : state.runs()) {
      if (run.clock() == clock.group.front().name) {
        stored.push_back(&run);
      }
    }
    if (stored.empty()) {
      drop_before_policy(state, fact, clock.runs);
    }
    difference.change_all(stored, std::move(clock.runs));
  }
}

// What an escalation's own bookkeeping says is no fact about the case.
bool concerns_clocks(const escalation::v1::EscalationEvent& event) {
  using escalation::v1::EscalationEvent;
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
    case EscalationEvent::kAssigned:
    case EscalationEvent::kAcknowledged:
    case EscalationEvent::kAccepted:
    case EscalationEvent::kDeclined:
    case EscalationEvent::kReassigned:
    case EscalationEvent::kRaised:
    case EscalationEvent::kDeEscalated:
    case EscalationEvent::kResolved:
    case EscalationEvent::kReopened:
    case EscalationEvent::kWithdrawn:
      return true;
    default:
      return false;
  }
}

bool concerns_clocks(const Input& input) {
  return input.contact != nullptr ||
         (input.escalation != nullptr && concerns_clocks(*input.escalation));
}

Events retire(const CaseClocks& state, absl::Time at) {
  Events out;
  if (state.facts().empty() && state.runs().empty()) {
    return out;
  }
  SlaEvent& event = out.emplace_back();
  event.set_effective_at_ms(to_ms(at));
  event.mutable_case_retired();
  return out;
}

}  // namespace

Events decide(const CaseClocks& state, const Input& input, absl::Time now,
              const SlaPolicy& policy) {
  if (input.retired) {
    return retire(state, now);
  }
  Events out;
  if (!concerns_clocks(input) || is_known(state, input.id)) {
    return out;
  }
  const bool tenant_known = !state.current().tenant().empty();
  const std::string_view tenant =
      tenant_known ? std::string_view(state.current().tenant()) : tenant_of(input);
  v1::Fact fact = make_fact(input);
  out.emplace_back().set_effective_at_ms(fact.occurred_at_ms());
  if (!is_newest(state, fact) || !decide_newest(state, fact, tenant, policy, out)) {
    decide_from_history(state, fact, tenant, policy, out);
  }
  if (state.facts_size() >= kFactsMax) {
    out.push_back(settle(state, tenant, with_fact(state, fact), policy));
  }
  auto& noted = *out.front().mutable_fact_noted();
  *noted.mutable_fact() = std::move(fact);
  if (!tenant_known) {
    noted.set_tenant(std::string(tenant));
  }
  return out;
}

Events decide(const CaseClocks& state, const DueTimer& timer, absl::Time now,
              const SlaPolicy& policy) {
  static_cast<void>(now);
  static_cast<void>(policy);
  Events out;
  const std::vector<DueTimer> armed = timers(state);
  if (std::find(armed.begin(), armed.end(), timer) == armed.end()) {
    return out;
  }
  const auto found =
      std::find_if(state.runs().begin(), state.runs().end(),
                   [&](const ClockRun& run) { return run.generation() == timer.generation; });
  ClockRun run = *found;
  SlaEvent& event = out.emplace_back();
  event.set_clock(run.clock());
  event.set_generation(state.generation() + 1);
  event.set_effective_at_ms(to_ms(timer.due));
  event.set_run_number(run.run());
  run.set_generation(event.generation());
  if (timer.kind == kBreachTimer) {
    mark_breached(run);
    event.mutable_breached()->set_due_at_ms(run.due_at_ms());
    event.mutable_breached()->set_breach_id(run.breach_id());
    event.mutable_breached()->set_target(run.target());
  } else {
    const int index = std::stoi(timer.id.substr(timer.id.rfind('/') + 1));
    run.set_warned(run.warned() | (std::uint64_t{1} << index));
    event.mutable_warning_reached()->set_index(index);
    event.mutable_warning_reached()->set_due_at_ms(run.due_at_ms());
  }
  *event.mutable_run() = std::move(run);
  return out;
}

Events retarget(const CaseClocks& state, absl::Time now, const SlaPolicy& policy) {
  Events out;
  if (state.policy() == policy.version || (state.facts().empty() && state.runs().empty())) {
    return out;
  }
  SlaEvent& event = out.emplace_back();
  event.set_effective_at_ms(to_ms(now));
  event.mutable_rules_changed()->set_policy(policy.version);
  event.mutable_rules_changed()->set_since_ms(to_ms(now));
  const v1::Fact nothing;
  const CaseView view(state.current(), nothing, state.current().tenant());
  Difference difference(state, {{}, to_ms(now), "policy"}, out);
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
  return out;
}

}  // namespace escalon::sla
