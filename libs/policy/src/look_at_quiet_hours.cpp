#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "escalon/base/instant.hpp"
#include "findings.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using escalation::Target;
using notify::QuietHours;

// A year, so that the days on which the clocks change are among them.
constexpr absl::Duration kLookAhead = absl::Hours(24 * 366);
constexpr std::size_t kPeriodsMax = 2000;

/// When it is quiet, in order and apart from one another.
struct QuietTime {
  std::vector<calendar::Period> periods;
  absl::Duration longest;
};

QuietTime quiet_time(const QuietHours& hours, absl::Time from) {
  QuietTime quiet{hours.during->open_periods(from, from + kLookAhead, kPeriodsMax), {}};
  for (const calendar::Period& period : quiet.periods) {
    quiet.longest = std::max(quiet.longest, period.to - period.from);
  }
  return quiet;
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

/// Somebody whom a step asks while it is quiet for them.
struct Kept {
  std::string person;
  std::string rota;          // by which they are on call; empty = the step asks them at any hour
  absl::Duration wait = {};  // how long a page is kept at most
};

/// One entry of the quiet hours beside the ladders.
class QuietLook {
 public:
  QuietLook(const CompiledPolicy& policy, const QuietHours& hours, const QuietTime& quiet,
            absl::Time now)
      : policy_(policy), hours_(hours), quiet_(quiet), now_(now) {}

  /// Whom the step asks, and whose page would be kept for longer than the step waits.
  [[nodiscard]] std::optional<Kept> kept_by(const escalation::LadderStep& step) {
    for (const Target& target : step.targets) {
      std::optional<Kept> kept = kept_by(target);
      if (kept && kept->wait > step.acknowledge_within) {
        return kept;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool silences(const std::string& person) const {
    return policy::silences(hours_, person, policy_.notify);
  }

  [[nodiscard]] std::optional<Kept> kept_by(const Target& target) {
    if (target.kind == Target::Kind::kPerson && silences(target.name)) {
      return Kept{target.name, {}, quiet_.longest};
    }
    if (target.kind == Target::Kind::kRota) {
      const auto [known, added] = on_call_.try_emplace(target.name);
      if (added) {
        known->second = kept_on_call(target.name);
      }
      return known->second;
    }
    const auto team = policy_.notify.team_members.find(target.name);
    if (target.kind == Target::Kind::kEveryoneOf && team != policy_.notify.team_members.end()) {
      const auto person =
          std::ranges::find_if(team->second, [&](const auto& name) { return silences(name); });
      if (person != team->second.end()) {
        return Kept{*person, {}, quiet_.longest};
      }
    }
    return std::nullopt;
  }

  // Of those who are on call while it is quiet, whoever hears nothing for longest.
  [[nodiscard]] std::optional<Kept> kept_on_call(const std::string& rota) const {
    std::optional<Kept> most;
    for (const rota::Shift& shift :
         policy_.escalation.rotas.at(rota).shifts(now_, now_ + rota::kGapHorizon)) {
      const absl::Duration wait = silences(shift.person) ? wait_in(shift.period) : absl::Duration();
      if (wait > (most ? most->wait : absl::ZeroDuration())) {
        most = Kept{shift.person, rota, wait};
      }
    }
    return most;
  }

  // How long a page of that time is kept at most: the earliest of each quiet time is.
  [[nodiscard]] absl::Duration wait_in(const rota::Period& shift) const {
    absl::Duration most;
    auto period = std::ranges::upper_bound(quiet_.periods, shift.from, {}, &calendar::Period::to);
    for (; period != quiet_.periods.end() && period->from < shift.to; ++period) {
      most = std::max(most, period->to - std::max(period->from, shift.from));
    }
    return most;
  }

  const CompiledPolicy& policy_;
  const QuietHours& hours_;
  const QuietTime& quiet_;
  const absl::Time now_;
  std::map<std::string, std::optional<Kept>> on_call_;  // by rota: many steps ask the same
};

void look_at_steps(const CompiledPolicy& policy, QuietLook look, std::size_t index, Findings& out) {
  for (const auto& [name, ladder] : policy.escalation.ladders) {
    for (std::size_t i = 0; i < ladder.steps.size(); ++i) {
      const absl::Duration within = ladder.steps[i].acknowledge_within;
      const auto kept =
          within > absl::ZeroDuration() ? look.kept_by(ladder.steps[i]) : std::optional<Kept>();
      if (kept) {
        const std::string on_call =
            kept->rota.empty() ? "" : cat(" while rota ", kept->rota, " has ", kept->person);
        out.add(Severity::kWarning, {"notifications", "quiet_hours", index},
                cat("quiet for up to ", absl::FormatDuration(kept->wait), on_call, ", but step ",
                    i + 1, " of ladder ", name, " gives ", kept->person, " ",
                    absl::FormatDuration(within), ": a page that waits is never sent"),
                "let more priorities through, name a channel instead, or let the step wait longer");
        return;  // one example is enough
      }
    }
  }
}

// Whether no escalation's notice is kept, whatever its priority.
bool lets_all_through(const QuietHours& hours) {
  return hours.let_through >= kPriorityMax;
}

void look_at_priorities(const QuietHours& hours, std::size_t index, Findings& out) {
  if (lets_all_through(hours)) {
    out.add(Severity::kWarning, {"notifications", "quiet_hours", index, "let_through"},
            cat("escalations of every priority, 1 to ", kPriorityMax,
                ", are let through: only what belongs to none is kept"),
            "let the urgent ones through alone, or leave these quiet hours out");
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
    const QuietTime quiet = quiet_time(hours, now);
    if (quiet.longest > notify::kQuietMax) {
      out.add(Severity::kWarning, {"notifications", "quiet_hours", i},
              cat("calendar ", hours.during->name(), " stays open for over 7 days"),
              "let it close: a notice waits 7 days at most, quiet or not");
    }
    look_at_priorities(hours, i, out);
    if (!lets_all_through(hours)) {
      look_at_steps(policy, QuietLook(policy, hours, quiet, now), i, out);
    }
  }
  look_at_pages(policy, out);
}

}  // namespace escalon::policy
