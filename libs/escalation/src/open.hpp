#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draft.hpp"
#include "escalon/classification/v1/classification.pb.h"

namespace escalon::escalation {

/// A reason to escalate that came up.
struct Reason {
  v1::Cause cause = v1::CAUSE_UNSPECIFIED;
  /// What makes it the same reason: a breach id, or the cause's own name.
  std::string source_id;
  /// The words or the clock that made it.
  std::string detail;
  /// True when a human asked.
  bool human = false;
  /// The note of who asked; empty = none.
  std::string note;
  /// True when whoever asked was to leave a note, and has not.
  bool note_missing = false;
  /// The agent who asked; empty when none did.
  std::string asked_by;
  /// The team that was asked for; empty = none.
  std::string team;
  /// The clock of a breach.
  std::string clock;
  /// The clock and its level, as CLOCK/LEVEL, where a level is the reason.
  std::string clock_level;
  /// The escalation is at least this urgent; 0 = as the rule and the case say.
  int raise_priority_to = 0;
  /// The due instant of a breach, in Unix ms; 0 = none.
  std::int64_t due_at_ms = 0;
  /// What the classifier said; null for a breach.
  const classification::v1::Classified* classified = nullptr;
};

/// The reasons that a classified event brings, without duplicates: its triggers, what was asked,
/// too many transfers.
[[nodiscard]] std::vector<Reason> reasons_of(const CaseEscalations& state,
                                             const classification::v1::Classified& classified,
                                             const EscalationPolicy& policy);

/// Whether an open escalation already has the reason.
[[nodiscard]] bool is_known(const CaseEscalations& state, const Reason& reason);

/// Opens an escalation for the reason, or adds it to the open one of the same team. Nothing for a
/// reason that an open escalation has, or that the matrix ignores.
void escalate(Draft& draft, const Input& input, const Reason& reason);

}  // namespace escalon::escalation
