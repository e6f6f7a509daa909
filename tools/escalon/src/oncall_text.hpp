#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::cli {

/// The rotas that are meant: the one named `rota`, those of `team`, or all where both are empty. An
/// error, with the nearest name, where there is none.
[[nodiscard]] Result<std::vector<std::string>> meant_rotas(const policy::CompiledPolicy& policy,
                                                           const std::string& rota,
                                                           const std::string& team);

/// Who is on call at `at` by that rota of the policy, why, and until when; in the rota's wall time.
[[nodiscard]] std::string on_call_text(const policy::CompiledPolicy& policy,
                                       const std::string& rota, absl::Time at);

/// Every shift and gap of the `days` (24 hours each) from `from` on, a line each.
[[nodiscard]] std::string shifts_text(const policy::CompiledPolicy& policy, const std::string& rota,
                                      absl::Time from, int days);

}  // namespace escalon::cli
