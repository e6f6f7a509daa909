#include "describe_help.hpp"

#include <fmt/format.h>

#include "escalon/base/instant.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

std::string with(const char* before, const std::string& text, const char* after = "") {
  return text.empty() ? text : before + text + after;
}

std::string back_to(const std::string& agent, bool others_remain) {
  return (agent.empty() ? std::string() : "; the case returns to " + agent) +
         (others_remain ? "; it stays open for its other causes" : "");
}

std::string approved_text(const escalation::v1::Approved& approved) {
  return "approved" + with(" ", approved.amount()) + with(" ", approved.currency()) +
         with(", ", approved.terms()) + with(" (", approved.reason(), ")") +
         back_to(approved.returned_to(), approved.others_remain());
}

std::string refused_text(const escalation::v1::ApprovalRefused& refused) {
  return "approval refused: " + refused.reason() + with(", instead: ", refused.terms()) +
         back_to(refused.returned_to(), refused.others_remain());
}

}  // namespace

std::string words_of_help(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kApproved:
      return approved_text(event.approved());
    case EscalationEvent::kApprovalRefused:
      return refused_text(event.approval_refused());
    case EscalationEvent::kAssistRequested: {
      const auto& asked = event.assist_requested();
      return fmt::format("the platform is asked: {} {}, {}{}", asked.mode(), asked.agent(),
                         asked.person(), with(" (", asked.reason(), ")"));
    }
    case EscalationEvent::kHelpAsked:
      return fmt::format("team {} is asked to help{}", event.help_asked().team(),
                         with(" (", event.help_asked().reason(), ")"));
    case EscalationEvent::kHelpEnded:
      return fmt::format("team {} helps no longer{}", event.help_ended().team(),
                         with(" (", event.help_ended().reason(), ")"));
    case EscalationEvent::kNoteAdded:
      return "handover note: " + event.note_added().text();
    case EscalationEvent::kStepPostponed:
      return fmt::format("step {} waits for {} until {}", event.step_postponed().step() + 1,
                         event.step_postponed().calendar(),
                         format_instant(from_ms(event.step_postponed().begins_at_ms())));
    case EscalationEvent::kStepSkipped:
      return fmt::format("step {} is skipped outside of {}", event.step_skipped().step() + 1,
                         event.step_skipped().calendar());
    default:
      return {};
  }
}

}  // namespace escalon::insight
