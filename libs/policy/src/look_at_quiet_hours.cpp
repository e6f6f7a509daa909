#include <algorithm>
#include <optional>

#include "escalon/base/instant.hpp"
#include "findings.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using escalation::Target;
using notify::QuietHours;

// A year, so that the days on which the clocks change are among them.
constexpr absl::Duration kLookAhead = absl::Hours(24 * 366);
constexpr std::size_t kPeriodsMax = 2000;

absl::Duration longest(const QuietHours& hours, absl::Time from) {
  absl::Duration most;
  for (const auto& period : hours.during->open_periods(from, from + kLookAhead, kPeriodsMax)) {
    most = std::max(most, period.to - period.from);
  }
  return most;
}

// Whether none of a person's ways is left while it is quiet.
bool silences(const QuietHours& hours, const std::string& person, const notify::NotifyPolicy& all) {
  if (!hours.instead.empty()) {
    return false;
  }
  const auto found = all.people.find(person);
  if (found == all.people.end() || found->second.empty()) {
    return covers(hours, person, all.default_channel);
  }
  return std::ranges::all_of(found->second, [&](const notify::ContactMethod& method) {
    return covers(hours, person, method.channel);
  });
}

// A person whom the step asks by name, or with all of a team, and who hears nothing.
std::optional<std::string> silenced(const QuietHours& hours, const escalation::LadderStep& step,
                                    const notify::NotifyPolicy& all) {
  for (const Target& target : step.targets) {
    if (target.kind == Target::Kind::kPerson && silences(hours, target.name, all)) {
      return target.name;
    }
    const auto team = all.team_members.find(target.name);
    if (target.kind == Target::Kind::kEveryoneOf && team != all.team_members.end()) {
      for (const std::string& person : team->second) {
        if (silences(hours, person, all)) {
          return person;
        }
      }
    }
  }
  return std::nullopt;
}

void look_at_steps(const CompiledPolicy& policy, const QuietHours& hours, std::size_t index,
                   absl::Duration quiet, Findings& out) {
  for (const auto& [name, ladder] : policy.escalation.ladders) {
    for (std::size_t i = 0; i < ladder.steps.size(); ++i) {
      const absl::Duration within = ladder.steps[i].acknowledge_within;
      const auto person = silenced(hours, ladder.steps[i], policy.notify);
      if (person && within > absl::ZeroDuration() && quiet > within) {
        out.add(Severity::kWarning, {"notifications", "quiet_hours", index},
                cat("quiet for up to ", absl::FormatDuration(quiet), ", but step ", i + 1,
                    " of ladder ", name, " gives ", *person, " ", absl::FormatDuration(within),
                    ": a page that waits is never sent"),
                "let more priorities through, name a channel instead, or let the step wait longer");
        return;  // one example is enough
      }
    }
  }
}

void look_at_pages(const CompiledPolicy& policy, Findings& out) {
  const absl::Duration pages = policy.notify.grouping.pages;
  for (const auto& [name, ladder] : policy.escalation.ladders) {
    for (std::size_t i = 0; pages > absl::ZeroDuration() && i < ladder.steps.size(); ++i) {
      const absl::Duration within = ladder.steps[i].acknowledge_within;
      if (within > absl::ZeroDuration() && pages >= within) {
        out.add(Severity::kWarning, {"notifications", "grouping", "pages"},
                cat("step ", i + 1, " of ladder ", name, " is to be acknowledged within ",
                    absl::FormatDuration(within), ": its pages do not wait"),
                "shorten pages, or let the step wait longer");
        return;
      }
    }
  }
}

}  // namespace

void look_at_quiet_hours(const CompiledPolicy& policy, absl::Time now, Findings& out) {
  for (std::size_t i = 0; i < policy.notify.quiet_hours.size(); ++i) {
    const QuietHours& hours = policy.notify.quiet_hours[i];
    const absl::Duration quiet = longest(hours, now);
    if (quiet > notify::kQuietMax) {
      out.add(Severity::kWarning, {"notifications", "quiet_hours", i},
              cat("calendar ", hours.during->name(), " stays open for over 7 days"),
              "let it close: a notice waits 7 days at most, quiet or not");
    }
    look_at_steps(policy, hours, i, quiet, out);
  }
  look_at_pages(policy, out);
}

}  // namespace escalon::policy
