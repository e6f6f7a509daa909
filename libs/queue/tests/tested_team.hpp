#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "escalon/queue/queue.hpp"

namespace escalon::queue {

/// 2024-03-01T09:00:00Z, when every test begins.
inline const absl::Time kNine = absl::FromUnixSeconds(1709283600);

/// Work as the escalation stage asks for it.
struct Work {
  std::string id = {};
  std::uint64_t assignment = 1;
  int priority = 5;
  std::int64_t due_at_ms = 0;
  std::int64_t opened_at_ms = 0;
  std::vector<std::string> not_to = {};
  std::map<std::string, int> skills = {};
  std::string channel = {};
  std::string intent = {};
  double risk = 0;
};

/// The team under test, `care` where nothing else is said: it is told things, and remembers every
/// event.
class TestedTeam {
 public:
  explicit TestedTeam(QueuePolicy policy = {}, const std::string& name = "care");

  /// A step asks the team's queue.
  Events ask(const Work& work);
  /// Any escalation event, with the id and the assignment set.
  Events happens(const std::string& escalation_id, std::uint64_t assignment,
                 escalation::v1::EscalationEvent event);
  /// The same of a case that is named otherwise than its escalation.
  Events tell_of_case(const std::string& case_id, const std::string& escalation_id,
                      escalation::v1::EscalationEvent event);
  Events acknowledged(const std::string& escalation_id, const std::string& person,
                      std::uint64_t assignment = 1);
  Events resolved(const std::string& escalation_id, std::uint64_t assignment = 1,
                  const std::string& outcome = "solved");
  /// The customer gives up.
  Events abandoned(const std::string& escalation_id, std::uint64_t assignment = 1);
  Events presence(const std::string& person, const std::string& presence, int capacity = 0,
                  const std::string& command_id = "");

  /// Time goes by, and what comes due in it is decided. What was said meanwhile.
  Events pass(absl::Duration time);

  [[nodiscard]] const TeamState& state() const { return state_; }
  /// Who waits, in the order in which it is given out.
  [[nodiscard]] std::vector<std::string> waiting() const;
  /// Who has the escalation; empty when nobody has.
  [[nodiscard]] std::string holder(const std::string& escalation_id) const;
  [[nodiscard]] const team::v1::Person& person(const std::string& name) const;
  /// Why the last offer was made to whom it was made.
  [[nodiscard]] std::string last_reason() const;
  [[nodiscard]] const Events& all() const { return all_; }
  [[nodiscard]] QueuePolicy& policy() { return policy_; }
  /// What the policy says of this team.
  [[nodiscard]] TeamRule& rule() { return policy_.teams[name_]; }
  /// Goes on with a state that was stored elsewhere.
  void restore(TeamState state) { state_ = std::move(state); }
  [[nodiscard]] absl::Time now() const { return now_; }

 private:
  Events tell(const Input& input);
  Events accept(Events events);

  const std::string name_;
  const Key key_;
  QueuePolicy policy_;
  TeamState state_;
  absl::Time now_ = kNine;
  Events all_;
  int inputs_ = 0;
};

/// The kinds of events in order, as `enqueued offered`.
[[nodiscard]] std::string kinds(const Events& events);

}  // namespace escalon::queue
