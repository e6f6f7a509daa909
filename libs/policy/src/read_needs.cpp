#include <algorithm>
#include <utility>

#include "fields.hpp"
#include "read_condition.hpp"
#include "read_team.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using escalation::QueueRule;
using escalation::SkillRule;
using queue::TeamRule;

constexpr std::size_t kNeedsMax = 200;

constexpr Field<SkillRule> kSkillRuleFields[] = {
    {"when", Need::kOptional,
     [](const Cursor& at, SkillRule& out) { read_condition(at, out.when); },
     "Which cases ask for it; all without it."},
    {"skills", Need::kRequired,
     [](const Cursor& at, SkillRule& out) { read_skills(at, out.skills); },
     "What they ask for, and how well it must be known: 1 to 10."},
};

int highest_level(const TeamRule& team, const std::string& skill) {
  int highest = 0;
  for (const auto& [name, person] : team.people) {
    const auto found = person.skills.find(skill);
    highest = std::max(highest, found == person.skills.end() ? 0 : found->second);
  }
  return highest;
}

// Work that asks for what nobody listed knows would wait for somebody who never comes.
void check_somebody_knows(const Cursor& at, const SkillRule& rule, const TeamRule& team) {
  const int lowered = team.rings.empty() ? 0 : team.rings.back().lower;
  for (const auto& [skill, level] : rule.skills) {
    const int highest = highest_level(team, skill);
    if (level - lowered > highest) {
      at.warn(highest == 0 ? cat("nobody of the team knows ", skill)
                           : cat("nobody of the team knows ", skill, " at ", level,
                                 "; the highest level is ", highest),
              "give somebody the skill, ask for less, or let a ring lower it");
    }
  }
}

}  // namespace

void read_needs(const Cursor& at, const TeamRule& team, QueueRule& out) {
  each_item(at, [&](const Cursor& item) {
    SkillRule rule;
    if (read_fields(item, kSkillRuleFields, rule)) {
      check_somebody_knows(item, rule, team);
      out.needs.push_back(std::move(rule));
    }
  });
  if (out.needs.size() > kNeedsMax) {
    at.fail(cat("more than ", kNeedsMax, " rules"), "join some of them by a condition");
  }
}

}  // namespace escalon::policy
