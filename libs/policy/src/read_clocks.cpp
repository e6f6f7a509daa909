#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "draft.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
#include "read_level.hpp"
#include "read_target.hpp"
#include "text.hpp"
#include "values.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using sla::ClockRule;
using sla::Restart;
using sla::Targets;

constexpr std::size_t kWarningsMax = 20;

// Which calendar counts: one, or one by the value of a field.
struct CalendarChoice {
  std::optional<rules::Field> by;
  std::vector<std::pair<std::string, std::string>> of_value;  ///< In the order of the file.
  std::string otherwise;

  [[nodiscard]] bool empty() const { return otherwise.empty() && of_value.empty(); }
};

struct ClockDraft {
  ClockRule rule;
  CalendarChoice calendar;
  int targets_given = 0;                  ///< How many of target, targets and due.
  bool started = false;                   ///< Whether start is given.
  bool restarts = false;                  ///< Whether restart is given.
  std::optional<rules::Condition> state;  ///< What `while` says.
};

void read_by(const Cursor& at, std::optional<rules::Field>& out) {
  std::string name;
  if (!read_text(at, name)) {
    return;
  }
  Result<rules::Field> field = rules::Field::parse(name);
  if (field) {
    out = std::move(*field);
  } else {
    fail_with(at, field.error().message);
  }
}

// Whether the key of `at` is a value that the field may have.
bool check_value(const Cursor& at, const std::optional<rules::Field>& by) {
  const auto known = by ? known_values(by->kind()) : std::span<const std::string_view>{};
  if (known.empty() || std::ranges::find(known, at.name()) != known.end()) {
    return true;
  }
  at.fail_at_key(cat("'", at.name(), "' is no ", value_word(by->kind())),
                 cat("use one of: ", list_of(known)));
  return false;
}

void read_target_of_value(const Cursor& at, Targets& out) {
  sla::Target target;
  if (check_value(at, out.by) && read_target(at, target)) {
    out.of_value.emplace(at.name(), std::move(target));
  }
}

constexpr Field<Targets> kTargetsFields[] = {
    {"by", Need::kRequired, [](const Cursor& at, Targets& out) { read_by(at, out.by); },
     "The field that chooses: priority, tier, attributes.NAME, …"},
    {"values", Need::kRequired,
     [](const Cursor& at, Targets& out) {
       each_member(at, [&](const Cursor& entry) { read_target_of_value(entry, out); });
     },
     "The target of each value."},
    {"default", Need::kOptional,
     [](const Cursor& at, Targets& out) {
       sla::Target target;
       if (read_target(at, target)) {
         out.otherwise = std::move(target);
       }
     },
     "The target of every other value; without it such a case has no clock."},
};

void read_calendar_of_value(const Cursor& at, CalendarChoice& out) {
  std::string name;
  if (check_value(at, out.by) && read_reference(at, NameKind::kCalendar, name)) {
    out.of_value.emplace_back(at.name(), std::move(name));
  }
}

constexpr Field<CalendarChoice> kCalendarFields[] = {
    {"by", Need::kRequired, [](const Cursor& at, CalendarChoice& out) { read_by(at, out.by); },
     "The field that chooses: tenant, team, attributes.NAME, …"},
    {"values", Need::kRequired,
     [](const Cursor& at, CalendarChoice& out) {
       each_member(at, [&](const Cursor& entry) { read_calendar_of_value(entry, out); });
     },
     "The calendar of each value."},
    {"default", Need::kOptional,
     [](const Cursor& at, CalendarChoice& out) {
       read_reference(at, NameKind::kCalendar, out.otherwise);
     },
     "The calendar of every other value; without it such a case has no clock."},
};

void read_calendar_choice(const Cursor& at, ClockDraft& out) {
  if (at.node().kind == Node::Kind::kMap) {
    read_fields(at, kCalendarFields, out.calendar);
  } else {
    read_reference(at, NameKind::kCalendar, out.calendar.otherwise);
  }
}

