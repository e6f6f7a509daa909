#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/escalation/escalation.hpp"

namespace escalon::escalation {

/// 2024-03-01T09:00:00Z, when every test begins.
inline const absl::Time kNine = absl::FromUnixSeconds(1709283600);

/// A small policy: anger and asking for a manager go to the team `care`, whose ladder asks the
/// queue, then dora, then the supervisors; a breach of `first_response` goes to `care` at level 1;
/// a missing specialist to `network`.
[[nodiscard]] EscalationPolicy tested_policy();

/// One case under test: it is told things, lets time pass and remembers every event.
class TestedCase {
 public:
  explicit TestedCase(EscalationPolicy policy = tested_policy());

  /// What the customer says, with the causes that the classifier saw in it.
  Events customer_says(std::string_view text, const std::vector<std::string>& causes = {});
  Events agent_says(std::string_view text);
  /// Any contact event; its instant is set.
  Events happens(contact::v1::ContactEvent contact, const std::vector<std::string>& causes = {},
                 int priority = 0);
  /// The same, with what the classifier takes the customer to want.
  Events happens_with_intent(contact::v1::ContactEvent contact, std::string_view intent);
  Events asks_for_escalation(std::string_view by, std::string_view cause, std::string_view note,
                             std::string_view team = "");
  /// The clock is breached now.
  Events breach(std::string_view clock, std::string_view breach_id);
  Events withdraw_breach(std::string_view clock, std::string_view breach_id);

  /// The SLA stage says that a clock of the case still runs.
  Events clocks_run();

  /// A command by `actor`, given now.
  Events order(command::v1::Command command, std::string_view actor = "bob");
  Events acknowledge(std::string_view actor, std::string_view escalation_id = "");
  Events decline(std::string_view actor);
  Events resolve(std::string_view outcome);

  /// The queue answers for the assignment that is under way, or for `assignment`.
  Events offered(std::string_view person, std::uint64_t assignment = 0);
  Events nobody_free(std::uint64_t assignment = 0);

  /// The team says anything to the case.
  Events team_says(const team::v1::TeamEvent& event);

  /// Lets time pass and fires what comes due, in order of due instants; returns all that was
  /// decided.
  Events pass(absl::Duration time);
  /// Fires the next timer, `late` after it was due.
  Events fire_late(absl::Duration late);

  [[nodiscard]] const CaseEscalations& state() const { return state_; }
  /// The newest escalation. There must be one.
  [[nodiscard]] const v1::Escalation& escalation() const;
  [[nodiscard]] absl::Time now() const { return now_; }
  [[nodiscard]] const Events& all() const { return all_; }
  [[nodiscard]] EscalationPolicy& policy() { return policy_; }

  /// Tells anything, as it is.
  Events tell(const Input& input);
  const Key key{"default/case-1"};

 private:
  Events accept(Events events);

  EscalationPolicy policy_;
  CaseEscalations state_;
  absl::Time now_ = kNine;
  Events all_;
  int inputs_ = 0;
};

/// The kinds of events in order, as `opened step_started`.
[[nodiscard]] std::string kinds(const Events& events);

/// The first event of that kind; an empty event where there is none.
[[nodiscard]] Event first(const Events& events, Event::BodyCase kind);

}  // namespace escalon::escalation
