#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/classify/classify.hpp"

namespace escalon::classify {

/// One case as a story tells it: each call sends an event ten seconds after the one before, decides
/// and evolves.
class ToldCase {
 public:
  explicit ToldCase(ClassifyPolicy policy) : policy_(std::move(policy)) {}

  /// Sends any event; what it leaves empty is filled in. Nothing came of it when it is a duplicate.
  Events send(ContactEvent event);
  /// The customer or the agent writes.
  classification::v1::Classified customer_says(std::string_view text);
  classification::v1::Classified agent_says(std::string_view text);
  /// Lets a timer fire.
  Events fire(const DueTimer& timer);

  void wait(absl::Duration duration) { now_ += duration; }
  [[nodiscard]] absl::Time now() const { return now_; }
  [[nodiscard]] const CaseConversation& state() const { return state_; }

 private:
  ClassifyPolicy policy_;
  CaseConversation state_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  int events_ = 0;
};

/// The rules compiled; ends the process where they do not compile.
[[nodiscard]] ClassifyPolicy compiled(ClassifyRules rules);

/// A rule with phrases for every language.
[[nodiscard]] TriggerRule trigger_rule(std::string name, std::string cause,
                                       std::vector<std::string> phrases);

/// The first trigger of that cause, or an empty one.
[[nodiscard]] classification::v1::Trigger trigger_of(
    const classification::v1::Classified& classified, std::string_view cause);

/// `event` happened at `instant`.
void set_occurred_at(ContactEvent& event, absl::Time instant);

}  // namespace escalon::classify
