#include "calc_answers.hpp"

#include <algorithm>

#include "calc_instants.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "escalon/policy/target.hpp"

namespace escalon::cli {
namespace {

using calendar::Calendar;
using calendar::Explanation;
using calendar::Period;
using service::ExitCode;
using sla::Target;

// The zone of a compiled calendar is known.
absl::TimeZone zone_of(const Calendar& calendar) {
  return *calendar::load_time_zone(calendar.time_zone());
}

/// What the commands with a sum are asked: an instant, a target and pauses.
struct Question {
  Given given;
  Target target;
  std::vector<Period> pauses;
};

Answer<Question> read_question(const Calendar& calendar, const std::string& flag,
                               const std::string& instant, const std::string& target,
                               const std::vector<std::string>& pauses) {
  const absl::TimeZone zone = zone_of(calendar);
  const auto given = read_instant(flag, instant, zone);
  if (!given) {
    return given.error();
  }
  const auto parsed = policy::parse_target(target);
  if (!parsed) {
    return Refusal{ExitCode::kUsage, "--target: " + parsed.error().message};
  }
  const auto spans = read_pauses(pauses, zone);
  if (!spans) {
    return spans.error();
  }
  return Question{*given, *parsed, *spans};
}

// Wall time counts as open time of a calendar that never closes.
Calendar always_open(const std::string& zone) {
  calendar::CalendarSpec spec;
  spec.time_zone = zone;
  spec.weekly.fill({{0, 86'400}});
  return *Calendar::compile(spec);
}

Explanation of_wall_time(Explanation sum) {
  sum.counting = Explanation::Counting::kWallTime;
  return sum;
}

Explanation explain_due(const Calendar& calendar, const Question& asked) {
  const Target& target = asked.target;
  const absl::Time start = asked.given.at;
  switch (target.kind) {
    case Target::Kind::kOpenTime:
      return calendar.explain_due(start, target.duration, asked.pauses);
    case Target::Kind::kWallTime:
      return of_wall_time(
          always_open(calendar.time_zone()).explain_due(start, target.duration, asked.pauses));
    case Target::Kind::kWorkingDays:
      return calendar.explain_due_workdays(
          start, target.days,
          {.end_of_working_day = target.end_of_day, .pull_back_to_close = target.by_close},
          asked.pauses);
    case Target::Kind::kCalendarDays:
      break;
  }
  return calendar.explain_due_calendar_days(start, target.days, asked.pauses);
}

// What an open pause leaves of the target.
std::string paused_text(const Calendar& calendar, const Question& asked, const Explanation& sum) {
  std::vector<Period> ended = asked.pauses;
  std::erase_if(ended, [](const Period& pause) { return pause.to == absl::InfiniteFuture(); });
  const absl::Time since = sum.pauses.back().from;
  const absl::Time due = explain_due(calendar, {asked.given, asked.target, ended}).end;
  const bool wall = asked.target.kind == Target::Kind::kWallTime ||
                    asked.target.kind == Target::Kind::kCalendarDays;
  const absl::Duration left =
      wall ? due - since : calendar.elapsed(std::max(since, asked.given.at), due, ended);
  return "due none: paused with " + absl::FormatDuration(left) + " left\n";
}

Refusal beyond(const std::string& what) {
  return {ExitCode::kFailed, what + " lies outside the years 1900 to 2199, which calendars know"};
}

Explanation explain_start(const Calendar& calendar, const Question& asked) {
  const Target& target = asked.target;
  const absl::Time due = asked.given.at;
  switch (target.kind) {
    case Target::Kind::kOpenTime:
      return calendar.explain_before(due, target.duration, asked.pauses);
    case Target::Kind::kWallTime:
      return of_wall_time(
          always_open(calendar.time_zone()).explain_before(due, target.duration, asked.pauses));
    case Target::Kind::kWorkingDays:
      return calendar.explain_due_workdays(due, -target.days);
    case Target::Kind::kCalendarDays:
      break;
  }
  return calendar.explain_due_calendar_days(due, -target.days);
}

bool counts_days(const Target& target) {
  return target.kind == Target::Kind::kWorkingDays || target.kind == Target::Kind::kCalendarDays;
}

std::string reasons(const Calendar& calendar, absl::Time at) {
  std::string text;
  for (const auto& exception : calendar.exceptions_at(at)) {
    text += "  " + absl::FormatCivilTime(exception.date) + " " + exception.what + "\n";
  }
  return text;
}

}  // namespace

Answer<std::string> due_text(const Calendar& calendar, const std::string& start,
                             const std::string& target, const std::vector<std::string>& pauses) {
  const auto asked = read_question(calendar, "--start", start, target, pauses);
  if (!asked) {
    return asked.error();
  }
  const Explanation sum = explain_due(calendar, *asked);
  const bool paused = !sum.pauses.empty() && sum.pauses.back().to == absl::InfiniteFuture();
  if (sum.end == absl::InfiniteFuture() && !paused) {
    return beyond("the due instant");
  }
  const std::string due = sum.end == absl::InfiniteFuture()
                              ? paused_text(calendar, *asked, sum)
                              : "due " + instant_text(sum.end, zone_of(calendar)) + "\n";
  return due + asked->given.note + sum.text();
}

Answer<std::string> start_text(const Calendar& calendar, const std::string& due,
                               const std::string& target, const std::vector<std::string>& pauses) {
  const auto asked = read_question(calendar, "--due", due, target, pauses);
  if (!asked) {
    return asked.error();
  }
  if (counts_days(asked->target) && !asked->pauses.empty()) {
    return Refusal{ExitCode::kUsage,
                   "--pause: days are counted back without pauses; leave it out, or give a target "
                   "in hours"};
  }
  const Explanation sum = explain_start(calendar, *asked);
  const absl::Time start = counts_days(asked->target) ? sum.end : sum.start;
  if (start == absl::InfinitePast() || sum.counted < asked->target.duration) {
    return beyond("the start");
  }
  return "start " + instant_text(start, zone_of(calendar)) + "\n" + asked->given.note + sum.text();
}

Answer<std::string> between_text(const Calendar& calendar, const std::string& from,
                                 const std::string& until, const std::vector<std::string>& pauses) {
  const absl::TimeZone zone = zone_of(calendar);
  const auto begin = read_instant("--from", from, zone);
  const auto end = read_instant("--to", until, zone);
  const auto spans = read_pauses(pauses, zone);
  if (!begin || !end) {
    return begin ? end.error() : begin.error();
  }
  if (!spans) {
    return spans.error();
  }
  if (end->at < begin->at) {
    return Refusal{ExitCode::kUsage, "--to: it lies before --from; change the two"};
  }
  const Explanation sum = calendar.explain_elapsed(begin->at, end->at, *spans);
  return "open " + absl::FormatDuration(sum.counted) + "\n" + begin->note + end->note + sum.text();
}

Answer<std::string> open_text(const Calendar& calendar, const std::string& at) {
  const absl::TimeZone zone = zone_of(calendar);
  const auto given = read_instant("--at", at, zone);
  if (!given) {
    return given.error();
  }
  if (!calendar.is_open(given->at)) {
    return "closed, opens " + instant_text(calendar.next_open(given->at), zone) + "\n" +
           given->note + reasons(calendar, given->at);
  }
  const auto periods = calendar.open_periods(given->at, given->at + absl::Hours(24 * 366), 1);
  const bool ends = periods.front().to < given->at + absl::Hours(24 * 366);
  return "open, closes " +
         (ends ? instant_text(periods.front().to, zone) : std::string("not within a year")) + "\n" +
         given->note;
}

Answer<std::string> next_opening_text(const Calendar& calendar, const std::string& at) {
  const absl::TimeZone zone = zone_of(calendar);
  const auto given = read_instant("--at", at, zone);
  if (!given) {
    return given.error();
  }
  const absl::Time opening = calendar.next_open(given->at);
  if (opening == absl::InfiniteFuture()) {
    return beyond("the next opening");
  }
  return (opening == given->at ? "open already " : "opens ") + instant_text(opening, zone) + "\n" +
         given->note + (opening == given->at ? "" : reasons(calendar, given->at));
}

Answer<std::string> periods_text(const Calendar& calendar, const std::string& from, int count) {
  const absl::TimeZone zone = zone_of(calendar);
  const auto given = read_instant("--from", from, zone);
  if (!given) {
    return given.error();
  }
  std::string text = given->note;
  const absl::Time until = given->at + absl::Hours(24 * 366 * 2);
  for (const Period& period :
       calendar.open_periods(given->at, until, static_cast<std::size_t>(count))) {
    text += instant_text(period.from, zone) + " to " + instant_text(period.to, zone) + "  " +
            absl::FormatDuration(period.to - period.from) + "\n";
  }
  return text;
}

}  // namespace escalon::cli
