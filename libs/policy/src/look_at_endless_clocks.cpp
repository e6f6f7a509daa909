#include <algorithm>
#include <array>

#include "escalon/rules/relations.hpp"
#include "findings.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using rules::FieldKind;

// What the mesh itself does about an escalation while nobody answers.
constexpr std::array<std::string_view, 6> kOwnEvents{"escalation_opened",
                                                     "escalation_cause_added",
                                                     "escalation_step_started",
                                                     "escalation_assigned",
                                                     "escalation_acknowledgement_timed_out",
                                                     "escalation_nobody_available"};

bool is_for(const escalation::MatrixRule& rule, const std::string& clock) {
  return std::ranges::any_of(rule.breach_clocks,
                             [&](const std::string& name) { return name == "*" || name == clock; });
}

// Whether a breach of the clock opens an escalation, as far as the unconditional rules say.
bool breach_escalates(const escalation::EscalationPolicy& policy, const std::string& clock) {
  for (const escalation::MatrixRule& rule : policy.matrix) {
    if (is_for(rule, clock) && (!rule.ignore || rule.when.is_always())) {
      return !rule.ignore;
    }
  }
  return true;
}

// The event of the mesh's own that starts the clock; empty where none does.
std::string_view own_start(const sla::ClockRule& clock) {
  const auto ways = rules::Ways::of(clock.start);
  if (!ways) {
    return {};
  }
  for (const rules::Conjunct& way : ways->conjuncts()) {
    for (const rules::Literal& literal : way) {
      const auto starts = [&](std::string_view event) { return literal.test->holds(event); };
      const auto found = std::ranges::find_if(kOwnEvents, starts);
      if (literal.holds && literal.field->kind() == FieldKind::kEvent &&
          found != kOwnEvents.end()) {
        return *found;
      }
    }
  }
  return {};
}

}  // namespace

void look_at_endless_clocks(const CompiledPolicy& policy, Findings& out) {
  for (const sla::ClockRule& clock : policy.sla.clocks) {
    const std::string_view event = own_start(clock);
    if (clock.restart == sla::Restart::kAlways && !event.empty() &&
        breach_escalates(policy.escalation, clock.name)) {
      out.add(Severity::kWarning, {"clocks", clock.name},
              cat("repeats without an end: ", event,
                  " starts it anew, and its breach makes an escalation go on"),
              "let it restart after_stop or never, or ignore its breach in the matrix");
    }
  }
}

}  // namespace escalon::policy
