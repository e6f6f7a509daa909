#include "asked_rules.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "escalon/escalation/explain.hpp"
#include "escalon/rules/relations.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

// Every reader of the journal reads them again, and insight keeps them with the case.
constexpr int kRulesMax = 50;
constexpr std::size_t kBytesMax = 4096;
constexpr std::size_t kWhyNotMax = 5;

v1::AskedRule refusing(const MatrixRule& rule, const CauseFacts& facts) {
  v1::AskedRule asked;
  asked.set_rule(rule.name);
  const std::vector<std::string> why_not = rules::why_not(rule.when, facts);
  for (std::size_t i = 0; i < std::min(why_not.size(), kWhyNotMax); ++i) {
    asked.add_why_not(std::string(clip(why_not[i], kStoryTextBytesMax)));
  }
  return asked;
}

}  // namespace

v1::AskedRules asked_rules(const EscalationPolicy& policy, const Reason& reason,
                           const CauseFacts& facts, const MatrixRule* decided) {
  v1::AskedRules asked;
  std::size_t bytes = 0;
  for (const MatrixRule& rule : policy.matrix) {
    if (&rule == decided) {
      asked.add_rules()->set_rule(rule.name);
      break;
    }
    if (!is_for(rule, reason.cause, reason.clock, reason.clock_level)) {
      continue;
    }
    if (asked.rules_size() + 1 >= kRulesMax || bytes >= kBytesMax) {
      asked.set_left_out(asked.left_out() + 1);
      continue;
    }
    *asked.add_rules() = refusing(rule, facts);
    bytes += asked.rules().rbegin()->ByteSizeLong();
  }
  return asked;
}

}  // namespace escalon::escalation
