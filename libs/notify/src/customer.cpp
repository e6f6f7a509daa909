#include "customer.hpp"

#include <string>

#include "escalon/base/instant.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

constexpr std::string_view kCustomer = "customer";
constexpr const char* kInstantFormat = "%a %e %b %H:%M %Z";

std::string in_words(const std::map<std::string, std::string, std::less<>>& words,
                     const std::string& name) {
  const auto found = words.find(name);
  return found == words.end() ? name : found->second;
}

/// What the customer is told of the event; null for what they are not told of.
const Template* text_of(const EscalationEvent& event, const CustomerNotices& notices) {
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
    case EscalationEvent::kReopened:
      return &notices.opened;
    case EscalationEvent::kRaised:
      return &notices.raised;
    case EscalationEvent::kResolved:
      return &notices.resolved;
    case EscalationEvent::kFollowUpDue:
      return &notices.follow_up;
    case EscalationEvent::kSurveyDue:
      return &notices.survey;
    default:
      return nullptr;
  }
}

const std::string& channel_of(const escalation::v1::Handover& handover,
                              const CustomerNotices& notices) {
  for (const std::string& wanted : {handover.preferred_channel(), handover.channel()}) {
    if (const auto found = notices.channels.find(wanted); found != notices.channels.end()) {
      return found->second;
    }
  }
  return notices.channel;
}

void tell_customer(Planner& planner, const EscalationEvent& event, const Subject& subject,
                   const CustomerNotices& notices) {
  const Template* text = text_of(event, notices);
  if (text == nullptr || notices.channel.empty() || subject.escalation.no_customer()) {
    return;
  }
  planner.tell(std::string(kCustomer), channel_of(subject.escalation.handover(), notices), *text,
               notification::v1::NOTIFICATION_KIND_CUSTOMER);
}

void tell_person(Planner& planner, const std::string& person, const Template& text) {
  if (!person.empty() && !text.subject.empty()) {
    planner.tell(person, planner.channel_of(person), text,
                 notification::v1::NOTIFICATION_KIND_UPDATE);
  }
}

}  // namespace

void set_customer_words(Subject& subject, const CustomerNotices& notices) {
  subject.why = in_words(notices.reasons, cause_text(subject.escalation.cause()));
  subject.who = in_words(notices.names, subject.escalation.team());
  const std::int64_t promised_by_ms = subject.escalation.promised_by_ms();
  subject.promised = promised_by_ms == 0
                         ? "as soon as we can"
                         : absl::FormatTime(kInstantFormat, from_ms(promised_by_ms), notices.zone);
}

void plan_care(Planner& planner, const EscalationEvent& event, const Subject& subject,
               const NotifyPolicy& policy) {
  tell_customer(planner, event, subject, policy.customer);
  tell_person(planner, event.resolved().agent(), policy.feedback);
  tell_person(planner, event.root_cause_asked().person(), policy.root_cause);
}

}  // namespace escalon::notify