void read_one_target(const Cursor& at, ClockDraft& out) {
  ++out.targets_given;
  sla::Target target;
  if (read_target(at, target)) {
    out.rule.targets.otherwise = std::move(target);
  }
}

void read_due(const Cursor& at, ClockDraft& out) {
  static constexpr std::array<std::string_view, 1> kKnown{"event"};
  ++out.targets_given;
  std::string word;
  out.rule.due_from_event = read_one_of(at, "source of a due instant", kKnown, word);
}

void read_restart(const Cursor& at, ClockDraft& out) {
  static constexpr std::array<std::string_view, 3> kKnown{"never", "after_stop", "always"};
  std::string word;
  out.restarts = true;
  if (read_one_of(at, "restart", kKnown, word)) {
    out.rule.restart = word == "never"        ? Restart::kNever
                       : word == "after_stop" ? Restart::kAfterStop
                                              : Restart::kAlways;
  }
}

void read_warnings(const Cursor& at, ClockDraft& out) {
  each_item_or_one(at, [&](const Cursor& item) {
    sla::Warning warning;
    if (read_warning(item, warning)) {
      out.rule.warnings.push_back(warning);
    }
  });
  if (out.rule.warnings.size() > kWarningsMax) {
    at.fail("more than 20 warnings", "leave some out");
  }
}

constexpr Field<ClockDraft> kClockFields[] = {
    {"applies", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.applies); },
     "Which cases have the clock; all without it."},
    {"calendar", Need::kOptional, &read_calendar_choice,
     "Whose open time counts, one or one by the value of a field; wall time without it."},
    {"target", Need::kOptional, &read_one_target,
     "How long the clock may run, as 8h or 3 working days."},
    {"targets", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) {
       ++out.targets_given;
       read_fields(at, kTargetsFields, out.rule.targets);
     },
     "Targets by the value of a field."},
    {"due", Need::kOptional, &read_due,
     "The word event: the contact event carries the due instant."},
    {"start", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) {
       out.started = true;
       read_condition(at, out.rule.start);
     },
     "What starts the clock; this or while is required."},
    {"while", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.state.emplace()); },
     "In place of start: the clock runs while this holds, anew on each entry."},
    {"each", Need::kOptional, [](const Cursor& at, ClockDraft& out) { read_by(at, out.rule.each); },
     "With while: a run for each value of this field, as team or status."},
    {"pause", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.pause); },
     "While this holds the clock stands still."},
    {"resume", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.resume); },
     "What makes a paused clock run again; without it, that pause holds no more."},
    {"stop", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.stop); },
     "What stops the clock."},
    {"reopen", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.reopen); },
     "What makes a stopped clock run on."},
    {"closed_time_counts", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_flag(at, out.rule.closed_time_counts); },
     "Whether the time between a stop and a reopening counts; false without it."},
    {"restart", Need::kOptional, &read_restart,
     "What a further start does: never, after_stop (a new run once stopped), always."},
    {"early_stop_counts", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_flag(at, out.rule.early_stop_counts); },
     "Whether a stop dated before the start meets the clock; true without it."},
    {"warnings", Need::kOptional, &read_warnings, "When to warn, as 75% or 10m before."},
    {"levels", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_levels(at, out.rule); },
     "What is done before, at and after the due instant."},
};

bool needs_calendar(const Targets& targets) {
  const auto in_working_days = [](const sla::Target& target) {
    return target.kind == sla::Target::Kind::kWorkingDays;
  };
  return (targets.otherwise && in_working_days(*targets.otherwise)) ||
         std::ranges::any_of(targets.of_value,
                             [&](const auto& entry) { return in_working_days(entry.second); });
}

