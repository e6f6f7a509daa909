#include "escalon/policy/rota_gaps.hpp"

#include <set>

#include "escalon/base/instant.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using escalation::LadderStep;
using escalation::Target;

void add_asked(const LadderStep& step, std::set<std::string, std::less<>>& asked) {
  for (const Target& target : step.targets) {
    if (target.kind == Target::Kind::kRota) {
      asked.insert(target.name);
    }
  }
}

std::set<std::string, std::less<>> asked_rotas(const escalation::EscalationPolicy& policy) {
  std::set<std::string, std::less<>> asked;
  for (const auto& [name, ladder] : policy.ladders) {
    for (const LadderStep& step : ladder.steps) {
      add_asked(step, asked);
    }
  }
  add_asked(policy.default_route.step, asked);
  return asked;
}

std::string line(const std::string& name, const std::vector<rota::Period>& gaps) {
  absl::Duration sum = absl::ZeroDuration();
  for (const rota::Period& gap : gaps) {
    sum += gap.to - gap.from;
  }
  return cat("rotas.", name, ": nobody is on call for ", format_duration(sum),
             " of the next 90 days, ", gaps.size(), gaps.size() == 1 ? " time" : " times",
             ", first from ", format_instant(gaps.front().from), " to ",
             format_instant(gaps.front().to),
             "\n    fill the gaps, or see them with: escalon "
             "oncall --rota ",
             name, " --days 90\n");
}

}  // namespace

std::string rota_gaps(const CompiledPolicy& policy, absl::Time now) {
  std::string text;
  for (const std::string& name : asked_rotas(policy.escalation)) {
    const rota::Rota& rota = policy.escalation.rotas.at(name);
    const std::vector<rota::Period> gaps = rota.gaps(now, now + rota::kGapHorizon);
    if (!gaps.empty()) {
      text += line(name, gaps);
    }
  }
  return text;
}

}  // namespace escalon::policy
