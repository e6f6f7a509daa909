#include <fmt/format.h>

#include "escalon/base/instant.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/insight/case_fold.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using contact::v1::ContactEvent;

std::string survey_words(const contact::v1::SurveyAnswered& survey) {
  std::string words = "customer answers the survey";
  if (share_of(survey)) {
    words += fmt::format(": {} of {}", survey.score(), survey.score_max());
  }
  return survey.comment().empty() ? words : fmt::format("{} “{}”", words, survey.comment());
}

std::string words_of(const ContactEvent& contact) {
  switch (contact.body_case()) {
    case ContactEvent::kCustomerMessage:
      return fmt::format("customer: “{}”", contact.customer_message().text());
    case ContactEvent::kAgentMessage:
      return fmt::format("agent {}: “{}”", contact.agent(), contact.agent_message().text());
    case ContactEvent::kTranscriptSegment:
      return fmt::format("{}: “{}”", contact.transcript_segment().speaker(),
                         contact.transcript_segment().text());
    case ContactEvent::kStatusChanged:
      return fmt::format("status is now {}", contact.status_changed().status());
    case ContactEvent::kPriorityChanged:
      return fmt::format("priority is now {}", contact.priority());
    case ContactEvent::kStarted:
      return contact.started().subject().empty()
                 ? fmt::format("{} contact began", contact.channel())
                 : fmt::format("{} contact began: {}", contact.channel(),
                               contact.started().subject());
    case ContactEvent::kEscalationAsked:
      return fmt::format("{} asks for an escalation {}", contact.escalation_asked().by(),
                         contact.escalation_asked().note());
    case ContactEvent::kSurveyAnswered:
      return survey_words(contact.survey_answered());
    case ContactEvent::kAgentJoined:
      return fmt::format("agent {} took the contact", contact.agent());
    case ContactEvent::kTransferred:
      return fmt::format("handed on to {}{}{}", contact.transferred().to_queue(),
                         contact.transferred().to_team(), contact.transferred().to_agent());
    default: {
      std::string name = body_name(contact);
      for (char& character : name) {
        character = character == '_' ? ' ' : character;
      }
      return name;
    }
  }
}

std::string findings_of(const classification::v1::Classified& classified) {
  std::string text;
  for (const auto& trigger : classified.triggers()) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", trigger.cause());
    if (!trigger.phrase().empty()) {
      text += fmt::format(" (“{}”)", trigger.phrase());
    }
  }
  return text.empty() ? text : " → " + text;
}

}  // namespace

TimelineText describe(const classification::v1::ClassificationEvent& event) {
  if (event.has_retired()) {
    return {"retired", "the case was silent for long; its record ends here",
            event.retired().retired_at_ms()};
  }
  const ContactEvent& contact = event.classified().contact();
  return {body_name(contact), words_of(contact) + findings_of(event.classified()),
          contact.occurred_at().seconds() * 1000 + contact.occurred_at().nanos() / 1'000'000};
}

}  // namespace escalon::insight
