#pragma once

#include "draft.hpp"
#include "escalon/command/v1/command.pb.h"

namespace escalon::escalation {

/// What a command does: what it orders, or a refusal. Nothing for an id seen before and for orders
/// that another stage decides.
[[nodiscard]] Events decide_command(const CaseEscalations& state, const Input& input,
                                    const command::v1::Command& command, absl::Time now,
                                    const EscalationPolicy& policy);

}  // namespace escalon::escalation
