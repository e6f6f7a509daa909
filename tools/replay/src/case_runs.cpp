#include "case_runs.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/replay/whole_mesh.hpp"
#include "in_parallel.hpp"

namespace escalon::replay {
namespace {

using direct_mesh::Decided;

constexpr std::size_t kPieceCases = 1 << 6;  // what a thread takes at once

// A mesh and what it came to.
class Runner {
 public:
  Runner(const Recording& recording, const CaseRuns& how)
      : recording_(recording),
        until_(how.until),
        ledger_(how.night, how.rows),
        mesh_(make_whole_mesh(how.policy,
                              [this](const Decided& decided) { ledger_.hear(decided); })) {}

  /// Runs one case by itself. False, and nothing came of it, where it meets others.
  bool run_alone(const RecordedCase& whose);
  /// Runs these cases, by index, in one mesh.
  void run_together(const std::vector<bool>& chosen);

  Ledger& ledger() { return ledger_; }

 private:
  void tell(const RecordedEvent& recorded);

  const Recording& recording_;
  absl::Time until_;
  Ledger ledger_;
  direct_mesh::DirectMesh mesh_;
  contact::v1::ContactEvent event_;
  std::string id_;
};

void Runner::tell(const RecordedEvent& recorded) {
  decode(recorded, event_);
  id_.assign(event_.tenant()).append("/").append(event_.event_id());
  mesh_.tell("contact.events", recording_.cases()[recorded.case_index].key, event_, id_,
             recorded.at);
}

bool Runner::run_alone(const RecordedCase& whose) {
  mesh_.start_over();
  mesh_.stop_where_paths_cross();
  for (auto i = whose.first; i != RecordedEvent::kNone && !mesh_.strayed();) {
    const RecordedEvent& recorded = recording_.events()[i];
    mesh_.pass(recorded.before, recorded.now);
    tell(recorded);
    i = recorded.next;
  }
  mesh_.advance(until_);
  if (mesh_.strayed()) {
    ledger_.drop();
    return false;
  }
  ledger_.take(mesh_);
  ledger_.keep();
  return true;
}

void Runner::run_together(const std::vector<bool>& chosen) {
  for (const RecordedEvent& recorded : recording_.events()) {
    if (chosen[recorded.case_index]) {
      tell(recorded);
    } else {
      mesh_.pass(recorded.at, recorded.at);
    }
  }
  mesh_.advance(until_);
  ledger_.take(mesh_);
  ledger_.keep();
}

}  // namespace

Ledger run_cases(const Recording& recording, const CaseRuns& how) {
  const std::vector<RecordedCase>& cases = recording.cases();
  std::deque<Runner> runners;
  for (int worker = 0; worker < how.threads; ++worker) {
    runners.emplace_back(recording, how);
  }
  std::vector<char> met_others(cases.size(), 0);  // each element is one worker's
  const std::size_t pieces = (cases.size() + kPieceCases - 1) / kPieceCases;
  in_parallel(how.threads, pieces, [&](int worker, std::size_t piece) {
    const std::size_t end = std::min(cases.size(), (piece + 1) * kPieceCases);
    for (std::size_t i = piece * kPieceCases; i < end; ++i) {
      met_others[i] = runners[static_cast<std::size_t>(worker)].run_alone(cases[i]) ? 0 : 1;
    }
    if (worker == 0 && how.progress) {
      how.progress(static_cast<double>(piece) / static_cast<double>(pieces));
    }
  });
  Ledger all(how.night, how.rows);
  for (Runner& runner : runners) {
    all.add(std::move(runner.ledger()));
  }
  const std::vector<bool> chosen(met_others.begin(), met_others.end());
  if (std::find(chosen.begin(), chosen.end(), true) != chosen.end()) {
    Runner together(recording, how);
    together.run_together(chosen);
    all.add(std::move(together.ledger()));
  }
  return all;
}

}  // namespace escalon::replay
