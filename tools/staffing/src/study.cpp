#include "escalon/staffing/study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"

namespace escalon::staffing {
namespace {

using Days = std::vector<const Day*>;

constexpr int kWrapUpMaxSeconds = 60;
constexpr int kWrapUpStepSeconds = 2;

std::vector<absl::Duration> services_of(const Days& days) {
  std::vector<absl::Duration> services;
  for (const Day* day : days) {
    for (const Call& call : day->calls) {
      if (call.service) {
        services.push_back(*call.service);
      }
    }
  }
  std::ranges::sort(services);
  return services;
}

Outcome recorded(const Days& days, absl::Duration target) {
  Outcome sum;
  for (const Day* day : days) {
    sum += staffing::recorded(*day, target);
  }
  return sum;
}

Outcome simulate(const Days& days, const Assumptions& assumptions) {
  Outcome sum;
  for (const Day* day : days) {
    sum += staffing::simulate(*day, assumptions);
  }
  return sum;
}

/// How far two outcomes are apart: the shares, and the mean wait as a share of the record's.
double distance(const Outcome& got, const Outcome& wanted) {
  const double wait = absl::FDivDuration(got.mean_wait(), wanted.mean_wait()) - 1;
  return std::abs(got.in_time_share() - wanted.in_time_share()) +
         std::abs(got.gave_up_share() - wanted.gave_up_share()) + std::abs(wait);
}

absl::Duration fit_wrap_up(const Days& days, Assumptions assumptions) {
  const Outcome wanted = recorded(days, assumptions.target);
  absl::Duration best;
  double nearest = std::numeric_limits<double>::infinity();
  for (int seconds = 0; seconds <= kWrapUpMaxSeconds; seconds += kWrapUpStepSeconds) {
    assumptions.wrap_up = absl::Seconds(seconds);
    const double apart = distance(simulate(days, assumptions), wanted);
    if (apart < nearest) {
      nearest = apart;
      best = assumptions.wrap_up;
    }
  }
  return best;
}

/// Why the options cannot be meant; empty where they can.
std::string refusal_of(const StudyOptions& options) {
  std::vector<std::string_view> known;
  for (const auto& [name, rule] : options.policy->queue.teams) {
    known.emplace_back(name);
  }
  if (options.policy->queue.teams.contains(options.team)) {
    return {};
  }
  return absl::StrCat("The policy has no team '", options.team, "'",
                      did_you_mean(options.team, known), ".");
}

std::string line(const std::string& name, const Outcome& outcome) {
  return absl::StrFormat("%-16s %6d %8.1f %% %8.1f %% %9.1f s\n", name,
                         outcome.answered + outcome.gave_up, 100 * outcome.in_time_share(),
                         100 * outcome.gave_up_share(), absl::ToDoubleSeconds(outcome.mean_wait()));
}

}  // namespace

Result<Study> study(const StudyOptions& options) {
  if (std::string reason = refusal_of(options); !reason.empty()) {
    return invalid(std::move(reason));
  }
  const auto read = read_days(options.events, options.team, options.gap);
  if (!read) {
    return read.error();
  }
  Days fitted;
  Days others;
  Study result;
  for (const Day& day : read->days) {
    (fitted.size() <= others.size() ? fitted : others).push_back(&day);
    result.calls += static_cast<int>(day.calls.size());
  }
  const std::vector<absl::Duration> services = services_of(fitted);
  if (others.empty() || services.empty()) {
    return invalid(absl::StrCat(options.events, " has less than two days with calls of the queue '",
                                options.team, "' that somebody answered."));
  }
  const Patience patience(fitted);
  Assumptions assumptions{.policy = options.policy->queue,
                          .team = options.team,
                          .target = options.target,
                          .wrap_up = {},
                          .patience = patience,
                          .services = services,
                          .all_patience_drawn = options.all_patience_drawn};
  assumptions.wrap_up = fit_wrap_up(fitted, assumptions);
  result.left_out = read->left_out;
  result.wrap_up = assumptions.wrap_up;
  result.median_patience = patience.draw(0.5, absl::ZeroDuration());
  for (const Day* day : fitted) {
    result.fitted_on.push_back(day->date);
  }
  for (const Day* day : others) {
    result.days.push_back({day->date, staffing::recorded(*day, options.target),
                           staffing::simulate(*day, assumptions)});
    result.recorded += result.days.back().recorded;
    result.simulated += result.days.back().simulated;
  }
  assumptions.more_people = result.more_people = options.more_people;
  result.with_more_people = simulate(others, assumptions);
  return result;
}

std::string render(const Study& study, absl::Duration target) {
  std::string text = absl::StrCat(
      study.calls, " calls; ", study.left_out, " more that nobody named answered are left out\n",
      "fitted on ", absl::StrJoin(study.fitted_on, " "), "\nwrap-up ",
      format_duration(study.wrap_up), " after each call; half of all customers wait ",
      format_duration(study.median_patience), " or longer\n\n");
  absl::StrAppendFormat(&text, "%-16s %6s %10s %10s %11s\n", "the other days", "calls",
                        absl::StrCat("in ", format_duration(target)), "gave up", "mean wait");
  for (const DayResult& day : study.days) {
    text += line(day.date, day.recorded);
    text += line("  simulated", day.simulated);
  }
  text += "\n" + line("recorded", study.recorded);
  text += line("simulated", study.simulated);
  text += line(absl::StrCat("with ", study.more_people, " more"), study.with_more_people);
  return text;
}

}  // namespace escalon::staffing
