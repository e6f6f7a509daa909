#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "misrouted.hpp"
#include "open.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using classification::v1::Classified;

constexpr std::string_view kCustomer = "customer";

bool asked_by_human(v1::Cause cause) {
  return cause == v1::CAUSE_CUSTOMER_ASKED || cause == v1::CAUSE_AGENT_ASKED;
}

void add(std::vector<Reason>& reasons, Reason reason) {
  const bool known =
      std::ranges::find(reasons, reason.source_id, &Reason::source_id) != reasons.end();
  if (!known && reason.cause != v1::CAUSE_UNSPECIFIED) {
    reasons.push_back(std::move(reason));
  }
}

Reason reason_of(v1::Cause cause, std::string_view detail, const Classified& classified) {
  Reason reason;
  reason.cause = cause;
  reason.source_id = cause_name(cause);
  reason.detail = clip(detail, kStoryTextBytesMax);
  reason.human = asked_by_human(cause);
  reason.classified = &classified;
  return reason;
}

void add_asked(std::vector<Reason>& reasons, const Classified& classified) {
  if (!classified.contact().has_escalation_asked()) {
    return;
  }
  const auto& asked = classified.contact().escalation_asked();
  v1::Cause cause = cause_of(asked.cause());
  if (cause == v1::CAUSE_UNSPECIFIED) {
    cause = asked.by() == kCustomer ? v1::CAUSE_CUSTOMER_ASKED : v1::CAUSE_AGENT_ASKED;
  }
  Reason reason = reason_of(cause, asked.note(), classified);
  reason.human = true;
  reason.note = asked.note();
  reason.note_missing = asked.by() != kCustomer && asked.note().empty();
  reason.asked_by = asked.by() == kCustomer ? std::string() : classified.contact().agent();
  reason.team = asked.team();
  add(reasons, std::move(reason));
}

}  // namespace

std::vector<Reason> reasons_of(const CaseEscalations& state, const Classified& classified,
                               const EscalationPolicy& policy) {
  std::vector<Reason> reasons;
  add_asked(reasons, classified);
  for (const auto& trigger : classified.triggers()) {
    const std::string& detail = trigger.phrase().empty() ? trigger.reason() : trigger.phrase();
    add(reasons, reason_of(cause_of(trigger.cause()), detail, classified));
  }
  const int transfers = state.story().transfers() + 1;
  if (classified.contact().has_transferred() && is_misrouted(transfers, policy)) {
    add(reasons, reason_of(v1::CAUSE_MISROUTED, absl::StrCat(transfers, " transfers"), classified));
  }
  return reasons;
}

bool is_known(const CaseEscalations& state, const Reason& reason) {
  return std::ranges::any_of(state.escalations(), [&](const v1::Escalation& escalation) {
    return is_open(escalation.status()) &&
           std::ranges::any_of(escalation.causes(), [&](const v1::CauseRecord& cause) {
             return cause.source_id() == reason.source_id;
           });
  });
}

}  // namespace escalon::escalation
