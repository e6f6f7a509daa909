#include "escalon/sla/report.hpp"

#include <algorithm>

#include "clock_sum.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::sla {
namespace {

// The rule and target that made the run, as far as the policy still has them.
Goal goal_behind(const v1::ClockRun& run, const SlaPolicy& policy) {
  const auto fits = [&](const Target& target) {
    return target.text == run.target() && Goal{nullptr, &target}.counting() == run.counting();
  };
  for (const ClockRule& rule : policy.clocks) {
    const bool same_calendar = (rule.calendar ? rule.calendar->name() : "") == run.calendar();
    if (rule.name != run.clock() || !same_calendar) {
      continue;
    }
    if (rule.due_from_event && run.counting() == Goal{&rule, nullptr, 1}.counting()) {
      return {&rule, nullptr, run.due_at_ms()};
    }
    for (const auto& [value, target] : rule.targets.of_value) {
      if (fits(target)) {
        return {&rule, &target};
      }
    }
    if (rule.targets.otherwise && fits(*rule.targets.otherwise)) {
      return {&rule, &*rule.targets.otherwise};
    }
  }
  return {};
}

std::string counting_text(const Goal& goal) {
  if (goal.target == nullptr) {
    return "the event carried the due instant";
  }
  switch (goal.target->kind) {
    case Target::Kind::kOpenTime:
      return goal.rule->calendar ? "counted in open time" : "counted in wall time";
    case Target::Kind::kWallTime:
      return "counted in wall time";
    case Target::Kind::kWorkingDays:
      return std::to_string(goal.target->days) +
             " working days, then the same wall time; a start outside opening counts from the next";
    case Target::Kind::kCalendarDays:
      break;
  }
  return std::to_string(goal.target->days) + " calendar days, then the same wall time";
}

std::string headline(const v1::ClockRun& run, const Goal& goal) {
  std::string text = run.clock() + ": target " + run.target() + ", started " +
                     format_instant(from_ms(run.started_at_ms()));
  if (run.due_at_ms() != 0) {
    text += ", due " + format_instant(from_ms(run.due_at_ms()));
  } else {
    text += ", paused with " + absl::FormatDuration(absl::Milliseconds(run.left_ms())) + " left";
  }
  if (run.stopped_at_ms() != 0) {
    text += ", stopped " + format_instant(from_ms(run.stopped_at_ms())) + " after " +
            absl::FormatDuration(absl::Milliseconds(run.elapsed_ms()));
  }
  return text + " (" + std::string(verdict_text(verdict(run))) + ")\n" +
         (goal.rule == nullptr ? "the policy no longer has this clock or target"
                               : counting_text(goal)) +
         "\n";
}

std::string status_text(v1::LevelStatus status) {
  switch (status) {
    case v1::LEVEL_STATUS_REACHED:
      return "reached";
    case v1::LEVEL_STATUS_PASSED_OVER:
      return "its condition did not hold";
    default:
      return "not reached";
  }
}

std::string instant_or_pause(std::int64_t at_ms) {
  return at_ms == 0 ? "paused" : format_instant(from_ms(at_ms));
}

// When it warns and reaches its levels, as the policy lists them.
std::string marks_text(const v1::ClockRun& run) {
  std::string text;
  for (int i = 0; i < run.warning_at_ms_size(); ++i) {
    const bool given = (run.warned() >> i & 1) != 0;
    text += "  warning " + std::to_string(i + 1) + ": " + instant_or_pause(run.warning_at_ms(i)) +
            (given ? ", given\n" : ", not given\n");
  }
  for (const v1::LevelMark& mark : run.levels()) {
    text += "  level " + mark.level() + " (" + mark.at() + "): " + instant_or_pause(mark.at_ms()) +
            ", " + status_text(mark.status()) + "\n";
  }
  return text;
}

absl::Time end_of_sum(const v1::ClockRun& run) {
  if (run.due_at_ms() != 0) {
    return from_ms(run.due_at_ms());
  }
  return run.pauses().empty() ? from_ms(run.started_at_ms())
                              : from_ms(run.pauses().rbegin()->from_ms());
}

// Working days are told by their dates while nothing has moved them; the rest by open periods.
calendar::Explanation sum_of(const v1::ClockRun& run, const Goal& goal, calendar::Pauses pauses) {
  const calendar::Calendar& hours = *goal.rule->calendar;
  const absl::Time start = from_ms(run.started_at_ms());
  if (goal.target != nullptr && goal.target->kind == Target::Kind::kWorkingDays &&
      run.due_at_ms() != 0) {
    return hours.explain_due_workdays(start, goal.target->days, workday_options(*goal.target),
                                      pauses);
  }
  return hours.explain_elapsed(start, end_of_sum(run), pauses);
}

}  // namespace

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kBreached:
      return "breached";
    case Verdict::kRunning:
      return "running";
    case Verdict::kOverdue:
      break;
  }
  return "overdue";
}

Verdict verdict(const v1::ClockRun& run) {
  const bool breached = !run.breach_id().empty();
  if (run.stopped_at_ms() != 0) {
    return breached ? Verdict::kBreached : Verdict::kMet;
  }
  return breached ? Verdict::kOverdue : Verdict::kRunning;
}

std::int64_t breached_at_ms(const v1::ClockRun& run) {
  return run.breach_id().empty() ? 0 : run.due_at_ms();
}

std::vector<const v1::ClockRun*> reported_runs(const v1::CaseClocks& state) {
  std::vector<const v1::ClockRun*> reported;
  for (const v1::ClockRun& run : state.runs()) {
    if (run.target().empty()) {
      continue;
    }
    if (reported.empty() || reported.back()->clock() != run.clock()) {
      reported.push_back(&run);
    } else if (reported.back()->breach_id().empty()) {
      reported.back() = &run;
    }
  }
  return reported;
}

ClockExplanation explain(const v1::ClockRun& run, const SlaPolicy& policy) {
  const Goal goal = goal_behind(run, policy);
  ClockExplanation explanation{headline(run, goal), {}};
  const auto pauses = pauses_of(run);
  if (goal.rule != nullptr && goal.rule->calendar) {
    explanation.sum = sum_of(run, goal, pauses);
    explanation.text += explanation.sum.full_text();
    if (goal.rule->calendar->version() != run.calendar_version()) {
      explanation.text +=
          "  the calendar has changed since: it was version " + run.calendar_version() + "\n";
    }
  } else {
    for (const calendar::Period& pause : pauses) {
      explanation.text += "  paused " + format_instant(pause.from) + " to " +
                          (pause.to == absl::InfiniteFuture() ? "now" : format_instant(pause.to)) +
                          "\n";
    }
  }
  explanation.text += marks_text(run) + "  by policy " + policy.version + "\n";
  return explanation;
}

}  // namespace escalon::sla
