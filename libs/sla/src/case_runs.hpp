#pragma once

#include <string>
#include <vector>

#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// The runs of one clock, by start. Borrows the state.
[[nodiscard]] std::vector<const v1::ClockRun*> runs_of(const v1::CaseClocks& state,
                                                       const std::string& clock);

/// The last of them, or null.
[[nodiscard]] const v1::ClockRun* newest_run(const v1::CaseClocks& state, const std::string& clock);

}  // namespace escalon::sla
