#include <algorithm>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {
namespace {

constexpr int kHorizonPage = 1000;
constexpr size_t kPrefetchedAtOnce = 200;
// Of the time of prefetch: what becomes due a little later may come with it.
constexpr double kPrefetchSlack = 0.05;

v1::Cause cause_of(const TimerHint& hint) {
  v1::Cause cause;
  cause.set_kind("timer");
  cause.set_timer(hint.at.timer);
  cause.set_generation(hint.generation);
  cause.set_due_at_ms(hint.at.due_ms);
  cause.set_id(hint.at.key + "|" + hint.at.timer + "|" + std::to_string(hint.generation));
  return cause;
}

const DueTimer* armed(const StateEntry& entry, const TimerHint& hint) {
  const auto found =
      std::find_if(entry.timers.begin(), entry.timers.end(), [&](const DueTimer& timer) {
        return timer.id == hint.at.timer && timer.generation == hint.generation &&
               timer.kind == hint.kind && to_ms(timer.due) == hint.at.due_ms;
      });
  return found == entry.timers.end() ? nullptr : &*found;
}

}  // namespace

std::optional<TimerHint> Owner::Impl::next_due(absl::Time now, const std::set<TimerHint>& passed) {
  const TimerHint* best = nullptr;
  for (const auto& [kind, hints] : core.timers.kinds()) {
    for (const TimerHint& hint : hints) {
      const absl::Time due = from_ms(hint.at.due_ms);
      if (due > now) {
        break;
      }
      if (!core.is_effect(kind) && !core.gate.open(kind, due)) {
        core.statistics.gate_held += held_.insert(kind).second ? 1U : 0U;
        break;
      }
      if (!passed.contains(hint)) {
        best = best == nullptr || hint.at < best->at ? &hint : best;
        break;
      }
    }
  }
  return best == nullptr ? std::nullopt : std::optional<TimerHint>(*best);
}

int Owner::Impl::fire() {
  const Trusted clock = core.ports.clock.trusted();
  if (!clock.trusted || core.policy == nullptr) {
    return 0;
  }
  if (core.gate.check(core.inputs, core.ports.clock.steady())) {
    for (const int kind : held_) {
      opened_at_[kind] = clock.now;
    }
    held_.clear();
  }
  core.statistics.gate_overrides = core.gate.overrides();
  std::set<TimerHint> passed;
  int fired = 0;
  for (int n = 0; n < kFiredAtOnce && !full(true); ++n) {
    const auto hint = next_due(clock.now, passed);
    if (!hint) {
      break;
    }
    if (fire_one(*hint, clock.now)) {
      ++fired;
    } else {
      passed.insert(*hint);
    }
  }
  probe(clock.now);
  return fired;
}

bool Owner::Impl::fire_one(const TimerHint& hint, absl::Time now) {
  const Key key(hint.at.key);
  StateEntry* entry = core.cache.find(key);
  if (entry == nullptr) {
    want(key);
    return false;
  }
  const DueTimer* held = armed(*entry, hint);
  if (held == nullptr) {
    core.timers.erase(hint);
    return true;
  }
  const DueTimer timer = *held;
  if (core.is_effect(hint.kind)) {
    core.timers.erase(hint);
    if (entry->in_flight == 0) {  // else reading back pushes it again
      start_effect(*entry, timer);
    }
    return true;
  }
  if (!looked_at(*entry)) {
    retarget(*entry);
    return true;
  }
  v1::Cause cause = cause_of(hint);
  bool set_aside = false;
  if (!admit(cause, &set_aside) && !set_aside) {
    return false;
  }
  core.timers.erase(hint);
  absl::Duration gate_wait;
  if (const auto opened = opened_at_.find(hint.kind); opened != opened_at_.end()) {
    gate_wait = std::clamp(opened->second - timer.due, absl::ZeroDuration(), now - timer.due);
  }
  cause.set_gate_wait_ms(absl::ToInt64Milliseconds(gate_wait));
  const bool recorded =
      !set_aside && scribe_.decide(cause, key, nullptr, [&](Draft& draft, absl::Time at) {
        draft.add(*entry, core.stage.decide(*entry->state, key, timer, at, *core.policy));
      });
  if (!recorded) {
    scribe_.dead_letter(cause, nullptr,
                        set_aside ? std::string(kEndedProcesses) : "a due timer decided nothing",
                        entry);
  }
  core.statistics.firings += 1;
  core.ports.listener.fired(core.at, hint.kind, gate_wait, now - timer.due - gate_wait);
  noted(true);
  return true;
}

Owner::Impl::Effects::iterator Owner::Impl::find_effect(const Key& key,
                                                        const std::string& effect_id,
                                                        std::uint64_t attempt) {
  const auto begun = effects_.find(std::make_pair(key, effect_id));
  const bool same = begun != effects_.end() && begun->second.first.generation == attempt;
  return same ? begun : effects_.end();
}

