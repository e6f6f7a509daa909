#pragma once

#include <string>

#include "absl/time/time.h"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::policy {

/// What `escalon policy check` says of hours with nobody on call in the 90 days from `now` on: for
/// each rota that a step asks, how many hours, how often and when first, with the remedy. Empty
/// where there are none.
[[nodiscard]] std::string rota_gaps(const CompiledPolicy& policy, absl::Time now);

}  // namespace escalon::policy
