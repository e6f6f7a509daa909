#include "misrouted.hpp"

#include "absl/strings/str_cat.h"
#include "open.hpp"

namespace escalon::escalation {

bool is_misrouted(int transfers, const EscalationPolicy& policy) {
  return policy.transfers_max > 0 && transfers > policy.transfers_max;
}

void escalate_misrouted(Draft& draft, const Input& input) {
  const int transfers = draft.state().story().transfers();
  if (!is_misrouted(transfers, draft.policy())) {
    return;
  }
  Reason reason;
  reason.cause = v1::CAUSE_MISROUTED;
  reason.source_id = cause_name(reason.cause);
  reason.detail = absl::StrCat(transfers, " transfers");
  escalate(draft, input, reason);
}

}  // namespace escalon::escalation
