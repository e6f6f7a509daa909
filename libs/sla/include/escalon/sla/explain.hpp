#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// Which rule of a clock covers a case.
struct ClockAnswer {
  std::string clock;
  /// For each rule that was asked and does not apply, why; the next one applies.
  std::vector<std::vector<std::string>> why_not;
  bool applies = false;  ///< One of the rules does.
};

/// Asks `applies` of every clock of the policy, of the case as it stands. Pure and thread-safe.
[[nodiscard]] std::vector<ClockAnswer> explain_rules(const v1::CaseClocks& state,
                                                     std::string_view tenant,
                                                     const SlaPolicy& policy);

}  // namespace escalon::sla
