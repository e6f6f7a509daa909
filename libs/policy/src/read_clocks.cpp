#include <algorithm>
#include <array>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
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

struct ClockDraft {
  ClockRule rule;
  std::string calendar;
  int targets_given = 0;  ///< How many of target, targets and due.
};

void read_by(const Cursor& at, Targets& out) {
  std::string name;
  if (!read_text(at, name)) {
    return;
  }
  Result<rules::Field> field = rules::Field::parse(name);
  if (field) {
    out.by = std::move(*field);
  } else {
    fail_with(at, field.error().message);
  }
}

void read_target_of_value(const Cursor& at, Targets& out) {
  const auto known = out.by ? known_values(out.by->kind()) : std::span<const std::string_view>{};
  if (!known.empty() && std::ranges::find(known, at.name()) == known.end()) {
    at.fail_at_key(cat("'", at.name(), "' is no ", value_word(out.by->kind())),
                   cat("use one of: ", list_of(known)));
    return;
  }
  sla::Target target;
  if (read_target(at, target)) {
    out.of_value.emplace(at.name(), std::move(target));
  }
}

constexpr Field<Targets> kTargetsFields[] = {
    {"by", Need::kRequired, &read_by, "The field that chooses: priority, tier, attributes.NAME, …"},
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
    {"calendar", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) {
       read_reference(at, NameKind::kCalendar, out.calendar);
     },
     "Whose open time counts; wall time without it."},
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
    {"start", Need::kRequired,
     [](const Cursor& at, ClockDraft& out) { read_condition(at, out.rule.start); },
     "What starts the clock."},
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
    {"restart", Need::kOptional, &read_restart,
     "What a further start does: never, after_stop (a new run once stopped), always."},
    {"early_stop_counts", Need::kOptional,
     [](const Cursor& at, ClockDraft& out) { read_flag(at, out.rule.early_stop_counts); },
     "Whether a stop dated before the start meets the clock; true without it."},
    {"warnings", Need::kOptional, &read_warnings, "When to warn, as 75% or 10m before."},
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
  if (rule.stop.is_never()) {
    at.warn("nothing stops this clock: it is breached in every case", "add the key stop");
  }
}

void read_clock(const Cursor& at, std::string_view name, Draft& out) {
  ClockDraft draft;
  draft.rule.name = std::string(name);
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kClockFields, draft)) {
    return;
  }
  if (at.reading().errors.size() == errors_before) {
    check_clock(at, draft);
  }
  if (const auto found = out.calendars.find(draft.calendar); found != out.calendars.end()) {
    draft.rule.calendar = found->second;
  }
  out.sla.clocks.push_back(std::move(draft.rule));
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
