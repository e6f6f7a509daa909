#include "escalon/insight/canonical_case.hpp"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "escalon/events/codec.hpp"

namespace escalon::insight {
namespace {

// Whether when this took effect is the instant of a decision, and so differs from run to run.
bool at_decision(const v1::TimelineItem& item) {
  return item.stage() == "notification" || item.stage() == "team" ||
         item.what() == "escalation_assigned";
}

// How often something is tried depends on crashes; that it was settled does not.
bool counts_attempts(const v1::TimelineItem& item) {
  return item.what() == "notification_attempt_failed";
}

void strip(v1::TimelineItem& item) {
  item.clear_entry();
  item.clear_decided_at();
  item.clear_position();
  if (at_decision(item)) {
    item.clear_at();
  }
  // Timers of attempts carry the instant of the attempt before; outcomes its number.
  if (item.stage() == "notification" || !absl::StartsWith(item.cause(), "input")) {
    item.clear_cause();
  }
}

}  // namespace

std::string canonical_json(const v1::CaseView& view) {
  v1::CaseView copy = view;
  std::vector<v1::TimelineItem> items;
  for (v1::TimelineItem& item : *copy.mutable_timeline()) {
    if (!counts_attempts(item)) {
      strip(item);
      items.push_back(std::move(item));
    }
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.event_id() < b.event_id(); });
  copy.clear_timeline();
  copy.clear_similar();
  for (v1::TimelineItem& item : items) {
    *copy.add_timeline() = std::move(item);
  }
  for (v1::EscalationView& escalation : *copy.mutable_escalations()) {
    escalation.clear_assigned_at();
  }
  return events::to_json(copy);
}

}  // namespace escalon::insight
