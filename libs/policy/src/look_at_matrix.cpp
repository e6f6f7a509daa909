#include <algorithm>
#include <map>
#include <utility>

#include "findings.hpp"
#include "hidden_rules.hpp"
#include "matrix_reach.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using escalation::MatrixRule;
using rules::Condition;

constexpr std::string_view kAny = "*";

// One kind of reason: a cause, or a clock whose breach it is.
struct Reason {
  rules::FieldKind field;
  std::string name;
};

std::vector<Reason> reasons_of(const MatrixRule& rule) {
  std::vector<Reason> reasons;
  for (const std::string& cause : rule.causes) {
    reasons.push_back({rules::FieldKind::kCause, cause});
  }
  for (const std::string& clock : rule.breach_clocks) {
    reasons.push_back({rules::FieldKind::kClock, clock});
  }
  return reasons;
}

bool takes(const MatrixRule& rule, const Reason& reason) {
  const auto& names = reason.field == rules::FieldKind::kCause ? rule.causes : rule.breach_clocks;
  return std::ranges::any_of(
      names, [&](const std::string& name) { return name == kAny || name == reason.name; });
}

// The earlier rule that takes everything of one reason that a rule is for.
struct Taken {
  const MatrixRule* by;
  std::string example;
};

std::optional<Taken> taken(std::span<const MatrixRule> earlier, const rules::Ways& ways,
                           const Reason& reason) {
  std::vector<const MatrixRule*> rules;
  std::vector<const Condition*> conditions;
  for (const MatrixRule& rule : earlier) {
    if (takes(rule, reason)) {
      rules.push_back(&rule);
      conditions.push_back(&rule.when);
    }
  }
  const Condition is_reason =
      Condition::one_of(rules::Field(reason.field), {std::string(reason.name)});
  rules::Conjunct given;
  if (reason.name != kAny) {
    given.push_back({&is_reason.field(), &is_reason.test(), true});
  }
  const auto found = hidden(conditions, ways, given);
  return found ? std::optional(Taken{rules[found->by], found->example}) : std::nullopt;
}

std::optional<Taken> taken(std::span<const MatrixRule> earlier, const MatrixRule& rule,
                           const rules::Ways& ways) {
  std::optional<Taken> last;
  for (const Reason& reason : reasons_of(rule)) {
    last = taken(earlier, ways, reason);
    if (!last) {
      return std::nullopt;
    }
  }
  return last;
}

void look_at_rule(std::span<const MatrixRule> earlier, const MatrixRule& rule, Findings& out) {
  const auto ways = rules::Ways::of(rule.when);
  if (!ways || rule.when.is_never()) {
    return;
  }
  if (ways->conjuncts().empty()) {
    out.add(Severity::kWarning, {"matrix", earlier.size(), "when"},
            "never used: the condition contradicts itself", "change 'when', or remove the rule");
    return;
  }
  if (const auto found = taken(earlier, rule, *ways)) {
    out.add(Severity::kWarning, {"matrix", earlier.size()},
            cat("never reached: rule '", found->by->name, "' takes all of it first, for example ",
                found->example),
            cat("put it before '", found->by->name, "', or narrow the condition of that rule"));
  }
}

}  // namespace

void look_at_matrix(const CompiledPolicy& policy, Findings& out) {
  const std::span<const MatrixRule> matrix(policy.escalation.matrix);
  MatrixReach reach;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    // What unconditional rules take was found as the matrix was read.
    if (reach.covering(matrix[i]) == nullptr) {
      look_at_rule(matrix.first(i), matrix[i], out);
    }
    reach.add(matrix[i]);
  }
}

}  // namespace escalon::policy
