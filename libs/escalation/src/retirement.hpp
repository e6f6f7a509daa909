#pragma once

#include "absl/time/time.h"
#include "draft.hpp"

namespace escalon::escalation {

/// Looks at the end of the case's record again at `when`, which is another instant than before.
/// `leaving` announces the end: it comes then, unless something is heard of the case.
[[nodiscard]] Events look_later(const Draft& draft, absl::Time when, bool leaving);

}  // namespace escalon::escalation
