#pragma once

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "escalon/policy/compiled_policy.hpp"
#include "ledger.hpp"
#include "recording.hpp"

namespace escalon::replay {

/// How the cases of a recording are run.
struct CaseRuns {
  std::shared_ptr<const policy::CompiledPolicy> policy;
  absl::Time until;
  Night night;
  RowsWanted rows = {};
  int threads = 1;
  std::function<void(double)> progress;  ///< From 0 to 1; may be empty.
};

/// What all cases came to, exactly as one mesh over all of them would have decided. A case runs by
/// itself, in any thread, as long as nothing of it is addressed to another key; those that meet
/// others, in the queue of a team, run once more in one mesh, in the order of the file.
[[nodiscard]] Ledger run_cases(const Recording& recording, const CaseRuns& how);

}  // namespace escalon::replay
