#pragma once

#include "draft.hpp"
#include "escalon/team/v1/team.pb.h"

namespace escalon::escalation {

/// Whether the team speaks of a surge.
[[nodiscard]] bool speaks_of_surge(const team::v1::TeamEvent& team);

/// What the surge means for the case: its parent is opened here, one of its escalations belongs to
/// it or no longer does, or the parent that is here has one case more.
[[nodiscard]] Events decide_surge(const CaseEscalations& state, const Input& input,
                                  const team::v1::TeamEvent& team, absl::Time now,
                                  const EscalationPolicy& policy);

/// Notes on an escalation that is being opened by which intent its team watches it, and until when
/// it waits for company.
void watch_for_surge(v1::Opened& opened, const Draft& draft);

}  // namespace escalon::escalation
