#include "reason_fold.hpp"

#include <utility>

#include "escalon/base/instant.hpp"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

constexpr int kReasonsMax = 200;
constexpr int kWithRulesMax = 20;  // the newest: the rules that were asked may take 4 KB each

// The same of what opened an escalation and of what was added to one.
template <typename Told>
v1::ExplainedReason reason_of(const EscalationEvent& event, const Told& told) {
  v1::ExplainedReason reason;
  reason.set_at(format_instant(from_ms(event.effective_at_ms())));
  reason.set_cause(cause_name(told.cause().cause()));
  reason.set_detail(told.cause().detail());
  reason.set_escalation_id(event.escalation_id());
  reason.set_opened(event.has_opened());
  reason.set_rule(told.rule());
  if (told.has_asked_rules()) {
    *reason.mutable_asked_rules() = told.asked_rules();
  }
  return reason;
}

}  // namespace

void note_reason(v1::CaseRow& row, const EscalationEvent& event, const std::string& policy) {
  if (!event.has_opened() && !event.has_cause_added()) {
    return;
  }
  v1::ExplainedReason reason =
      event.has_opened() ? reason_of(event, event.opened()) : reason_of(event, event.cause_added());
  reason.set_policy(policy);
  if (row.reasons_size() >= kReasonsMax) {
    row.mutable_reasons()->DeleteSubrange(0, 1);
  }
  *row.add_reasons() = std::move(reason);
  if (const int last = row.reasons_size() - 1 - kWithRulesMax; last >= 0) {
    row.mutable_reasons(last)->clear_asked_rules();
  }
}

}  // namespace escalon::insight
