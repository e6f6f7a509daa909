#include "help_fold.hpp"

#include <algorithm>

#include "escalon/base/instant.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

void remove_helper(v1::EscalationView& view, const std::string& team) {
  auto& helping = *view.mutable_helping_teams();
  helping.erase(std::remove(helping.begin(), helping.end(), team), helping.end());
}

/// Whether nothing waits for a window any more after the event.
bool ends_waiting(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kStepStarted:
    case EscalationEvent::kStepSkipped:
    case EscalationEvent::kAcknowledged:
    case EscalationEvent::kAccepted:
    case EscalationEvent::kReassigned:
    case EscalationEvent::kRaised:
    case EscalationEvent::kDeEscalated:
    case EscalationEvent::kResolved:
    case EscalationEvent::kSurgeJoined:
    case EscalationEvent::kWithdrawn:
      return true;
    default:
      return false;
  }
}

}  // namespace

void apply_help(v1::EscalationView& view, const EscalationEvent& event) {
  if (ends_waiting(event)) {
    view.clear_waits_until();
  }
  switch (event.body_case()) {
    case EscalationEvent::kStepPostponed:
      return view.set_waits_until(format_instant(from_ms(event.step_postponed().begins_at_ms())));
    case EscalationEvent::kHelpAsked:
      return view.add_helping_teams(event.help_asked().team());
    case EscalationEvent::kHelpEnded:
      return remove_helper(view, event.help_ended().team());
    case EscalationEvent::kReassigned:
      return remove_helper(view, event.reassigned().team());
    case EscalationEvent::kResolved:
    case EscalationEvent::kWithdrawn:
      return view.clear_helping_teams();
    case EscalationEvent::kNoteAdded:
      return view.clear_note_missing();
    case EscalationEvent::kAccepted:
      return view.set_accepted_at(format_instant(from_ms(event.effective_at_ms())));
    case EscalationEvent::kCauseAdded:
      if (view.asked_by().empty()) {
        view.set_asked_by(event.cause_added().asked_by());
      }
      return;
    default:
      return;
  }
}

void note_owner(v1::CaseView& view) {
  const v1::EscalationView* newest = nullptr;
  for (const v1::EscalationView& escalation : view.escalations()) {
    // Instants of one format and zone compare as texts.
    if (escalation.status() == "accepted" &&
        (newest == nullptr || escalation.accepted_at() >= newest->accepted_at())) {
      newest = &escalation;
    }
  }
  view.set_owner(newest == nullptr ? view.agent() : newest->person());
}

}  // namespace escalon::insight
