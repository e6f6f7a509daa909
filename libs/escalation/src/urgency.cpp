#include "urgency.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "care.hpp"
#include "ladder.hpp"

namespace escalon::escalation {

int urgent_level(const EscalationPolicy& policy, const std::string& ladder, int priority) {
  const auto found = policy.ladders.find(ladder);
  if (found == policy.ladders.end()) {
    return 0;
  }
  // What is more urgent than a listed priority skips at least as much.
  const auto skip = found->second.skip_to.lower_bound(priority);
  return skip == found->second.skip_to.end() ? 0 : skip->second;
}

void skip_levels(Draft& draft, const std::string& id, const v1::Opened& route) {
  const v1::Escalation& escalation = draft.escalation(id);
  const int by_type = route.type() == v1::ESCALATION_TYPE_PRIORITY ? route.level() : 0;
  const int level =
      std::max(by_type, urgent_level(draft.policy(), escalation.ladder(), escalation.priority()));
  const bool asked_elsewhere =
      escalation.default_route() || !escalation.care().surge_case_id().empty();
  if (!is_unseen(escalation) || asked_elsewhere || level <= escalation.level()) {
    return;
  }
  // What waits for company begins at that level when it has waited.
  const bool waits = escalation.care().hold_until_ms() != 0;
  Event event = draft.about(id);
  event.mutable_raised()->set_level(level);
  event.mutable_raised()->set_reason(
      absl::StrCat("urgency skips levels: priority ", escalation.priority()));
  event.mutable_raised()->set_type(v1::ESCALATION_TYPE_PRIORITY);
  event.mutable_raised()->set_promised_by_ms(promised_by_ms(draft, escalation));
  draft.emit(std::move(event));
  if (!waits) {
    climb_to_level(draft, id, level, draft.at(), Windows::kKept);
  }
}

}  // namespace escalon::escalation
