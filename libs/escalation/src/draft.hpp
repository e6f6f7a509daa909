#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/escalation/escalation.hpp"

namespace escalon::escalation {

/// A decision in the making: the events so far and the state after them.
class Draft {
 public:
  Draft(const CaseEscalations& state, absl::Time at, absl::Time now, const EscalationPolicy& policy)
      : state_(state), at_(at), now_(now), policy_(policy) {}

  [[nodiscard]] const CaseEscalations& state() const { return state_; }
  [[nodiscard]] const EscalationPolicy& policy() const { return policy_; }
  /// When what is decided took effect.
  [[nodiscard]] absl::Time at() const { return at_; }
  [[nodiscard]] absl::Time now() const { return now_; }

  /// The escalation of that id. It must be there. The reference holds until the next emit.
  [[nodiscard]] const v1::Escalation& escalation(std::string_view id) const;

  /// Names the command that orders what follows.
  void ordered_by(std::string_view command_id, std::string_view actor);

  /// An event about that escalation, effective at `at()`, with its assignment and the team whose
  /// queue has it.
  [[nodiscard]] Event about(std::string_view escalation_id) const;
  /// An event about the case alone, or about an escalation that is not there yet.
  [[nodiscard]] Event plain() const;

  /// Adds the event and applies it.
  void emit(Event event);

  /// Notes when the record of a case that has no story yet is to be looked at for its end.
  void arm_retirement();

  [[nodiscard]] Events take() { return std::move(events_); }

 private:
  CaseEscalations state_;
  Events events_;
  absl::Time at_;
  absl::Time now_;
  const EscalationPolicy& policy_;
  std::string command_id_;
  std::string actor_;
};

/// The escalation of that id; null where there is none.
[[nodiscard]] const v1::Escalation* find_escalation(const CaseEscalations& state,
                                                    std::string_view id);

}  // namespace escalon::escalation
