#include "case_runs.hpp"

#include <algorithm>

namespace escalon::sla {

std::vector<const v1::ClockRun*> runs_of(const v1::CaseClocks& state, const std::string& clock) {
  std::vector<const v1::ClockRun*> runs;
  for (const v1::ClockRun& run : state.runs()) {
    if (run.clock() == clock) {
      runs.push_back(&run);
    }
  }
  return runs;
}

const v1::ClockRun* newest_run(const v1::CaseClocks& state, const std::string& clock) {
  const auto found = std::find_if(state.runs().rbegin(), state.runs().rend(),
                                  [&](const v1::ClockRun& run) { return run.clock() == clock; });
  return found == state.runs().rend() ? nullptr : &*found;
}

}  // namespace escalon::sla
