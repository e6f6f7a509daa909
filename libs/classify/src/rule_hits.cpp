#include "rule_hits.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "escalon/classify/classify.hpp"

namespace escalon::classify {

using classification::v1::Trigger;
using classification::v1::Urgency;

namespace {

constexpr PhraseKinds kTriggerKinds = {Use::Kind::kTrigger, Use::Kind::kTriggerExcept};
constexpr PhraseKinds kUrgencyKinds = {Use::Kind::kUrgency, Use::Kind::kUrgencyExcept};

bool listens_to(const TriggerRule& rule, const Said& said) {
  switch (rule.said_by) {
    case Speaker::kCustomer:
      return !said.by_agent;
    case Speaker::kAgent:
      return said.by_agent;
    case Speaker::kBoth:
      break;
  }
  return true;
}

bool within_bounds(const TriggerRule& rule, const Feeling& feeling, const CaseFacts& facts) {
  return (!rule.sentiment_at_most || feeling.score <= *rule.sentiment_at_most) &&
         (!rule.urgency_at_least || facts.urgency >= *rule.urgency_at_least);
}

std::string reason_of(const TriggerRule& rule, const Feeling& feeling, const CaseFacts& facts) {
  std::vector<std::string> reasons;
  if (rule.sentiment_at_most) {
    reasons.push_back(absl::StrCat("sentiment ", two_places(feeling.score)));
  }
  if (rule.urgency_at_least) {
    reasons.push_back(absl::StrCat("urgency ", two_places(facts.urgency)));
  }
  if (!rule.when.is_always()) {
    reasons.push_back(rule.when.text());
  }
  return absl::StrJoin(reasons, ", ");
}

std::optional<Trigger> heard_trigger(const Hearing& hearing, const TriggerRule& rule,
                                     std::uint32_t index, const Feeling& feeling,
                                     const CaseFacts& facts) {
  const auto match = hearing.first(kTriggerKinds, index, rule.negation_window);
  if ((!rule.phrases.empty() && !match) ||
      (!rule.with.empty() && !hearing.any(Use::Kind::kTriggerWith, index)) ||
      !within_bounds(rule, feeling, facts) || !rule.when.holds(facts)) {
    return std::nullopt;
  }
  Trigger trigger;
  trigger.set_cause(rule.cause);
  trigger.set_rule(rule.name);
  trigger.set_phrase(match ? hearing.quote(*match) : rule.sentiment_at_most ? feeling.worst : "");
  trigger.set_reason(reason_of(rule, feeling, facts));
  return trigger;
}

bool seen(const CaseConversation& state, const std::string& contact_id) {
  return std::any_of(state.contacts().begin(), state.contacts().end(),
                     [&](const auto& contact) { return contact.contact_id() == contact_id; });
}

}  // namespace

Urgency urgency_of(const Hearing& hearing, const CompiledRules& compiled, const CaseFacts& facts) {
  Urgency urgency;
  double calm = 1;
  const auto& rules = compiled.rules.urgency;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    const auto match = hearing.first(kUrgencyKinds, i);
    if ((!rules[i].phrases.empty() && !match) || !rules[i].when.holds(facts)) {
      continue;
    }
    calm *= 1 - rules[i].weight;
    const std::string why = match ? hearing.quote(*match) : rules[i].when.text();
    urgency.add_reasons(absl::StrCat(rules[i].name, ": ", why, " ", two_places(rules[i].weight)));
  }
  urgency.set_score(to_thousandths(1 - calm));
  return urgency;
}

std::vector<Trigger> triggers_of(const Hearing& hearing, const Said& said, const Feeling& feeling,
                                 const CompiledRules& compiled, CaseFacts& facts) {
  std::vector<Trigger> triggers;
  const auto& rules = compiled.rules.triggers;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (!listens_to(rules[i], said)) {
      continue;
    }
    if (auto trigger = heard_trigger(hearing, rules[i], i, feeling, facts)) {
      triggers.push_back(*std::move(trigger));
      facts.causes.push_back(rules[i].cause);
    }
  }
  return triggers;
}

Trigger asked_trigger(const contact::v1::EscalationAsked& asked) {
  const bool by_customer = asked.by() == "customer";
  const bool known = std::find(kTriggerCauses.begin(), kTriggerCauses.end(), asked.cause()) !=
                     kTriggerCauses.end();
  Trigger trigger;
  trigger.set_cause(known ? asked.cause() : by_customer ? "customer_asked" : "agent_asked");
  trigger.set_rule("escalation_asked");
  trigger.set_reason(by_customer ? "asked by the customer" : "asked by the agent");
  return trigger;
}

std::vector<Trigger> repeat_trigger(const RepeatContactRule& rule, const CaseConversation& state,
                                    const ContactEvent& event) {
  if (event.contact_id().empty() || seen(state, event.contact_id())) {
    return {};
  }
  const std::int64_t at_ms = occurred_at_ms(event);
  const std::int64_t within_ms = absl::ToInt64Milliseconds(rule.within);
  auto contacts =
      1 + std::count_if(state.contacts().begin(), state.contacts().end(), [&](const auto& contact) {
        return contact.first_event_at_ms() <= at_ms &&
               at_ms - contact.first_event_at_ms() <= within_ms;
      });
  const std::string& previous = event.previous_contact_id();
  contacts += !previous.empty() && previous != event.contact_id() && !seen(state, previous) ? 1 : 0;
  if (contacts < rule.contacts) {
    return {};
  }
  Trigger trigger;
  trigger.set_cause("repeat_contact");
  trigger.set_rule(rule.name);
  trigger.set_reason(absl::StrCat("contact ", contacts, " within ", format_duration(rule.within)));
  return {std::move(trigger)};
}

Trigger predicted_trigger(const classification::v1::Risk& risk) {
  Trigger trigger;
  trigger.set_cause("predicted");
  trigger.set_rule("risk");
  trigger.set_reason(absl::StrCat("risk ", two_places(risk.score()), " (",
                                  absl::StrJoin(risk.reasons(), ", "), ")"));
  return trigger;
}

int priority_of(const ClassifyRules& rules, const CaseFacts& facts, const CaseConversation& state,
                const ContactEvent& event, bool late) {
  if (const auto& table = rules.priority) {
    const auto cell = table->cells.find({facts.value(table->rows), facts.value(table->columns)});
    return cell == table->cells.end() ? table->otherwise : cell->second;
  }
  const bool event_first = late ? state.priority() == 0 : event.priority() != 0;
  return event_first ? event.priority() : state.priority();
}

}  // namespace escalon::classify
