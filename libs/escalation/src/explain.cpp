#include "escalon/escalation/explain.hpp"

#include <algorithm>

#include "escalon/rules/relations.hpp"
#include "facts.hpp"

namespace escalon::escalation {
namespace {

constexpr std::string_view kAny = "*";

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::any_of(
      list, [&](const std::string& entry) { return entry == name || entry == kAny; });
}

}  // namespace

bool is_for(const MatrixRule& rule, v1::Cause cause, std::string_view clock,
            std::string_view clock_level) {
  if (!clock_level.empty() &&
      std::ranges::find(rule.breach_clocks, clock_level) != rule.breach_clocks.end()) {
    return true;
  }
  return cause == v1::CAUSE_SLA_BREACH ? names(rule.breach_clocks, clock)
                                       : names(rule.causes, cause_name(cause));
}

std::vector<RuleAnswer> explain_rules(const v1::CaseStory& story, const AskedReason& reason,
                                      const EscalationPolicy& policy) {
  const CauseFacts facts(story, {.tenant = reason.tenant,
                                 .cause = cause_name(reason.cause),
                                 .clock = reason.clock,
                                 .team = reason.team,
                                 .classified = reason.classified});
  std::vector<RuleAnswer> answers;
  for (const MatrixRule& rule : policy.matrix) {
    if (is_for(rule, reason.cause, reason.clock, reason.clock_level)) {
      answers.push_back({&rule, rules::why_not(rule.when, facts)});
      if (answers.back().why_not.empty()) {
        break;
      }
    }
  }
  return answers;
}

}  // namespace escalon::escalation
