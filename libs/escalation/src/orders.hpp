#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "draft.hpp"
#include "escalon/command/v1/command.pb.h"

namespace escalon::escalation {

/// Why an order cannot be carried out, and what to do; nothing when it was carried out.
using Refusal = std::optional<std::string>;

/// Carries an order out on the escalation of that id, which is there.
[[nodiscard]] Refusal acknowledge(Draft& draft, const std::string& id,
                                  const command::v1::Command& command);
[[nodiscard]] Refusal accept(Draft& draft, const std::string& id,
                             const command::v1::Command& command);
[[nodiscard]] Refusal decline(Draft& draft, const std::string& id,
                              const command::v1::Command& command);
[[nodiscard]] Refusal reassign(Draft& draft, const std::string& id,
                               const command::v1::Command& command);
[[nodiscard]] Refusal raise(Draft& draft, const std::string& id,
                            const command::v1::Command& command);
[[nodiscard]] Refusal de_escalate(Draft& draft, const std::string& id,
                                  const command::v1::Command& command);
[[nodiscard]] Refusal resolve(Draft& draft, const std::string& id,
                              const command::v1::Command& command);
[[nodiscard]] Refusal note_root_cause(Draft& draft, const std::string& id,
                                      const command::v1::Command& command);
[[nodiscard]] Refusal reopen(Draft& draft, const std::string& id,
                             const command::v1::Command& command);

[[nodiscard]] Refusal approve(Draft& draft, const std::string& id,
                              const command::v1::Command& command);
[[nodiscard]] Refusal refuse(Draft& draft, const std::string& id,
                             const command::v1::Command& command);
[[nodiscard]] Refusal assist(Draft& draft, const std::string& id,
                             const command::v1::Command& command);
[[nodiscard]] Refusal ask_help(Draft& draft, const std::string& id,
                               const command::v1::Command& command);
[[nodiscard]] Refusal end_help(Draft& draft, const std::string& id,
                               const command::v1::Command& command);
[[nodiscard]] Refusal add_note(Draft& draft, const std::string& id,
                               const command::v1::Command& command);

/// Why a team that the policy does not have cannot be named; nothing for one that it has.
[[nodiscard]] Refusal refuse_unknown_team(const std::string& team, const EscalationPolicy& policy);

/// Whether somebody other than `person` has acknowledged or accepted it.
[[nodiscard]] bool is_held_by_other(const v1::Escalation& escalation, std::string_view person);
/// Says so.
[[nodiscard]] std::string held_by_other(const v1::Escalation& escalation);

/// The name of a status for people: `open`, `assigned`, …
[[nodiscard]] std::string_view status_name(v1::EscalationStatus status);

}  // namespace escalon::escalation
