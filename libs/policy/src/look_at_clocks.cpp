#include <algorithm>
#include <span>

#include "escalon/base/instant.hpp"
#include "findings.hpp"
#include "hidden_rules.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using sla::ClockRule;
using Kind = sla::Target::Kind;

constexpr absl::Duration kTargetMax = absl::Hours(24 * 3660);

absl::Time due(const ClockRule& clock, const sla::Target& target, absl::Time start) {
  if (clock.calendar == nullptr) {
    return start;
  }
  switch (target.kind) {
    case Kind::kOpenTime:
      return clock.calendar->due(start, target.duration);
    case Kind::kWorkingDays:
      return clock.calendar->due_workdays(start, target.days);
    default:
      return start;
  }
}

// Calls `look` with each target of a clock, and the value that it is for.
template <typename Look>
void each_target(const ClockRule& clock, Look look) {
  for (const auto& [value, target] : clock.targets.of_value) {
    look(target, cat(clock.targets.by->text(), " ", value));
  }
  if (clock.targets.otherwise) {
    look(*clock.targets.otherwise, std::string("every other case"));
  }
}

void look_at_targets(const ClockRule& clock, absl::Time now, Findings& out) {
  each_target(clock, [&](const sla::Target& target, const std::string& whom) {
    const absl::Time at = due(clock, target, now);
    if (at - now > kTargetMax) {
      out.add(Severity::kWarning, {"clocks", clock.name},
              cat("the calendar '", clock.calendar->name(), "' cannot meet the target ",
                  target.text, " (", whom, "): started ", format_instant(now), " it is due ",
                  at == absl::InfiniteFuture() ? "never" : format_instant(at)),
              "shorten the target, give the calendar more hours, or count wall time");
    }
  });
}

void look_at_warnings(const ClockRule& clock, Findings& out) {
  each_target(clock, [&](const sla::Target& target, const std::string& whom) {
    const bool timed = target.kind == Kind::kOpenTime || target.kind == Kind::kWallTime;
    for (const sla::Warning& warning : clock.warnings) {
      if (timed && warning.lead && *warning.lead >= target.duration) {
        out.add(Severity::kWarning, {"clocks", clock.name},
                cat("warns ", format_duration(*warning.lead), " before a target of ", target.text,
                    " (", whom, "), which is as soon as the clock starts"),
                "warn by a share of the target, as 75%, or later");
      }
    }
  });
}

bool uses_calendar(const ClockRule& clock) {
  bool used = clock.due_from_event;
  each_target(clock, [&](const sla::Target& target, const std::string&) {
    used = used || target.kind != Kind::kWallTime;
  });
  return used;
}

void look_at_rule(const ClockRule& clock, absl::Time now, Findings& out) {
  if (!clock.due_from_event) {
    look_at_targets(clock, now, out);
    look_at_warnings(clock, out);
  }
  if (clock.calendar != nullptr && !uses_calendar(clock)) {
    out.add(Severity::kWarning, {"clocks", clock.name},
            cat("the calendar '", clock.calendar->name(),
                "' has no effect: every target counts wall time"),
            "leave 'wall' out of the targets, or remove the key calendar");
  }
}

// Of several rules under one name the first that applies is the clock.
void look_at_group(std::span<const ClockRule> group, Findings& out) {
  std::vector<const rules::Condition*> earlier;
  const bool numbered = out.entries({"clocks", group.front().name}) == group.size();
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto ways = rules::Ways::of(group[i].applies);
    const bool found_as_read = !earlier.empty() && earlier.back()->is_always();
    const auto by = ways && !found_as_read ? hidden(earlier, *ways, {}) : std::nullopt;
    if (by && numbered) {
      out.add(Severity::kWarning, {"clocks", group.front().name, i},
              cat("never used: rule ", by->by + 1,
                  " of this clock applies to all of it, for example ", by->example),
              "put it before that rule, or narrow 'applies' there");
    }
    earlier.push_back(&group[i].applies);
  }
}

}  // namespace

void look_at_clocks(const CompiledPolicy& policy, absl::Time now, Findings& out) {
  const std::span<const ClockRule> clocks(policy.sla.clocks);
  for (std::size_t begin = 0; begin < clocks.size();) {
    std::size_t end = begin;
    while (end < clocks.size() && clocks[end].name == clocks[begin].name) {
      look_at_rule(clocks[end++], now, out);
    }
    look_at_group(clocks.subspan(begin, end - begin), out);
    begin = end;
  }
}

}  // namespace escalon::policy
