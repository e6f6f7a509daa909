#pragma once

#include <vector>

#include "absl/time/time.h"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// What another policy would do to one run of a clock.
struct ForetoldChange {
  v1::ClockRun before;  ///< As it is now; empty where it begins with the policy.
  v1::ClockRun after;   ///< As it would be.
  bool begins = false;
  bool due_moves = false;         ///< The due instant is another one, or is lost or found.
  bool breached_at_once = false;  ///< Its due instant would have passed, and it is not late yet.
  bool breach_withdrawn = false;
  bool loses_target = false;  ///< No rule covers it any more.
};

/// What would change if `policy` began to decide about the case at `now`: the events of
/// `retarget`, run by run. Empty where nothing would. Nothing is changed. Pure and thread-safe.
[[nodiscard]] std::vector<ForetoldChange> foretell(const v1::CaseClocks& state, absl::Time now,
                                                   const SlaPolicy& policy);

}  // namespace escalon::sla
