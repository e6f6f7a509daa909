#include "read_team.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "fields.hpp"
#include "read_surge.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using queue::Ring;
using queue::Strategy;
using queue::TeamRule;

constexpr int kLevelMax = 10;

/// A team while it is read: the parts of several libraries.
struct TeamDraft {
  TeamRule rule;
  escalation::QueueRule queue;
  std::vector<std::string> members;
  std::vector<NamedPlace> good_outcomes;
  SurgeDraft surge;
};

void read_strategy(const Cursor& at, TeamDraft& out) {
  static constexpr std::array<Strategy, 5> kStrategies{
      Strategy::kLongestIdle, Strategy::kLeastLoaded, Strategy::kRoundRobin, Strategy::kBestSkill,
      Strategy::kBestOutcome};
  std::array<std::string_view, kStrategies.size()> names;
  std::ranges::transform(kStrategies, names.begin(), queue::strategy_name);
  std::string word;
  if (read_one_of(at, "strategy", names, word)) {
    out.rule.strategy =
        kStrategies[static_cast<std::size_t>(std::ranges::find(names, word) - names.begin())];
  }
}

constexpr Field<Ring> kRingFields[] = {
    {"after", Need::kRequired,
     [](const Cursor& at, Ring& out) { read_duration(at, Zero::kRefused, out.after); },
     "From how much waiting on."},
    {"lower", Need::kRequired,
     [](const Cursor& at, Ring& out) {
       read_number(at, Range<int>{1, kLevelMax}, out.lower);
     },
     "By how much each level that is asked for is lower then; what falls to 0 is not asked for."},
};

void read_ring(const Cursor& at, std::vector<Ring>& rings) {
  Ring ring;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kRingFields, ring) || at.reading().errors.size() != errors_before) {
    return;
  }
  if (!rings.empty() && (ring.after <= rings.back().after || ring.lower <= rings.back().lower)) {
    at.fail(cat("does not go on from the ring before it, which lowers by ", rings.back().lower,
                " after ", format_duration(rings.back().after)),
            "let both after and lower rise from ring to ring");
    return;
  }
  rings.push_back(ring);
}

void read_rings(const Cursor& at, TeamDraft& out) {
  each_item(at, [&](const Cursor& item) { read_ring(item, out.rule.rings); });
  if (out.rule.rings.size() > static_cast<std::size_t>(queue::kRingsMax)) {
    at.fail(cat("more than ", queue::kRingsMax, " rings"), "leave some out");
  }
}

void read_order(const Cursor& at, TeamDraft& out) {
  static constexpr std::array<std::string_view, 3> kOrders{"priority", "age", "risk"};
  std::string word;
  if (read_one_of(at, "order", kOrders, word)) {
    out.rule.by_age = word == "age";
    out.rule.by_risk = word == "risk";
  }
}

void read_credit(const Cursor& at, TeamDraft& out) {
  each_member(at, [&](const Cursor& entry) {
    int priority = 0;
    if (!absl::SimpleAtoi(std::string(entry.name()), &priority) || priority < 1 || priority > 9) {
      entry.fail_at_key(cat("'", entry.name(), "' is no priority"), "write 1 to 9");
      return;
    }
    if (absl::Duration credit; read_duration(entry, Zero::kAllowed, credit)) {
      out.rule.credit.emplace(priority, credit);
    }
  });
  if (!out.rule.by_age) {
    at.fail_at_key("has no effect, since work is not given out by age",
                   "add 'order: age', or remove the key");
  }
}

void read_good_outcomes(const Cursor& at, TeamDraft& out) {
  out.rule.good_outcomes.clear();
  each_item_or_one(at, [&](const Cursor& item) {
    std::string outcome;
    if (read_text(item, outcome)) {
      out.good_outcomes.push_back({outcome, item.place()});
      out.rule.good_outcomes.push_back(std::move(outcome));
    }
  });
}

constexpr Field<TeamDraft> kTeamFields[] = {
    {"people", Need::kOptional,
     [](const Cursor& at, TeamDraft& out) { read_members(at, out.rule, out.members); },
     "Who belongs to it: a list, or a map with capacity, channels, skills and presence."},
    {"strategy", Need::kOptional, &read_strategy,
     "How a person is chosen: longest_idle, least_loaded, round_robin, best_skill, best_outcome."},
    {"capacity", Need::kOptional,
     [](const Cursor& at, TeamDraft& out) { read_capacity(at, out.rule.default_capacity); },
     "How many escalations at once a person has who has no capacity of their own."},
    {"channels", Need::kOptional,
     [](const Cursor& at, TeamDraft& out) { read_channel_capacities(at, out.rule.channels); },
     "How many of a channel at once a person has who has no number of their own for it."},
    {"rings", Need::kOptional, &read_rings,
     "How much less skill is asked for, the longer one waits."},
    {"needs", Need::kOptional,
     [](const Cursor& at, TeamDraft& out) { read_needs(at, out.rule, out.queue); },
     "Which cases ask for which skills."},
    {"order", Need::kOptional, &read_order,
     "What is given out first: by priority or by risk (then due, then age), or by age."},
    {"credit", Need::kOptional, &read_credit,
     "With order: age, priority to how much older than it is work counts."},
    {"live", Need::kOptional,
     [](const Cursor& at, TeamDraft& out) { read_flag(at, out.queue.live); },
     "True: its work is people on the line, and ends when they give up."},
    {"surge", Need::kOptional, [](const Cursor& at, TeamDraft& out) { read_surge(at, out.surge); },
     "When many escalations are one trouble, and what is done then."},
    {"good_outcomes", Need::kOptional, &read_good_outcomes,
     "Outcomes that count as settled well, for best_outcome; solved and workaround without it."},
};

}  // namespace

void read_team(const Cursor& at, Draft& out) {
  const std::string name(at.name());
  at.reading().names.define(NameKind::kTeam, name);
  TeamDraft team;
  if (at.node().kind != Node::Kind::kNull && !read_fields(at, kTeamFields, team)) {
    return;
  }
  out.notify.team_members[name] = std::move(team.members);
  out.escalation.teams.push_back(name);
  out.escalation.queues.emplace(name, std::move(team.queue));
  team.rule.surge = team.surge.counting;
  if (team.rule.surge.count > 0) {
    out.escalation.care.surges.emplace(name, std::move(team.surge.rule));
  }
  out.queue.teams.emplace(name, std::move(team.rule));
  out.good_outcomes.insert(out.good_outcomes.end(), team.good_outcomes.begin(),
                           team.good_outcomes.end());
}

void check_good_outcomes(Reading& reading, const Draft& draft) {
  const std::vector<std::string_view> known(draft.escalation.outcomes.begin(),
                                            draft.escalation.outcomes.end());
  for (const NamedPlace& outcome : draft.good_outcomes) {
    if (std::ranges::find(known, outcome.name) == known.end()) {
      reading.errors.push_back(outcome.place.error(
          cat("there is no outcome '", outcome.name, "'", did_you_mean(outcome.name, known)),
          cat("use one of escalation.outcomes: ", list_of(known))));
    }
  }
}

}  // namespace escalon::policy
