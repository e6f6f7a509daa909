#pragma once

#include <string>

#include "absl/time/time.h"
#include "ladder.hpp"

namespace escalon::escalation {

/// When a step that is due then begins: now, where that is too long ago.
[[nodiscard]] absl::Time begin_of(const Draft& draft, absl::Time due);

/// Begins `place.step`, which must be there, at `due`. Where that is decided too late, its time-out
/// counts from now and the event says so.
void begin_step(Draft& draft, const std::string& escalation_id, const Place& place, absl::Time due);

}  // namespace escalon::escalation