void Owner::Impl::start_effect(StateEntry& entry, const DueTimer& timer) {
  if (find_effect(entry.key, timer.id, timer.generation) != effects_.end()) {
    return;
  }
  std::shared_ptr<const Message> payload = core.stage.effect(*entry.state, entry.key, timer);
  if (payload == nullptr) {
    return;
  }
  const TimerHint hint{{to_ms(timer.due), entry.key.str(), timer.id}, timer.generation, timer.kind};
  effects_[std::make_pair(entry.key, timer.id)] = {
      hint, core.ports.clock.steady() + core.settings.effect_deadline};
  core.statistics.effects_started += 1;
  core.ports.executor.execute(
      {core.at, entry.key, timer.id, timer.generation, std::move(payload), entry.traceparent},
      core.ports.mailbox);
}

void Owner::Impl::expire_effects() {
  const SteadyTime now = core.ports.clock.steady();
  for (auto effect = effects_.begin(); effect != effects_.end();) {
    const auto& [hint, deadline] = effect->second;
    if (now < deadline) {
      ++effect;
      continue;
    }
    core.timers.push({Key(hint.at.key), hint.at.timer, hint.generation, hint.at.due_ms, hint.kind});
    effect = effects_.erase(effect);
  }
}

bool Owner::Impl::raise_horizon(absl::Time now) {
  if (!horizon_incomplete_ && now + core.settings.prefetch > core.horizon_until) {
    const bool first = core.horizon_until == absl::InfinitePast();
    horizon_after_ = first ? TimerPosition{} : TimerPosition{to_ms(core.horizon_until), "", ""};
    core.horizon_until = now + core.settings.horizon;
    horizon_incomplete_ = true;
    core.cache.for_each([&](StateEntry& entry) { core.push_timers(entry); });
  }
  if (!horizon_incomplete_ || horizon_ticket_ != 0 || !writer_.reachable()) {
    return false;
  }
  query_horizon();
  return true;
}

void Owner::Impl::query_horizon() {
  horizon_ticket_ = core.next_ticket++;
  core.ports.view.horizon(writer_.version(), horizon_after_, core.horizon_until, kHorizonPage,
                          horizon_ticket_, core.ports.mailbox);
}

void Owner::Impl::merge_horizon(const ViewAnswer& answer) {
  for (const TimerRow& row : answer.timers) {
    const StateEntry* entry = core.cache.find(row.key);
    if (entry == nullptr) {
      core.timers.push(row);  // memory wins where the key is resident
    }
  }
  horizon_incomplete_ = answer.timers.size() >= static_cast<size_t>(kHorizonPage);
  if (horizon_incomplete_) {
    const TimerRow& last = answer.timers.back();
    horizon_after_ = {last.due_ms, last.key.str(), last.timer};
  }
}

// True when there are more to look at.
bool Owner::Impl::prefetch_timers(absl::Time now) {
  prefetch_at_ = absl::InfiniteFuture();
  const std::int64_t until_ms = to_ms(now + core.settings.prefetch);
  // What is asked for comes first, so that the bounds are known; its answer lets us go on.
  if (wanted_.size() >= kPrefetchedAtOnce ||
      core.cache.size() > 2 * core.settings.cached_states_max ||
      core.cache.bytes() >= core.settings.prefetch_bytes_max) {
    return false;
  }
  bool more = false;
  for (const auto& [kind, hints] : core.timers.kinds()) {
    TimerPosition& reached = prefetched_[kind];
    auto hint = hints.upper_bound(TimerHint{reached, UINT64_MAX, kind});
    size_t n = 0;
    for (; n < kPrefetchedAtOnce && hint != hints.end() && hint->at.due_ms <= until_ms;
         ++n, ++hint) {
      want(Key(hint->at.key));
      reached = hint->at;
    }
    if (n == kPrefetchedAtOnce) {
      more = true;
    } else if (hint != hints.end()) {
      const absl::Duration ahead = (1 - kPrefetchSlack) * core.settings.prefetch;
      prefetch_at_ = std::min(prefetch_at_, from_ms(hint->at.due_ms) - ahead);
    }
  }
  return more;
}

void Owner::Impl::probe(absl::Time now) {
  const SteadyTime steady = core.ports.clock.steady();
  if (probing_ || (probed_at_ && steady - *probed_at_ < core.settings.probe_interval)) {
    return;
  }
  if (wants_probe(now)) {
    probing_ = true;
    probed_at_ = steady;
    core.ports.log.probe_ends(now, core.ports.mailbox);
  }
}

bool Owner::Impl::wants_probe(absl::Time now) const {
  const auto& kinds = core.timers.kinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const auto& of_kind) {
    const auto& [kind, hints] = of_kind;
    if (hints.empty() || core.is_effect(kind)) {
      return false;
    }
    const absl::Time due = from_ms(hints.begin()->at.due_ms);
    return due <= now + core.gate.margin() && core.gate.needs_probe(kind, due);
  });
}

}  // namespace escalon::journal
