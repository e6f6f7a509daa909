#include <algorithm>
#include <optional>
#include <utility>

#include "advance.hpp"
#include "case_runs.hpp"
#include "derive.hpp"
#include "difference.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"
#include "levels.hpp"

namespace escalon::sla {
namespace {

bool is_known(const CaseClocks& state, std::string_view event_id) {
  return std::any_of(state.facts().rbegin(), state.facts().rend(),
                     [&](const v1::Fact& fact) { return fact.event_id() == event_id; });
}

// A level that was passed at the same instant or later must be asked again.
bool is_before_a_level(const CaseClocks& state, const v1::Fact& fact) {
  return std::any_of(state.runs().begin(), state.runs().end(), [&](const ClockRun& run) {
    return run.stopped_at_ms() == 0 && newest_level_ms(run) >= fact.occurred_at_ms();
  });
}

bool is_newest(const CaseClocks& state, const v1::Fact& fact) {
  return state.facts().empty() ||
         (state.facts().rbegin()->occurred_at_ms() <= fact.occurred_at_ms() &&
          !is_before_a_level(state, fact));
}

// The short way of one clock. False where the past must be asked.
bool advance_newest(ClockGroup group, const ClockRun* last, const CaseView& view, EarlyStop early,
                    Difference& difference) {
  std::optional<ClockRun> passed;
  if (last != nullptr && has_level_before(*last, view.fact().occurred_at_ms())) {
    passed = *last;
    pass_levels_before(*passed, view.fact().occurred_at_ms(), group, view.before());
  }
  Advance step = advance(group, passed ? &*passed : last, view, early);
  if (step.needs_history) {
    return false;
  }
  if (step.changed || passed) {
    difference.change(*last, step.changed ? *std::move(step.changed) : *std::move(passed));
  }
  if (step.begun) {
    difference.begin(*std::move(step.begun));
  }
  return true;
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
    known = known && advance_newest(group, newest_run(state, group.front().name), view,
                                    first ? EarlyStop::kNo : EarlyStop::kUnknown, difference);
  });
  if (!known) {
    out.resize(before);
  }
  return known;
}

// What was over before a policy added the clock is not judged by it, unless the event at hand made
// it.
void drop_what_was_over(const CaseClocks& state, const v1::Fact& fact,
                        const std::vector<const ClockRun*>& stored, std::vector<ClockRun>& runs) {
  std::erase_if(runs, [&](const ClockRun& run) {
    const bool over = run.stopped_at_ms() != 0 && run.stopped_at_ms() < state.policy_since_ms();
    const bool before_all = stored.empty() || run.started_at_ms() < stored.front()->started_at_ms();
    return over && before_all && run.started_at_ms() != fact.occurred_at_ms() &&
           run.stopped_at_ms() != fact.occurred_at_ms();
  });
}

// Levels that timers have passed since the newest fact are passed again, by what is known now.
void pass_what_timers_passed(DerivedClock& clock, const std::vector<const ClockRun*>& stored,
                             const CaseView& view) {
  std::int64_t newest_ms = 0;
  for (const ClockRun* run : stored) {
    newest_ms = std::max(newest_ms, newest_level_ms(*run));
  }
  if (!clock.runs.empty() && has_level_before(clock.runs.back(), newest_ms + 1)) {
    pass_levels_before(clock.runs.back(), newest_ms + 1, clock.group, view);
  }
}

void decide_from_history(const CaseClocks& state, const v1::Fact& fact, std::string_view tenant,
                         const SlaPolicy& policy, Events& out) {
  const FactList facts = with_fact(state, fact);
  Derived derived = derive(state.base(), tenant, facts, facts.size(), policy);
  const std::string_view reason = is_newest(state, fact) ? "case" : "correction";
  Difference difference(state, {fact.event_id(), fact.occurred_at_ms(), reason}, out);
  const CaseView after(derived.facts, v1::Fact::default_instance(), tenant);
  for (DerivedClock& clock : derived.clocks) {
    const auto stored = runs_of(state, clock.group.front().name);
    pass_what_timers_passed(clock, stored, after);
    drop_what_was_over(state, fact, stored, clock.runs);
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

bool is_open(const CaseClocks& state) {
  return std::any_of(state.runs().begin(), state.runs().end(),
                     [](const ClockRun& run) { return run.stopped_at_ms() == 0; });
}

// The classifier's record ends after a long silence, whatever the clocks do. The escalation stage's
// counts only where the classifier's is over: it may end sooner, by the dates of late events.
bool retires(const CaseClocks& state, const Input& input) {
  const bool classifier_is_done = input.escalation == nullptr || state.retirement_deferred() ||
                                  state.current().tenant().empty();
  return !is_open(state) && classifier_is_done;
}

Events retire(const CaseClocks& state, const Input& input, absl::Time at) {
  Events out;
  if (state.facts().empty() && state.runs().empty()) {
    return out;
  }
  const bool retired = retires(state, input);
  if (!retired && (input.escalation != nullptr || state.retirement_deferred())) {
    return out;
  }
  SlaEvent& event = out.emplace_back();
  event.set_effective_at_ms(to_ms(at));
  if (retired) {
    event.mutable_case_retired();
  } else {
    event.mutable_retirement_deferred();
  }
  return out;
}

// The escalation stage says that it is about to forget the case, which it must not while a breach
// may come.
bool is_leaving(const Input& input) {
  return input.escalation != nullptr && input.escalation->story_noted().leaving();
}

Events object(const CaseClocks& state, absl::Time at) {
  Events out;
  if (is_open(state)) {
    out.emplace_back().set_effective_at_ms(to_ms(at));
    out.back().mutable_clocks_run();
  }
  return out;
}

}  // namespace

Events decide(const CaseClocks& state, const Input& input, absl::Time now,
              const SlaPolicy& policy) {
  if (input.retired) {
    return retire(state, input, now);
  }
  if (is_leaving(input)) {
    return object(state, now);
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

}  // namespace escalon::sla
