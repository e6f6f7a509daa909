#include <string>

#include "absl/strings/str_cat.h"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using v1::EscalationEvent;

std::string clipped(const std::string& text) {
  return std::string(clip(text, kStoryTextBytesMax));
}

/// ` what`, where there is something to say.
std::string after_space(const std::string& what) {
  return what.empty() ? what : absl::StrCat(" ", what);
}

std::string after_colon(const std::string& what) {
  return what.empty() ? what : absl::StrCat(": ", clipped(what));
}

}  // namespace

std::string help_line(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kApproved: {
      const auto& approved = event.approved();
      return absl::StrCat(event.actor(), " approves it", after_space(approved.amount()),
                          after_space(approved.currency()), after_colon(approved.terms()));
    }
    case EscalationEvent::kApprovalRefused:
      return absl::StrCat(event.actor(), " refuses it",
                          after_colon(event.approval_refused().reason()));
    case EscalationEvent::kAssistRequested:
      return absl::StrCat(event.assist_requested().person(), " asks to ",
                          event.assist_requested().mode(), " ", event.assist_requested().agent());
    case EscalationEvent::kHelpAsked:
      return absl::StrCat(event.help_asked().team(), " is asked to help",
                          after_colon(event.help_asked().reason()));
    case EscalationEvent::kHelpEnded:
      return absl::StrCat(event.help_ended().team(), " helps no longer");
    case EscalationEvent::kNoteAdded:
      return absl::StrCat("note of ", event.actor(), after_colon(event.note_added().text()));
    default:
      return {};
  }
}

}  // namespace escalon::escalation
