#include "absl/strings/str_cat.h"
#include "context.hpp"

namespace escalon::notify {

using escalation::v1::EscalationEvent;

void add_help(Subject& subject, const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kApproved:
      subject.reason = event.approved().reason();
      subject.terms = event.approved().terms();
      subject.amount =
          absl::StrCat(event.approved().amount(), event.approved().currency().empty() ? "" : " ",
                       event.approved().currency());
      return;
    case EscalationEvent::kApprovalRefused:
      subject.reason = event.approval_refused().reason();
      subject.terms = event.approval_refused().terms();
      return;
    case EscalationEvent::kAssistRequested:
      subject.reason = event.assist_requested().reason();
      subject.mode = event.assist_requested().mode();
      return;
    case EscalationEvent::kHelpAsked:
      subject.reason = event.help_asked().reason();
      subject.helper = event.help_asked().team();
      return;
    case EscalationEvent::kHelpEnded:
      subject.reason = event.help_ended().reason();
      subject.helper = event.help_ended().team();
      return;
    default:
      return;
  }
}

}  // namespace escalon::notify
