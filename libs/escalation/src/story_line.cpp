#include <string>

#include "absl/strings/str_cat.h"
#include "escalon/escalation/escalation_policy.hpp"
#include "story.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

using v1::EscalationEvent;

std::string with_reason(std::string what, const std::string& reason) {
  if (!reason.empty()) {
    absl::StrAppend(&what, ": ", piece(clip(reason, kStoryTextBytesMax)));
  }
  return what;
}

std::string opened_line(const v1::Opened& opened) {
  return absl::StrCat("escalated to ", opened.team(), ", ",
                      piece(cause_name(opened.cause().cause())));
}

std::string movement_line(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kReassigned: {
      const auto& reassigned = event.reassigned();
      return with_reason(absl::StrCat("given to ", reassigned.team(), " ", reassigned.person()),
                         reassigned.reason());
    }
    case EscalationEvent::kRaised:
      return with_reason(absl::StrCat("raised to level ", event.raised().level()),
                         event.raised().reason());
    case EscalationEvent::kDeEscalated:
      return with_reason(absl::StrCat("lowered to level ", event.de_escalated().level()),
                         event.de_escalated().reason());
    case EscalationEvent::kReopened:
      return with_reason("reopened", event.reopened().reason());
    default:
      return help_line(event);
  }
}

}  // namespace

std::string story_line(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
      return opened_line(event.opened());
    case EscalationEvent::kAcknowledged:
      return absl::StrCat(event.acknowledged().person(), " has seen it");
    case EscalationEvent::kAccepted:
      return absl::StrCat(event.accepted().person(), " has taken it over");
    case EscalationEvent::kDeclined:
      return with_reason(absl::StrCat(event.declined().person(), " cannot take it"),
                         event.declined().reason());
    case EscalationEvent::kAcknowledgementTimedOut:
      return absl::StrCat("no answer from ", event.acknowledgement_timed_out().person().empty()
                                                 ? event.acknowledgement_timed_out().team()
                                                 : event.acknowledgement_timed_out().person());
    case EscalationEvent::kResolved:
      return with_reason(absl::StrCat("resolved, ", event.resolved().outcome()),
                         event.resolved().note());
    case EscalationEvent::kSurgeJoined:
      return absl::StrCat("part of the surge ", event.surge_joined().parent_case_id());
    case EscalationEvent::kSurgeGrew:
      return absl::StrCat("case ", event.surge_grew().case_id(), " joined, ",
                          event.surge_grew().count(), " cases now");
    case EscalationEvent::kPromiseMissed:
      return "the customer did not hear by when it was promised";
    case EscalationEvent::kRootCauseNoted:
      return with_reason("root cause", event.root_cause_noted().root_cause());
    case EscalationEvent::kCauseRemoved:
      return with_reason("a cause was taken back", event.cause_removed().reason());
    case EscalationEvent::kWithdrawn:
      return with_reason("withdrawn", event.withdrawn().reason());
    default:
      return movement_line(event);
  }
}

}  // namespace escalon::escalation
