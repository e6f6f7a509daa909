#include <google/protobuf/map.h>

#include "case_view.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::sla {
namespace {

using contact::v1::ContactEvent;
using escalation::v1::EscalationEvent;

std::int64_t to_ms(const google::protobuf::Timestamp& stamp) {
  return stamp.seconds() * 1000 + stamp.nanos() / 1'000'000;
}

void read_body(const ContactEvent& event, v1::Fact& fact) {
  switch (event.body_case()) {
    case ContactEvent::kTranscriptSegment:
      fact.set_speaker(event.transcript_segment().speaker());
      break;
    case ContactEvent::kStatusChanged:
      fact.set_status(event.status_changed().status());
      break;
    case ContactEvent::kTransferred:
      if (event.queue().empty()) {
        fact.set_queue(event.transferred().to_queue());
      }
      fact.set_team(event.transferred().to_team());
      break;
    case ContactEvent::kEnded:
      fact.set_reason(event.ended().reason());
      break;
    default:
      break;
  }
}

void read_contact(const ContactEvent& event, v1::Fact& fact) {
  fact.set_what(static_cast<std::int32_t>(event.body_case()));
  fact.set_priority(event.priority());
  fact.set_tier(event.customer().tier());
  fact.set_language(event.customer().language());
  fact.set_queue(event.queue());
  fact.set_agent(event.agent());
  fact.set_channel(event.channel());
  fact.set_direction(event.direction());
  fact.set_source(event.source());
  *fact.mutable_attributes() = event.attributes();
  for (const auto& [clock, due] : event.due()) {
    (*fact.mutable_due_at_ms())[clock] = to_ms(due);
  }
  read_body(event, fact);
}

void read_classified(const classification::v1::Classified& said, v1::Fact& fact) {
  if (said.priority() != 0) {
    fact.set_priority(said.priority());
  }
  if (!said.language().empty()) {
    fact.set_language(said.language());
  }
  fact.set_intent(said.intent());
  fact.set_sentiment(said.conversation_sentiment());
  fact.set_urgency(said.urgency().score());
  for (const auto& trigger : said.triggers()) {
    fact.add_triggers(trigger.cause());
  }
}

void read_escalation(const EscalationEvent& event, v1::Fact& fact) {
  fact.set_what(kOfEscalation + static_cast<int>(event.body_case()));
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
      fact.set_team(event.opened().team());
      fact.set_level(event.opened().level());
      break;
    case EscalationEvent::kReassigned:
      fact.set_team(event.reassigned().team());
      break;
    case EscalationEvent::kRaised:
      fact.set_level(event.raised().level());
      break;
    case EscalationEvent::kDeEscalated:
      fact.set_level(event.de_escalated().level());
      fact.set_level_left(event.de_escalated().level() == 0);
      break;
    case EscalationEvent::kResolved:
    case EscalationEvent::kWithdrawn:
      fact.set_level_left(true);
      break;
    default:
      break;
  }
}

// Sets only what differs, so that nothing is allocated for what an event repeats.
void carry(const std::string& said, std::string* known) {
  if (!said.empty() && said != *known) {
    *known = said;
  }
}

}  // namespace

Input input_of(const classification::v1::ClassificationEvent& event, std::string_view id) {
  Input input;
  input.id = id;
  input.retired = event.has_retired();
  if (event.has_classified()) {
    input.classified = &event.classified();
    input.contact = &event.classified().contact();
    const auto& own_id = input.contact->event_id();
    input.id = own_id.empty() ? id : std::string_view(own_id);
    input.occurred_at = from_ms(to_ms(input.contact->occurred_at()));
  }
  return input;
}

Input input_of(const EscalationEvent& event, std::string_view id) {
  Input input;
  input.id = id;
  input.escalation = &event;
  input.retired = event.has_case_retired();
  input.occurred_at = from_ms(event.effective_at_ms());
  return input;
}

v1::Fact make_fact(const Input& input) {
  v1::Fact fact;
  fact.set_event_id(std::string(input.id));
  fact.set_occurred_at_ms(escalon::to_ms(input.occurred_at));
  if (input.contact != nullptr) {
    read_contact(*input.contact, fact);
  }
  if (input.classified != nullptr) {
    read_classified(*input.classified, fact);
  }
  if (input.escalation != nullptr) {
    read_escalation(*input.escalation, fact);
  }
  return fact;
}

std::string_view tenant_of(const Input& input) {
  return input.contact == nullptr ? std::string_view() : std::string_view(input.contact->tenant());
}

void apply(const v1::Fact& fact, v1::CaseFacts& facts) {
  carry(fact.status(), facts.mutable_status());
  carry(fact.tier(), facts.mutable_tier());
  carry(fact.language(), facts.mutable_language());
  carry(fact.queue(), facts.mutable_queue());
  carry(fact.agent(), facts.mutable_agent());
  carry(fact.channel(), facts.mutable_channel());
  carry(fact.direction(), facts.mutable_direction());
  carry(fact.source(), facts.mutable_source());
  carry(fact.intent(), facts.mutable_intent());
  carry(fact.team(), facts.mutable_team());
  facts.set_priority(fact.priority() != 0 ? fact.priority() : facts.priority());
  facts.set_level(fact.level() != 0 || fact.level_left() ? fact.level() : facts.level());
  facts.set_sentiment(fact.sentiment() != 0 ? fact.sentiment() : facts.sentiment());
  for (const auto& [name, value] : fact.attributes()) {
    (*facts.mutable_attributes())[name] = value;
  }
  for (const auto& [clock, due] : fact.due_at_ms()) {
    (*facts.mutable_due_at_ms())[clock] = due;
  }
}

}  // namespace escalon::sla
