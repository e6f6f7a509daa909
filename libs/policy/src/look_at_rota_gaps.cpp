#include "asked_rotas.hpp"
#include "escalon/base/instant.hpp"
#include "findings.hpp"
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

void say(const std::string& name, const std::vector<rota::Period>& gaps, Findings& out) {
  absl::Duration sum = absl::ZeroDuration();
  for (const rota::Period& gap : gaps) {
    sum += gap.to - gap.from;
  }
  out.add(Severity::kWarning, {"rotas", name},
          cat("nobody is on call for ", format_duration(sum), " of the next 90 days, ", gaps.size(),
              gaps.size() == 1 ? " time" : " times", ", first from ",
              format_instant(gaps.front().from), " to ", format_instant(gaps.front().to)),
          cat("fill the gaps, or see them with: escalon oncall --rota ", name, " --days 90"));
}

}  // namespace

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

void look_at_rota_gaps(const CompiledPolicy& policy, absl::Time now, Findings& out) {
  for (const std::string& name : asked_rotas(policy.escalation)) {
    const rota::Rota& rota = policy.escalation.rotas.at(name);
    const std::vector<rota::Period> gaps = rota.gaps(now, now + rota::kGapHorizon);
    if (!gaps.empty()) {
      say(name, gaps, out);
    }
  }
}

}  // namespace escalon::policy
