#include "told_case.hpp"

#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::classify {

using classification::v1::Classified;
using classification::v1::Trigger;

Events ToldCase::send(ContactEvent event) {
  now_ += absl::Seconds(10);
  if (event.event_id().empty()) {
    event.set_event_id("event-" + std::to_string(++events_));
  }
  if (event.contact_id().empty()) {
    event.set_contact_id("contact-1");
  }
  if (!event.has_occurred_at()) {
    set_occurred_at(event, now_);
  }
  const Events events = decide(state_, event, now_, policy_);
  for (const ClassificationEvent& decided : events) {
    evolve(state_, decided);
  }
  return events;
}

Classified ToldCase::customer_says(std::string_view text) {
  ContactEvent event;
  event.mutable_customer_message()->set_text(std::string(text));
  return send(std::move(event)).front().classified();
}

Classified ToldCase::agent_says(std::string_view text) {
  ContactEvent event;
  event.mutable_agent_message()->set_text(std::string(text));
  return send(std::move(event)).front().classified();
}

Events ToldCase::fire(const DueTimer& timer) {
  const Events events = decide(state_, timer, now_, policy_);
  for (const ClassificationEvent& decided : events) {
    evolve(state_, decided);
  }
  return events;
}

ClassifyPolicy compiled(ClassifyRules rules) {
  return ClassifyPolicy::compile(std::move(rules)).value();
}

TriggerRule trigger_rule(std::string name, std::string cause, std::vector<std::string> phrases) {
  TriggerRule rule;
  rule.name = std::move(name);
  rule.cause = std::move(cause);
  rule.phrases.push_back({"", std::move(phrases)});
  return rule;
}

Trigger trigger_of(const Classified& classified, std::string_view cause) {
  for (const Trigger& trigger : classified.triggers()) {
    if (trigger.cause() == cause) {
      return trigger;
    }
  }
  return {};
}

void set_occurred_at(ContactEvent& event, absl::Time instant) {
  const std::int64_t ms = to_ms(instant);
  event.mutable_occurred_at()->set_seconds(ms / 1000);
  event.mutable_occurred_at()->set_nanos(static_cast<std::int32_t>(ms % 1000) * 1'000'000);
}

}  // namespace escalon::classify
