#include <algorithm>
#include <array>
#include <set>

#include "escalon/rules/relations.hpp"
#include "findings.hpp"
#include "text.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using escalation::MatrixRule;
using rules::Condition;

constexpr std::string_view kAny = "*";
constexpr std::string_view kBreach = "sla_breach";
constexpr std::string_view kPredicted = "predicted";
constexpr std::array<const char*, 4> kChannels{"chat", "voice", "email", "message"};

using Conditions = std::vector<const Condition*>;

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::any_of(
      list, [&](const std::string& entry) { return entry == kAny || entry == name; });
}

// A contact that the conditions do not match, as an ordinary contact as can be found.
std::optional<std::string> unmatched(const Conditions& conditions, const Condition& reason) {
  const rules::Literal is_reason{&reason.field(), &reason.test(), true};
  for (const char* name : kChannels) {
    const Condition channel =
        Condition::one_of(rules::Field(rules::FieldKind::kChannel), {std::string(name)});
    if (const auto found = rules::that_meets_none(
            conditions, {is_reason, {&channel.field(), &channel.test(), true}})) {
      return rules::text_of(*found);
    }
  }
  return std::nullopt;
}

std::set<std::string, std::less<>> causes_of(const CompiledPolicy& policy) {
  std::set<std::string, std::less<>> causes;
  for (const auto& trigger : policy.classify.rules().triggers) {
    causes.insert(trigger.cause);
  }
  if (policy.classify.rules().repeat_contact) {
    causes.insert("repeat_contact");
  }
  return causes;
}

void look_at_reason(const CompiledPolicy& policy, rules::FieldKind field, std::string_view name,
                    Severity severity, Findings& out) {
  Conditions conditions;
  for (const MatrixRule& rule : policy.escalation.matrix) {
    if (names(field == rules::FieldKind::kClock ? rule.breach_clocks : rule.causes, name)) {
      conditions.push_back(&rule.when);
    }
  }
  const bool breach = field == rules::FieldKind::kClock;
  const Condition reason = Condition::one_of(rules::Field(field), {std::string(name)});
  if (const auto example = unmatched(conditions, reason)) {
    out.add(severity, {"matrix"},
            cat(breach ? "a breach of " : "", name,
                " may find no rule and then goes to the default route, for example ", *example),
            cat("add a rule with ", breach ? "breaches: " : "causes: ", name,
                " and no 'when' at the end of the matrix, if that is not meant"));
  }
}

}  // namespace

// A policy without a matrix sends everything to the default route, and means it.
void look_at_unmatched(const CompiledPolicy& policy, Findings& out) {
  if (policy.escalation.matrix.empty()) {
    return;
  }
  const auto raised = causes_of(policy);
  for (const std::string_view cause : causes()) {
    if (cause != kBreach && cause != kPredicted) {
      look_at_reason(policy, rules::FieldKind::kCause, cause,
                     raised.contains(cause) ? Severity::kWarning : Severity::kNote, out);
    }
  }
  const std::string* last = nullptr;
  for (const sla::ClockRule& clock : policy.sla.clocks) {
    if (last == nullptr || *last != clock.name) {
      look_at_reason(policy, rules::FieldKind::kClock, clock.name, Severity::kWarning, out);
    }
    last = &clock.name;
  }
}

}  // namespace escalon::policy
