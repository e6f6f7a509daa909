#include "difference.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "clock_sum.hpp"
#include "levels.hpp"

namespace escalon::sla {
namespace {

std::int64_t due_or_never(const v1::ClockRun& run) {
  return run.due_at_ms() == 0 ? std::numeric_limits<std::int64_t>::max() : run.due_at_ms();
}

bool stopped_late(const v1::ClockRun& run) {
  // A clock that stopped at its start is met, whatever its due instant.
  return run.stopped_at_ms() > due_or_never(run) && run.stopped_at_ms() != run.started_at_ms();
}

bool same_pauses(const v1::ClockRun& a, const v1::ClockRun& b) {
  return std::equal(a.pauses().begin(), a.pauses().end(), b.pauses().begin(), b.pauses().end(),
                    [](const v1::PauseSpan& x, const v1::PauseSpan& y) {
                      return x.from_ms() == y.from_ms() && x.to_ms() == y.to_ms();
                    });
}

bool same_course(const v1::ClockRun& a, const v1::ClockRun& b) {
  return a.started_at_ms() == b.started_at_ms() && a.stopped_at_ms() == b.stopped_at_ms() &&
         same_pauses(a, b);
}

bool is_reached(const v1::LevelMark& mark) {
  return mark.status() == v1::LEVEL_STATUS_REACHED;
}

const v1::LevelMark& mark_of(const v1::ClockRun& run, const std::string& level) {
  const auto found = std::find_if(run.levels().begin(), run.levels().end(),
                                  [&](const v1::LevelMark& mark) { return mark.level() == level; });
  return found == run.levels().end() ? v1::LevelMark::default_instance() : *found;
}

bool same_levels(const v1::ClockRun& a, const v1::ClockRun& b) {
  return std::equal(a.levels().begin(), a.levels().end(), b.levels().begin(), b.levels().end(),
                    [](const v1::LevelMark& x, const v1::LevelMark& y) {
                      return x.level() == y.level() && x.at_ms() == y.at_ms() &&
                             x.status() == y.status() && x.escalates() == y.escalates() &&
                             x.raise_priority_to() == y.raise_priority_to();
                    });
}

bool same_sum(const v1::ClockRun& a, const v1::ClockRun& b) {
  return a.due_at_ms() == b.due_at_ms() && a.target() == b.target() &&
         a.counting() == b.counting() && a.elapsed_ms() == b.elapsed_ms() &&
         a.calendar_version() == b.calendar_version() && a.left_ms() == b.left_ms() &&
         a.warned() == b.warned() && same_levels(a, b) &&
         std::equal(a.warning_at_ms().begin(), a.warning_at_ms().end(), b.warning_at_ms().begin(),
                    b.warning_at_ms().end());
}

bool starts_at(const v1::ClockRun* run, std::int64_t at_ms) {
  return run->started_at_ms() == at_ms;
}

}  // namespace

std::string breach_id_of(const v1::ClockRun& run) {
  return run.clock() + "@" + std::to_string(run.started_at_ms()) + "+" +
         std::to_string(run.due_at_ms());
}

void mark_breached(v1::ClockRun& run) {
  run.set_breach_id(breach_id_of(run));
  run.set_breach_due_at_ms(run.due_at_ms());
}

SlaEvent& Difference::say(const v1::ClockRun& run) {
  SlaEvent& event = out_.emplace_back();
  event.set_clock(run.clock());
  event.set_generation(++generation_);
  event.set_effective_at_ms(occasion_.effective_at_ms);
  event.set_run_number(run.run());
  return event;
}

void Difference::finish(std::size_t first, v1::ClockRun run) {
  if (out_.size() == first) {
    return;
  }
  run.set_generation(generation_);
  *out_.back().mutable_run() = std::move(run);
}

void Difference::withdraw(const v1::ClockRun& stored) {
  auto& withdrawn = *say(stored).mutable_breach_withdrawn();
  withdrawn.set_breach_id(stored.breach_id());
  withdrawn.set_because_event_id(std::string(occasion_.event_id));
}

void Difference::say_breach(const v1::ClockRun& stored, v1::ClockRun& derived) {
  const bool breached = !stored.breach_id().empty();
  const bool stays = derived.stopped_at_ms() != 0
                         ? stopped_late(derived)
                         : due_or_never(derived) <= stored.breach_due_at_ms();
  derived.clear_breach_id();
  derived.set_breach_due_at_ms(0);
  if (breached && stays) {
    derived.set_breach_id(stored.breach_id());
    derived.set_breach_due_at_ms(stored.breach_due_at_ms());
  } else if (breached) {
    withdraw(stored);
  } else if (stopped_late(derived)) {
    mark_breached(derived);
    SlaEvent& event = say(derived);
    event.set_effective_at_ms(derived.due_at_ms());
    event.mutable_breached()->set_due_at_ms(derived.due_at_ms());
    event.mutable_breached()->set_breach_id(derived.breach_id());
    event.mutable_breached()->set_target(derived.target());
  }
}

void Difference::say_reached(const v1::ClockRun& stored, const v1::ClockRun& derived,
                             const v1::LevelMark& mark) {
  SlaEvent& event = say(derived);
  event.set_effective_at_ms(mark.at_ms());
  auto& reached = *event.mutable_level_reached();
  reached.set_level(mark.level());
  reached.set_level_id(level_id_of(derived, mark.level()));
  // A pause that begins with this event leaves no due instant.
  reached.set_due_at_ms(derived.due_at_ms() != 0 ? derived.due_at_ms() : stored.due_at_ms());
  reached.set_before_due(mark.before_due());
  reached.set_escalates(mark.escalates());
  reached.set_raise_priority_to(mark.raise_priority_to());
  reached.set_at(mark.at());
  *reached.mutable_tell() = mark.tell();
}

void Difference::withdraw_level(const v1::ClockRun& stored, const v1::LevelMark& mark) {
  auto& withdrawn = *say(stored).mutable_level_withdrawn();
  withdrawn.set_level(mark.level());
  withdrawn.set_level_id(level_id_of(stored, mark.level()));
  withdrawn.set_because_event_id(std::string(occasion_.event_id));
  withdrawn.set_at(mark.at());
  withdrawn.set_escalates(mark.escalates());
  *withdrawn.mutable_tell() = mark.tell();
}

void Difference::say_levels(const v1::ClockRun& stored, const v1::ClockRun& derived) {
  for (const v1::LevelMark& mark : stored.levels()) {
    if (is_reached(mark) && !is_reached(mark_of(derived, mark.level()))) {
      withdraw_level(stored, mark);
    }
  }
  for (const v1::LevelMark& mark : derived.levels()) {
    const v1::LevelMark& known = mark_of(stored, mark.level());
    if (is_reached(mark) && !is_reached(known)) {
      say_reached(stored, derived, mark);
    } else if (mark.status() == v1::LEVEL_STATUS_PASSED_OVER && mark.status() != known.status()) {
      SlaEvent& event = say(derived);
      event.set_effective_at_ms(mark.at_ms());
      event.mutable_level_passed_over()->set_level(mark.level());
    }
  }
}

void Difference::say_stop(const v1::ClockRun& derived) {
  SlaEvent& event = say(derived);
  event.set_effective_at_ms(derived.stopped_at_ms());
  event.mutable_stopped()->set_met(derived.breach_id().empty());
  event.mutable_stopped()->set_elapsed_ms(derived.elapsed_ms());
}

void Difference::say_life(const v1::ClockRun& stored, v1::ClockRun& derived) {
  const bool was_stopped = stored.stopped_at_ms() != 0;
  const bool is_stopped = derived.stopped_at_ms() != 0;
  if (derived.target() != stored.target() || derived.counting() != stored.counting() ||
      derived.calendar_version() != stored.calendar_version()) {
    auto& retargeted = *say(derived).mutable_retargeted();
    retargeted.set_target(derived.target());
    retargeted.set_due_at_ms(derived.due_at_ms());
    retargeted.set_reason(std::string(occasion_.reason));
  }
  const bool stands = is_paused(derived);
  if (!is_stopped && stands && !is_paused(stored)) {
    say(derived).mutable_paused()->set_left_ms(derived.left_ms());
  } else if (!is_stopped && !stands && (is_paused(stored) || was_stopped)) {
    auto& resumed = *say(derived).mutable_resumed();
    resumed.set_due_at_ms(derived.due_at_ms());
    resumed.set_reopened(was_stopped);
  }
  say_breach(stored, derived);
  say_levels(stored, derived);
  if (is_stopped && derived.stopped_at_ms() != stored.stopped_at_ms()) {
    say_stop(derived);
  }
}

void Difference::change(const v1::ClockRun& stored, v1::ClockRun derived) {
  const std::size_t first = out_.size();
  derived.set_run(stored.run());
  if (same_course(stored, derived) && same_sum(stored, derived)) {
    return;
  }
  say_life(stored, derived);
  if (out_.size() == first) {
    auto& retargeted = *say(derived).mutable_retargeted();
    retargeted.set_target(derived.target());
    retargeted.set_due_at_ms(derived.due_at_ms());
    retargeted.set_reason(std::string(occasion_.reason));
  }
  finish(first, std::move(derived));
}

void Difference::begin(v1::ClockRun derived) {
  const std::size_t first = out_.size();
  derived.set_run(generation_ + 1);
  SlaEvent& event = say(derived);
  event.set_effective_at_ms(derived.started_at_ms());
  auto& started = *event.mutable_started();
  started.set_target(derived.target());
  started.set_due_at_ms(derived.due_at_ms());
  started.set_calendar(derived.calendar());
  started.set_calendar_version(derived.calendar_version());
  v1::ClockRun fresh;
  fresh.set_target(derived.target());
  fresh.set_counting(derived.counting());
  fresh.set_calendar_version(derived.calendar_version());
  say_life(fresh, derived);
  finish(first, std::move(derived));
}

void Difference::cancel(const v1::ClockRun& stored) {
  if (!stored.breach_id().empty()) {
    withdraw(stored);
  }
  for (const v1::LevelMark& mark : stored.levels()) {
    if (is_reached(mark)) {
      withdraw_level(stored, mark);
    }
  }
  say(stored).mutable_cancelled()->set_reason(std::string(occasion_.reason));
}

void Difference::change_all(const std::vector<const v1::ClockRun*>& stored,
                            std::vector<v1::ClockRun> derived) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < stored.size() || j < derived.size()) {
    const auto rest = derived.begin() + static_cast<std::ptrdiff_t>(j);
    const bool stored_stays =
        i < stored.size() && std::any_of(rest, derived.end(), [&](const v1::ClockRun& run) {
          return run.started_at_ms() == stored[i]->started_at_ms();
        });
    const bool derived_known =
        j < derived.size() && std::any_of(stored.begin() + static_cast<std::ptrdiff_t>(i),
                                          stored.end(), [&](const v1::ClockRun* run) {
                                            return starts_at(run, derived[j].started_at_ms());
                                          });
    if (i < stored.size() && j < derived.size() && stored_stays == derived_known) {
      const bool frozen = stored[i]->stopped_at_ms() != 0 &&
                          stored[i]->generation() <= frozen_until_ &&
                          same_course(*stored[i], derived[j]);
      if (!frozen) {
        derived[j].set_warned(stored[i]->warned());
        change(*stored[i], std::move(derived[j]));
      }
      ++i;
      ++j;
    } else if (j < derived.size() && !derived_known) {
      begin(std::move(derived[j++]));
    } else {
      cancel(*stored[i++]);
    }
  }
}

}  // namespace escalon::sla
