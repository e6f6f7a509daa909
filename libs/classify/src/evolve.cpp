#include <algorithm>
#include <string>

#include "case_facts.hpp"
#include "escalon/classify/classify.hpp"
#include "risk.hpp"

namespace escalon::classify {
namespace {

void remember_event(CaseConversation& state, const std::string& event_id) {
  auto& ids = *state.mutable_event_ids();
  const auto place = std::lower_bound(ids.begin(), ids.end(), event_id);
  if (event_id.empty() || (place != ids.end() && *place == event_id)) {
    return;
  }
  const auto index = static_cast<int>(place - ids.begin());
  ids.Add(std::string(event_id));
  std::rotate(ids.pointer_begin() + index, ids.pointer_end() - 1, ids.pointer_end());
}

void remember_contact(CaseConversation& state, const std::string& contact_id, std::int64_t at_ms) {
  const auto& contacts = state.contacts();
  const bool known = std::any_of(contacts.begin(), contacts.end(), [&](const auto& contact) {
    return contact.contact_id() == contact_id;
  });
  if (contact_id.empty() || known) {
    return;
  }
  auto* contact = state.add_contacts();
  contact->set_contact_id(contact_id);
  contact->set_first_event_at_ms(at_ms);
}

void remember_attributes(CaseConversation& state, const ContactEvent& event, bool late) {
  auto& attributes = *state.mutable_attributes();
  for (const auto& [name, value] : event.attributes()) {
    std::string& known = attributes[name];
    known = newest(value, known, late);
  }
}

void remember(std::string* known, const std::string& told, bool late) {
  const std::string& value = newest(told, *known, late);
  if (&value != known) {
    *known = value;
  }
}

void remember_values(CaseConversation& state, const ContactEvent& event, bool late) {
  remember(state.mutable_tier(), event.customer().tier(), late);
  remember(state.mutable_language(), event.customer().language(), late);
  remember(state.mutable_channel(), event.channel(), late);
  remember(state.mutable_queue(), event.queue(), late);
  remember(state.mutable_status(), event.status_changed().status(), late);
}

void remember_causes(CaseConversation& state, const classification::v1::Classified& classified) {
  auto& causes = *state.mutable_causes();
  for (const auto& trigger : classified.triggers()) {
    const auto place = std::lower_bound(causes.begin(), causes.end(), trigger.cause());
    if (place == causes.end() || *place != trigger.cause()) {
      const auto index = place - causes.begin();
      causes.Add(std::string(trigger.cause()));
      std::rotate(causes.pointer_begin() + index, causes.pointer_end() - 1, causes.pointer_end());
    }
  }
}

void remember_risk(CaseConversation& state, const classification::v1::Classified& classified) {
  state.set_unanswered(unanswered_after(state, classified.contact()));
  state.set_transfers(transfers_after(state, classified.contact()));
  state.set_risk(classified.risk().score());
  remember_causes(state, classified);
}

void apply(CaseConversation& state, const classification::v1::Classified& classified) {
  const ContactEvent& event = classified.contact();
  const std::int64_t at_ms = occurred_at_ms(event);
  const bool late = at_ms < state.last_event_at_ms();
  remember_event(state, event.event_id());
  remember_contact(state, event.previous_contact_id(), at_ms);
  remember_contact(state, event.contact_id(), at_ms);
  remember_attributes(state, event, late);
  remember_values(state, event, late);
  remember(state.mutable_intent(), classified.intent(), late && state.intent() != kOutOfScope);
  remember_risk(state, classified);
  state.set_sentiment(classified.conversation_sentiment());
  state.set_sentiment_trend(classified.sentiment_trend());
  state.set_customer_texts(classified.customer_texts());
  state.set_customer_messages(classified.customer_messages());
  state.set_priority(classified.priority());
  state.set_last_event_at_ms(std::max(at_ms, state.last_event_at_ms()));
  state.set_retire_at_ms(classified.retire_at_ms());
}

}  // namespace

void evolve(CaseConversation& state, const ClassificationEvent& event) {
  switch (event.body_case()) {
    case ClassificationEvent::kClassified:
      return apply(state, event.classified());
    case ClassificationEvent::kRetired:
      return state.Clear();
    case ClassificationEvent::BODY_NOT_SET:
      return;
  }
}

}  // namespace escalon::classify