void check_clock(const Cursor& at, const ClockDraft& draft) {
  const ClockRule& rule = draft.rule;
  if (draft.targets_given != 1) {
    at.fail_at_key(draft.targets_given == 0 ? "no target" : "more than one target",
                   "give exactly one of target, targets and 'due: event'");
  }
  if (draft.calendar.empty() && needs_calendar(rule.targets)) {
    at.fail_at_key("a target in working days needs a calendar", "add the key calendar");
  }
  if (draft.started == draft.state.has_value()) {
    at.fail_at_key(draft.started ? "start and while exclude each other" : "'start' is missing",
                   "say what starts the clock under start, or which state it times under while");
  }
  if (rule.each && !draft.state) {
    at.fail_at_key("each needs while", "write the state that the clock times under while");
  }
  if (draft.state && draft.restarts) {
    at.fail_at_key("a clock with while restarts on each entry", "remove the key restart");
  }
  if (rule.closed_time_counts && rule.reopen.is_never()) {
    at.warn("closed_time_counts says nothing: the clock is never reopened", "add the key reopen");
  }
  if (rule.stop.is_never() && !draft.state) {
    at.warn("nothing stops this clock: it is breached in every case", "add the key stop");
  }
}

// A clock of a state starts when the case enters it and stops when it is left.
void time_state(ClockDraft& draft) {
  ClockRule& rule = draft.rule;
  rule.start = *draft.state;
  rule.stop = rules::Condition::any({rules::Condition::negated(*draft.state), rule.stop});
  rule.restart = Restart::kAfterStop;
  rule.early_stop_counts = false;
  rule.times_state = true;
}

std::shared_ptr<const calendar::Calendar> find_calendar(const Draft& draft,
                                                        const std::string& name) {
  const auto found = draft.calendars.find(name);
  return found == draft.calendars.end() ? nullptr : found->second;
}

// A calendar by the value of a field makes a rule for each value: the first rule of a name that
// applies is the clock, and when the value changes the clock is counted anew by another.
void add_rules(ClockDraft draft, Draft& out) {
  for (const auto& [value, name] : draft.calendar.of_value) {
    ClockRule rule = draft.rule;
    rule.applies = rules::Condition::all(
        {draft.rule.applies, rules::Condition::one_of(*draft.calendar.by, {value})});
    rule.calendar = find_calendar(out, name);
    out.sla.clocks.push_back(std::move(rule));
  }
  if (draft.calendar.of_value.empty() || !draft.calendar.otherwise.empty()) {
    draft.rule.calendar = find_calendar(out, draft.calendar.otherwise);
    out.sla.clocks.push_back(std::move(draft.rule));
  }
}

void read_clock(const Cursor& at, std::string_view name, Draft& out) {
  ClockDraft draft;
  draft.rule.name = std::string(name);
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kClockFields, draft)) {
    return;
  }
  if (at.reading().errors.size() != errors_before) {
    return;
  }
  check_clock(at, draft);
  if (draft.state) {
    time_state(draft);
  }
  add_rules(std::move(draft), out);
}

// The first rule of a name whose `applies` holds is the clock.
void warn_unreachable(const Cursor& list, std::size_t rules, const std::vector<ClockRule>& clocks) {
  for (std::size_t i = 0; i + 1 < rules; ++i) {
    if (clocks[clocks.size() - rules + i].applies.is_always()) {
      list.item(i + 1).warn("never used: the rule before it applies to every case",
                            "give the earlier rule a condition under applies, or put it last");
      return;
    }
  }
}

void read_clock_rules(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kClock, std::string(at.name()));
  if (at.node().kind != Node::Kind::kSequence) {
    read_clock(at, at.name(), out);
    return;
  }
  const std::size_t before = out.sla.clocks.size();
  each_item(at, [&](const Cursor& item) { read_clock(item, at.name(), out); });
  if (const std::size_t added = out.sla.clocks.size() - before; added == at.node().items.size()) {
    warn_unreachable(at, added, out.sla.clocks);
  }
}

}  // namespace

void read_clocks(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_clock_rules(entry, out); });
}

}  // namespace escalon::policy
