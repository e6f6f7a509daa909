#include "clock_sum.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "escalon/base/instant.hpp"

namespace escalon::sla {
namespace {

using calendar::Calendar;
using calendar::Pauses;
using calendar::Period;

const Calendar* calendar_of(const Goal& goal) {
  return goal.rule == nullptr ? nullptr : goal.rule->calendar.get();
}

bool counts_open_time(const Goal& goal) {
  return goal.target != nullptr && calendar_of(goal) != nullptr &&
         (goal.target->kind == Target::Kind::kOpenTime ||
          goal.target->kind == Target::Kind::kWorkingDays);
}

bool is_duration(const Target& target) {
  return target.kind == Target::Kind::kOpenTime || target.kind == Target::Kind::kWallTime;
}

absl::Time wall_due(absl::Time start, absl::Duration duration, Pauses pauses) {
  absl::Time due = start + duration;
  for (const Period& pause : pauses) {
    const absl::Time from = std::max(start, pause.from);
    if (from < due && from < pause.to) {
      due += pause.to - from;
    }
  }
  return due;
}

absl::Time due_after(const Goal& goal, absl::Duration duration, absl::Time start, Pauses pauses) {
  const Calendar* hours = calendar_of(goal);
  return hours != nullptr && goal.target->kind == Target::Kind::kOpenTime
             ? hours->due(start, duration, pauses)
             : wall_due(start, duration, pauses);
}

absl::Time due_of(const Goal& goal, absl::Time start, Pauses pauses) {
  if (goal.target == nullptr) {
    return from_ms(goal.carried_due_ms);
  }
  const Target& target = *goal.target;
  if (is_duration(target)) {
    return due_after(goal, target.duration, start, pauses);
  }
  const Calendar* hours = calendar_of(goal);
  if (hours == nullptr) {
    return wall_due(start, absl::Hours(24) * target.days, pauses);
  }
  return target.kind == Target::Kind::kWorkingDays
             ? hours->due_workdays(start, target.days, workday_options(target), pauses)
             : hours->due_calendar_days(start, target.days, pauses);
}

std::int64_t ms_or_none(absl::Time at) {
  return at == absl::InfiniteFuture() ? 0 : to_ms(at);
}

absl::Duration whole_ms(absl::Duration duration, double share) {
  return absl::Milliseconds(std::llround(absl::ToDoubleMilliseconds(duration) * share));
}

// The instant of a warning where the target is a length of time: the due instant of the shorter
// length.
absl::Time warning_of_length(const Warning& warning, const Goal& goal, absl::Time start,
                             Pauses pauses) {
  const absl::Duration total = goal.target->duration;
  const absl::Duration used =
      warning.percent ? whole_ms(total, *warning.percent / 100) : total - *warning.lead;
  return due_after(goal, std::max(used, absl::ZeroDuration()), start, pauses);
}

// The instant of a warning where the due instant was found by the wall clock.
absl::Time warning_of_date(const Warning& warning, const Goal& goal, absl::Time start,
                           absl::Time due) {
  if (due == absl::InfiniteFuture()) {
    return due;
  }
  const bool open_time = counts_open_time(goal);
  if (warning.percent) {
    const absl::Duration used = whole_ms(measure(goal, start, due, {}), *warning.percent / 100);
    return open_time ? calendar_of(goal)->due(start, used) : start + used;
  }
  return std::max(start,
                  open_time ? calendar_of(goal)->before(due, *warning.lead) : due - *warning.lead);
}

void count_warnings(v1::ClockRun& run, const Goal& goal, absl::Time due, Pauses pauses,
                    bool retargeted, std::int64_t at_ms) {
  run.clear_warning_at_ms();
  if (!goal.aimed()) {
    return;
  }
  const absl::Time start = from_ms(run.started_at_ms());
  const bool by_length = goal.target != nullptr && is_duration(*goal.target);
  for (std::size_t i = 0; i < goal.rule->warnings.size() && i < 64; ++i) {
    const Warning& warning = goal.rule->warnings[i];
    const std::int64_t warning_ms =
        ms_or_none(by_length ? warning_of_length(warning, goal, start, pauses)
                             : warning_of_date(warning, goal, start, due));
    run.add_warning_at_ms(warning_ms);
    if (retargeted && warning_ms > at_ms) {
      run.set_warned(run.warned() & ~(std::uint64_t{1} << i));
    }
  }
}

absl::Time later_than(absl::Time due, const Goal& goal, absl::Duration by, Pauses pauses) {
  return counts_open_time(goal) ? calendar_of(goal)->due(due, by, pauses)
                                : wall_due(due, by, pauses);
}

absl::Time level_of_length(const Level& level, const Goal& goal, absl::Time start, Pauses pauses) {
  const absl::Duration total = goal.target->duration;
  const absl::Duration used =
      level.percent ? whole_ms(total, *level.percent / 100) : total + level.offset;
  return due_after(goal, std::max(used, absl::ZeroDuration()), start, pauses);
}

absl::Time level_of_date(const Level& level, const Goal& goal, absl::Time start, absl::Time due,
                         Pauses pauses) {
  if (due == absl::InfiniteFuture()) {
    return due;
  }
  if (level.is_before_due()) {
    const std::optional<absl::Duration> lead =
        level.percent ? std::nullopt : std::optional(-level.offset);
    return warning_of_date({level.percent, lead}, goal, start, due);
  }
  const absl::Duration by =
      level.percent ? whole_ms(measure(goal, start, due, {}), (*level.percent - 100) / 100)
                    : level.offset;
  return by > absl::ZeroDuration() ? later_than(due, goal, by, pauses) : due;
}

const v1::LevelMark* find_mark(const v1::ClockRun& run, const std::string& level) {
  const auto found = std::find_if(run.levels().begin(), run.levels().end(),
                                  [&](const v1::LevelMark& mark) { return mark.level() == level; });
  return found == run.levels().end() ? nullptr : &*found;
}

void count_levels(v1::ClockRun& run, const Goal& goal, absl::Time due, Pauses pauses,
                  bool retargeted, std::int64_t at_ms) {
  google::protobuf::RepeatedPtrField<v1::LevelMark> marks;
  const absl::Time start = from_ms(run.started_at_ms());
  const bool by_length = goal.target != nullptr && is_duration(*goal.target);
  for (std::size_t i = 0; goal.aimed() && i < goal.rule->levels.size(); ++i) {
    const Level& level = goal.rule->levels[i];
    v1::LevelMark& mark = *marks.Add();
    mark.set_level(level.name);
    mark.set_at(level.text);
    mark.set_before_due(level.is_before_due());
    mark.set_escalates(level.escalate);
    mark.set_raise_priority_to(level.raise_priority_to);
    mark.mutable_tell()->Add(level.tell.begin(), level.tell.end());
    mark.set_at_ms(ms_or_none(by_length ? level_of_length(level, goal, start, pauses)
                                        : level_of_date(level, goal, start, due, pauses)));
    const v1::LevelMark* known = find_mark(run, level.name);
    const bool again = retargeted && (mark.at_ms() == 0 || mark.at_ms() > at_ms);
    if (known != nullptr && !again) {
      mark.set_status(known->status());
    }
  }
  run.mutable_levels()->Swap(&marks);
}

void count_left(v1::ClockRun& run, const Goal& goal) {
  run.set_left_ms(0);
  if (!goal.aimed() || run.due_at_ms() != 0) {
    return;
  }
  auto pauses = pauses_of(run);
  const absl::Time since = pauses.back().from;
  pauses.pop_back();
  const absl::Time due = due_of(goal, from_ms(run.started_at_ms()), pauses);
  if (due != absl::InfiniteFuture()) {
    run.set_left_ms(absl::ToInt64Milliseconds(measure(goal, since, due, {})));
  }
}

}  // namespace

calendar::WorkdayOptions workday_options(const Target& target) {
  return {.end_of_working_day = target.end_of_day, .pull_back_to_close = target.by_close};
}

int Goal::counting() const {
  constexpr int kCarried = 5;
  if (target != nullptr) {
    return static_cast<int>(target->kind) + 1;
  }
  return carried_due_ms != 0 ? kCarried : 0;
}

const std::string& Goal::text() const {
  static const std::string kCarried = "event";
  static const std::string kNone;
  return target != nullptr ? target->text : carried_due_ms != 0 ? kCarried : kNone;
}

std::vector<Period> pauses_of(const v1::ClockRun& run) {
  std::vector<Period> pauses;
  pauses.reserve(static_cast<std::size_t>(run.pauses_size()));
  for (const auto& pause : run.pauses()) {
    pauses.push_back({from_ms(pause.from_ms()),
                      pause.to_ms() == 0 ? absl::InfiniteFuture() : from_ms(pause.to_ms())});
  }
  return pauses;
}

bool aims_elsewhere(const v1::ClockRun& run, const Goal& goal) {
  const Calendar* hours = calendar_of(goal);
  const bool same_calendar =
      !goal.aimed() ||
      run.calendar_version() == (hours == nullptr ? std::string() : hours->version());
  const bool same_due = goal.carried_due_ms == 0 || run.due_at_ms() == goal.carried_due_ms;
  return run.counting() != goal.counting() || run.target() != goal.text() || !same_calendar ||
         !same_due;
}

absl::Duration measure(const Goal& goal, absl::Time from, absl::Time to, Pauses pauses) {
  if (counts_open_time(goal)) {
    return calendar_of(goal)->elapsed(from, to, pauses);
  }
  absl::Duration total = std::max(to - from, absl::ZeroDuration());
  for (const Period& pause : pauses) {
    total -= std::max(std::min(pause.to, to) - std::max(pause.from, from), absl::ZeroDuration());
  }
  return total;
}

void count(v1::ClockRun& run, const Goal& goal, std::int64_t at_ms) {
  const bool retargeted = run.target() != goal.text() || run.counting() != goal.counting();
  const Calendar* hours = goal.aimed() ? calendar_of(goal) : nullptr;
  run.set_target(goal.text());
  run.set_counting(goal.counting());
  run.set_calendar(hours == nullptr ? std::string() : hours->name());
  run.set_calendar_version(hours == nullptr ? std::string() : hours->version());
  const auto pauses = pauses_of(run);
  const absl::Time start = from_ms(run.started_at_ms());
  const absl::Time due = goal.aimed() ? due_of(goal, start, pauses) : absl::InfiniteFuture();
  run.set_due_at_ms(ms_or_none(due));
  count_warnings(run, goal, due, pauses, retargeted, at_ms);
  count_levels(run, goal, due, pauses, retargeted, at_ms);
  if (is_paused(run)) {
    count_left(run, goal);
  } else {
    run.set_left_ms(0);
  }
  if (run.stopped_at_ms() != 0) {
    run.set_elapsed_ms(
        absl::ToInt64Milliseconds(measure(goal, start, from_ms(run.stopped_at_ms()), pauses)));
  } else {
    run.set_elapsed_ms(0);
  }
}

}  // namespace escalon::sla
