// What it costs to check and compile a policy of 1,000 rules.
#include <benchmark/benchmark.h>

#include <string>

#include "escalon/policy/compile.hpp"

namespace {

using escalon::policy::PolicyFiles;

constexpr int kRules = 1000;

std::string matrix() {
  std::string text = "matrix:\n";
  for (int i = 0; i < kRules; ++i) {
    const std::string number = std::to_string(i);
    text += "  - name: rule_" + number +
            "\n    causes: [conflict, churn_threat]\n    breaches: [resolution]\n"
            "    when: {channel: [chat, email], priority: {at_most: 3}, attributes.product: p" +
            number + "}\n    type: hierarchical\n    team: team_" + std::to_string(i % 100) +
            "\n    level: 2\n    ladder: chain\n";
  }
  return text;
}

std::string rest() {
  std::string text =
      "clocks: {resolution: {target: 4h, start: {event: started}, stop: {event: ended}}}\n"
      "ladders: {chain: {steps: [{ask: queue, level: 2}]}}\ndefault_route: {team: "
      "team_0}\nteams:\n";
  for (int i = 0; i < 100; ++i) {
    text += "  team_" + std::to_string(i) + ": {people: [ana, ben]}\n";
  }
  return text;
}

void check_a_thousand_rules(benchmark::State& state) {
  const PolicyFiles files{{"matrix.yaml", matrix()}, {"rest.yaml", rest()}};
  for (auto _ : state) {
    const auto report = escalon::policy::check(files);
    if (!report.ok) {
      state.SkipWithError(report.text.c_str());
      break;
    }
    benchmark::DoNotOptimize(report);
  }
  state.SetItemsProcessed(state.iterations() * kRules);
}
BENCHMARK(check_a_thousand_rules)->Unit(benchmark::kMillisecond);

}  // namespace
