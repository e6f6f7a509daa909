#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "counter/counter_mesh.hpp"
#include "domain/domain_mesh.hpp"
#include "world/world.hpp"

namespace escalon::simulation {
namespace {

struct Options {
  std::string mesh = "escalon";
  std::uint64_t seed = 1;
  std::uint64_t count = 1000;
  int inputs = 0;
  bool trace = false;
  bool brief = false;
};

/// What all schedules of a run came to.
struct Totals {
  std::uint64_t schedules = 0;
  std::uint64_t failed = 0;
  std::uint64_t inputs = 0;
  std::uint64_t tolerated = 0;
  journal::OwnerStatistics statistics;
  std::map<std::string, std::uint64_t> faults;
  std::map<std::string, std::uint64_t> schedules_with;
};

Schedule schedule_of(const Options& options, std::uint64_t seed) {
  Schedule schedule;
  schedule.seed = seed;
  schedule.inputs =
      options.inputs > 0 ? options.inputs : 120 + static_cast<int>(seed * 2654435761U % 201);
  schedule.trace = options.trace;
  return schedule;
}

/// Leaves out one fault after another as long as the schedule still fails.
Schedule shorten(const MeshUnderTest& mesh, Schedule schedule) {
  schedule.trace = false;
  Outcome failing = run(mesh, schedule);
  for (const std::uint64_t strike : std::vector<std::uint64_t>(failing.strikes)) {
    Schedule shorter = schedule;
    shorter.left_out.insert(strike);
    if (!run(mesh, shorter).failures.empty()) {
      schedule = shorter;
    }
  }
  while (schedule.inputs > 4) {
    Schedule shorter = schedule;
    shorter.inputs = schedule.inputs * 2 / 3;
    if (run(mesh, shorter).failures.empty()) {
      break;
    }
    schedule = shorter;
  }
  return schedule;
}

void report_failure(const MeshUnderTest& mesh, const Schedule& schedule, const Outcome& outcome) {
  for (const std::string& failure : outcome.failures) {
    std::cout << "seed " << schedule.seed << ": " << failure << "\n";
  }
  Schedule shorter = shorten(mesh, schedule);
  shorter.trace = true;
  std::cout << "the same, shortened to " << shorter.inputs << " inputs:\n";
  for (const std::string& failure : run(mesh, shorter).failures) {
    std::cout << "  " << failure << "\n";
  }
}

void add_up(Totals& totals, const Outcome& outcome) {
  totals.schedules += 1;
  totals.inputs += outcome.inputs;
  totals.tolerated += outcome.tolerated;
  totals.failed += outcome.failures.empty() ? 0U : 1U;
  totals.statistics.firings += outcome.statistics.firings;
  totals.statistics.takeovers += outcome.statistics.takeovers;
  totals.statistics.refused_epoch += outcome.statistics.refused_epoch;
  totals.statistics.refused_seq += outcome.statistics.refused_seq;
  totals.statistics.refused_fenced += outcome.statistics.refused_fenced;
  totals.statistics.refused_stale += outcome.statistics.refused_stale;
  totals.statistics.gate_held += outcome.statistics.gate_held;
  totals.statistics.gate_overrides += outcome.statistics.gate_overrides;
  for (const auto& [kind, count] : outcome.faults) {
    totals.faults[kind] += count;
    totals.schedules_with[kind] += count > 0 ? 1U : 0U;
  }
}

/// Prints the last lines; false when a fault or a refusal is missing that a long run must have
/// seen.
bool report(const Totals& totals) {
  bool complete = true;
  const bool long_run = totals.schedules >= 10'000;
  std::uint64_t faults = 0;
  std::string kinds;
  for (const auto& [kind, count] : totals.faults) {
    faults += count;
    kinds += fmt::format("{}{}:{}", kinds.empty() ? "" : ",", kind, count);
    if (long_run && totals.schedules_with.at(kind) * 100 < totals.schedules) {
      std::cout << "fault " << kind << " struck in under 1 % of the schedules\n";
      complete = false;
    }
  }
  const journal::OwnerStatistics& done = totals.statistics;
  for (const std::uint64_t refused : {done.refused_epoch, done.refused_seq, done.refused_fenced,
                                      done.refused_stale, done.gate_held}) {
    complete = complete && (!long_run || refused > 0);
  }
  std::cout << fmt::format("takeovers {} gate_overrides {} tolerated {}\n", done.takeovers,
                           done.gate_overrides, totals.tolerated);
  std::cout << fmt::format(
      "schedules {} failed {} inputs {} firings {} faults{{{}}} "
      "refused{{epoch:{},seq:{},fenced:{},stale:{},gate:{}}}\n",
      totals.schedules, totals.failed, totals.inputs, done.firings, kinds, done.refused_epoch,
      done.refused_seq, done.refused_fenced, done.refused_stale, done.gate_held);
  return complete;
}

int simulate(const Options& options) {
  const auto mesh = options.mesh == "counter" ? counter::make_counter_mesh() : make_domain_mesh();
  Totals totals;
  for (std::uint64_t seed = options.seed; seed < options.seed + options.count; ++seed) {
    const Schedule schedule = schedule_of(options, seed);
    const Outcome outcome = run(*mesh, schedule);
    add_up(totals, outcome);
    if (!outcome.failures.empty() && options.brief) {
      std::cout << "seed " << seed << ": " << outcome.failures.front() << "\n";
      break;
    }
    if (!outcome.failures.empty()) {
      report_failure(*mesh, schedule, outcome);
      if (totals.failed >= 5) {
        break;
      }
    }
  }
  const bool complete = report(totals);
  return totals.failed == 0 && complete ? 0 : 1;
}

}  // namespace
}  // namespace escalon::simulation

int main(int argc, char** argv) {
  escalon::simulation::Options options;
  CLI::App app("Runs the mesh under seeded faults and compares it with one that never fails.");
  app.add_option("--mesh", options.mesh, "escalon, the whole mesh, or counter, two small stages")
      ->check(CLI::IsMember({"escalon", "counter"}))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "First seed");
  app.add_option("--count", options.count, "How many schedules");
  app.add_option("--inputs", options.inputs, "Inputs of each schedule; varied by default");
  app.add_flag("--trace", options.trace, "Tells the story");
  app.add_flag("--brief", options.brief, "Stops at the first failure and does not shorten it");
  CLI11_PARSE(app, argc, argv);
  return escalon::simulation::simulate(options);
}
