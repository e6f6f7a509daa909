#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/escalation_policy.hpp"
#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::escalation {

/// A reason to escalate, for which a rule is looked for.
struct AskedReason {
  std::string_view tenant = {};
  v1::Cause cause = v1::CAUSE_UNSPECIFIED;
  std::string_view clock = {};        ///< Of a breach; empty for any other cause.
  std::string_view clock_level = {};  ///< Of a clock's level, as `resolution/late`.
  std::string_view team = {};         ///< The team that was asked for; empty = none.
  /// What the classifier said of the event; null for a breach.
  const classification::v1::Classified* classified = nullptr;
};

/// What one rule of the matrix says to a reason.
struct RuleAnswer {
  const MatrixRule* rule;
  std::vector<std::string> why_not;  ///< Empty for the rule that decides.
};

/// Whether the rule is for reasons of this kind, whatever the case.
[[nodiscard]] bool is_for(const MatrixRule& rule, v1::Cause cause, std::string_view clock,
                          std::string_view clock_level);

/// The rules that are for the reason, in the order in which they are asked, up to the one that
/// decides; without one the default route does. Borrows the policy. Pure and thread-safe.
[[nodiscard]] std::vector<RuleAnswer> explain_rules(const v1::CaseStory& story,
                                                    const AskedReason& reason,
                                                    const EscalationPolicy& policy);

}  // namespace escalon::escalation
