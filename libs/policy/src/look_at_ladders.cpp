#include <algorithm>
#include <map>

#include "findings.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using escalation::EscalationPolicy;
using escalation::Ladder;

// The lowest level at which a rule begins to climb each ladder.
std::map<std::string_view, int> lowest_levels(const EscalationPolicy& policy) {
  std::map<std::string_view, int> lowest;
  for (const escalation::MatrixRule& rule : policy.matrix) {
    if (!rule.ignore) {
      const auto [found, is_new] = lowest.try_emplace(rule.ladder, rule.level);
      found->second = std::min(found->second, rule.level);
    }
  }
  return lowest;
}

void look_at_steps(const Ladder& ladder, int lowest, Findings& out) {
  for (std::size_t i = 0; i < ladder.steps.size(); ++i) {
    if (const int level = ladder.steps[i].level; level < lowest) {
      out.add(Severity::kWarning, {"ladders", ladder.name, "steps", i},
              cat("level ", level, " is not reached: every rule with this ladder begins at level ",
                  lowest, " or above"),
              "let a rule begin at this level, or remove the step");
    }
  }
}

}  // namespace

void look_at_ladders(const CompiledPolicy& policy, Findings& out) {
  const auto lowest = lowest_levels(policy.escalation);
  for (const auto& [name, ladder] : policy.escalation.ladders) {
    if (const auto found = lowest.find(name); found != lowest.end()) {
      look_at_steps(ladder, found->second, out);
    } else {
      out.add(Severity::kWarning, {"ladders", name}, "no rule climbs this ladder",
              "name it in a rule of the matrix, or remove it");
    }
  }
  const escalation::DefaultRoute& route = policy.escalation.default_route;
  if (route.repeat > 0 && route.step.acknowledge_within == absl::ZeroDuration()) {
    out.add(Severity::kWarning, {"default_route", "repeat"},
            "never repeated: the route waits for ever",
            "set repeat to 0, or acknowledge_within above 0s");
  }
}

}  // namespace escalon::policy
