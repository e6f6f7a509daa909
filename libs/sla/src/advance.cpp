#include "advance.hpp"

#include <algorithm>

namespace escalon::sla {
namespace {

const ClockRule* covering(ClockGroup group, const CaseView& view) {
  const auto found = std::find_if(group.begin(), group.end(),
                                  [&](const ClockRule& rule) { return rule.applies.holds(view); });
  return found == group.end() ? nullptr : &*found;
}

const Target* target_of(const Targets& targets, const CaseView& view) {
  if (targets.by) {
    const auto found = targets.of_value.find(view.value(*targets.by));
    if (found != targets.of_value.end()) {
      return &found->second;
    }
  }
  return targets.otherwise ? &*targets.otherwise : nullptr;
}

bool counts_early_stop(const ClockRule& rule) {
  return rule.restart == Restart::kNever && rule.early_stop_counts;
}

v1::ClockRun stopped(const v1::ClockRun& last, const Goal& goal, std::int64_t at_ms) {
  v1::ClockRun run = last;
  if (is_paused(run)) {
    run.mutable_pauses()->rbegin()->set_to_ms(at_ms);
  }
  run.set_stopped_at_ms(at_ms);
  count(run, goal, at_ms);
  return run;
}

v1::ClockRun begun(const Goal& goal, const CaseView& view, bool stop_at_once) {
  const std::int64_t at_ms = view.fact().occurred_at_ms();
  v1::ClockRun run;
  run.set_clock(goal.rule->name);
  run.set_started_at_ms(at_ms);
  if (stop_at_once) {
    run.set_stopped_at_ms(at_ms);
  } else if (goal.rule->pause.holds(view)) {
    run.add_pauses()->set_from_ms(at_ms);
  }
  count(run, goal, at_ms);
  return run;
}

v1::ClockRun reopened(const v1::ClockRun& last, const Goal& goal, const CaseView& view) {
  const std::int64_t at_ms = std::max(view.fact().occurred_at_ms(), last.stopped_at_ms());
  v1::ClockRun run = last;
  const bool pause = goal.rule->pause.holds(view);
  if (!goal.rule->closed_time_counts) {
    auto* closed = run.add_pauses();
    closed->set_from_ms(last.stopped_at_ms());
    closed->set_to_ms(pause ? 0 : at_ms);
  } else if (pause) {
    run.add_pauses()->set_from_ms(at_ms);
  }
  run.set_stopped_at_ms(0);
  count(run, goal, at_ms);
  return run;
}

bool takes_another_value(const ClockRule& rule, const CaseView& view) {
  return rule.each && view.value(*rule.each) != view.before().value(*rule.each);
}

// A state is entered when the case was not in it before: what was stopped within it stays so.
bool enters(const v1::ClockRun* last, const ClockRule& rule, const CaseView& view) {
  return !rule.times_state || last == nullptr || !rule.start.holds(view.before()) ||
         takes_another_value(rule, view);
}

Advance start(const v1::ClockRun* last, const Goal& goal, const CaseView& view, EarlyStop early) {
  const ClockRule& rule = *goal.rule;
  const bool stop = rule.stop.holds(view);
  Advance result;
  if (last != nullptr && rule.restart == Restart::kNever) {
    if (!stop && rule.reopen.holds(view)) {
      result.changed = reopened(*last, goal, view);
    }
    return result;
  }
  const bool counts_early = counts_early_stop(rule);
  result.stopped_early = stop && counts_early;
  if (!rule.start.holds(view) || (stop && !counts_early) || !enters(last, rule, view)) {
    return result;
  }
  result.needs_history = counts_early && early == EarlyStop::kUnknown && !stop;
  result.begun = begun(goal, view, counts_early && (stop || early == EarlyStop::kYes));
  return result;
}

bool restarts(const ClockRule& rule, const CaseView& view) {
  return (rule.restart == Restart::kAlways || takes_another_value(rule, view)) &&
         rule.start.holds(view);
}

Advance run_on(ClockGroup group, const v1::ClockRun& last, const Goal& goal, const CaseView& view) {
  const ClockRule& rule = *goal.rule;
  const std::int64_t at_ms = std::max(view.fact().occurred_at_ms(), last.started_at_ms());
  Advance result;
  const bool stop = rule.stop.holds(view);
  if (stop || restarts(rule, view)) {
    result.changed = stopped(last, rule.times_state ? goal_of(group, view.before()) : goal, at_ms);
    if (!stop) {
      result.begun = begun(goal, view, false);
    }
    return result;
  }
  const bool paused = is_paused(last);
  const bool pause = rule.pause.holds(view);
  const bool resume = paused && !pause && (rule.resume.is_never() || rule.resume.holds(view));
  if (!resume && (paused || !pause) && !aims_elsewhere(last, goal)) {
    return result;
  }
  result.changed = last;
  if (resume) {
    result.changed->mutable_pauses()->rbegin()->set_to_ms(at_ms);
  } else if (pause && !paused) {
    result.changed->add_pauses()->set_from_ms(at_ms);
  }
  count(*result.changed, goal, at_ms);
  return result;
}

}  // namespace

ClockGroup group_of(const SlaPolicy& policy, std::string_view clock) {
  ClockGroup found;
  for_each_clock(policy,
                 [&](ClockGroup group) { found = group.front().name == clock ? group : found; });
  return found;
}

Goal goal_of(ClockGroup group, const CaseView& view) {
  const ClockRule* rule = covering(group, view);
  if (rule == nullptr) {
    return {&group.front(), nullptr, 0, false};
  }
  if (rule->due_from_event) {
    return {rule, nullptr, view.carried_due_ms(rule->name)};
  }
  return {rule, target_of(rule->targets, view), 0};
}

Advance advance(ClockGroup group, const v1::ClockRun* last, const CaseView& view, EarlyStop early) {
  const Goal goal = goal_of(group, view);
  if (last != nullptr && last->stopped_at_ms() == 0) {
    return run_on(group, *last, goal, view);
  }
  if (!goal.covered) {
    return {};
  }
  return start(last, goal, view, early);
}

}  // namespace escalon::sla
