#include "tested_case.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"

namespace escalon::escalation {
namespace {

constexpr int kFiringsMax = 10'000;  // of one wait; more are timers without an end

Target queue_of(std::string team) {
  return {Target::Kind::kTeamQueue, std::move(team)};
}

Ladder care_ladder() {
  Ladder ladder{.name = "care", .steps = {}, .repeat = 0};
  ladder.steps.push_back(
      {.targets = {queue_of("")}, .acknowledge_within = absl::Minutes(10), .level = 1});
  ladder.steps.push_back({.targets = {{Target::Kind::kPerson, "dora"}},
                          .acknowledge_within = absl::Minutes(5),
                          .level = 2});
  return ladder;
}

google::protobuf::Timestamp stamp(absl::Time instant) {
  google::protobuf::Timestamp out;
  out.set_seconds(absl::ToUnixSeconds(instant));
  out.set_nanos(static_cast<int>(to_ms(instant) - absl::ToUnixSeconds(instant) * 1000) * 1000000);
  return out;
}

}  // namespace

EscalationPolicy tested_policy() {
  EscalationPolicy policy;
  policy.matrix = {
      {.name = "angry", .causes = {"conflict", "customer_asked"}, .team = "care", .ladder = "care"},
      {.name = "late", .breach_clocks = {"first_response"}, .team = "care", .ladder = "care"},
      {.name = "specialist", .causes = {"needs_specialist"}, .team = "network", .ladder = "care"},
  };
  policy.ladders["care"] = care_ladder();
  policy.teams = {"care", "network", "supervisors"};
  return policy;
}

TestedCase::TestedCase(EscalationPolicy policy) : policy_(std::move(policy)) {}

Events TestedCase::accept(Events events) {
  for (const Event& event : events) {
    evolve(state_, event);
    all_.push_back(event);
  }
  return events;
}

Events TestedCase::tell(const Input& input) {
  return accept(decide(state_, input, now_, policy_));
}

Events TestedCase::happens(contact::v1::ContactEvent contact,
                           const std::vector<std::string>& causes, int priority) {
  classification::v1::ClassificationEvent event;
  auto& classified = *event.mutable_classified();
  *contact.mutable_occurred_at() = stamp(now_);
  *classified.mutable_contact() = std::move(contact);
  classified.set_priority(priority);
  for (const std::string& cause : causes) {
    classified.add_triggers()->set_cause(cause);
    classified.mutable_triggers(classified.triggers_size() - 1)->set_phrase("as heard");
  }
  const std::string id = absl::StrCat("contact-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::happens_with_intent(contact::v1::ContactEvent contact, std::string_view intent) {
  classification::v1::ClassificationEvent event;
  *contact.mutable_occurred_at() = stamp(now_);
  *event.mutable_classified()->mutable_contact() = std::move(contact);
  event.mutable_classified()->set_intent(std::string(intent));
  const std::string id = absl::StrCat("contact-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::customer_says(std::string_view text, const std::vector<std::string>& causes) {
  contact::v1::ContactEvent contact;
  contact.mutable_customer_message()->set_text(std::string(text));
  return happens(std::move(contact), causes);
}

Events TestedCase::agent_says(std::string_view text) {
  contact::v1::ContactEvent contact;
  contact.mutable_agent_message()->set_text(std::string(text));
  return happens(std::move(contact));
}

Events TestedCase::asks_for_escalation(std::string_view by, std::string_view cause,
                                       std::string_view note, std::string_view team) {
  contact::v1::ContactEvent contact;
  auto& asked = *contact.mutable_escalation_asked();
  asked.set_by(std::string(by));
  asked.set_cause(std::string(cause));
  asked.set_note(std::string(note));
  asked.set_team(std::string(team));
  return happens(std::move(contact));
}

Events TestedCase::breach(std::string_view clock, std::string_view breach_id) {
  sla::v1::SlaEvent event;
  event.set_clock(std::string(clock));
  event.set_effective_at_ms(to_ms(now_));
  event.mutable_breached()->set_breach_id(std::string(breach_id));
  event.mutable_breached()->set_due_at_ms(to_ms(now_));
  event.mutable_breached()->set_target("15m");
  const std::string id = absl::StrCat("sla-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::withdraw_breach(std::string_view clock, std::string_view breach_id) {
  sla::v1::SlaEvent event;
  event.set_clock(std::string(clock));
  event.set_effective_at_ms(to_ms(now_));
  event.mutable_breach_withdrawn()->set_breach_id(std::string(breach_id));
  const std::string id = absl::StrCat("sla-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::clocks_run() {
  sla::v1::SlaEvent event;
  event.set_effective_at_ms(to_ms(now_));
  event.mutable_clocks_run();
  const std::string id = absl::StrCat("sla-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::order(command::v1::Command command, std::string_view actor) {
  if (command.command_id().empty()) {
    command.set_command_id(absl::StrCat("command-", ++inputs_));
  }
  command.set_actor(std::string(actor));
  *command.mutable_issued_at() = stamp(now_);
  return tell({key, command.command_id(), &command});
}

Events TestedCase::acknowledge(std::string_view actor, std::string_view escalation_id) {
  command::v1::Command command;
  command.set_escalation_id(std::string(escalation_id));
  command.mutable_acknowledge();
  return order(std::move(command), actor);
}

Events TestedCase::decline(std::string_view actor) {
  command::v1::Command command;
  command.mutable_decline()->set_reason("in a call");
  return order(std::move(command), actor);
}

Events TestedCase::resolve(std::string_view outcome) {
  command::v1::Command command;
  command.mutable_resolve()->set_outcome(std::string(outcome));
  return order(std::move(command));
}

Events TestedCase::offered(std::string_view person, std::uint64_t assignment) {
  team::v1::TeamEvent event;
  event.set_escalation_id(escalation().escalation_id());
  event.set_assignment(assignment == 0 ? escalation().assignment() : assignment);
  event.set_effective_at_ms(to_ms(now_));
  event.mutable_offered()->set_person(std::string(person));
  const std::string id = absl::StrCat("team-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::nobody_free(std::uint64_t assignment) {
  team::v1::TeamEvent event;
  event.set_escalation_id(escalation().escalation_id());
  event.set_assignment(assignment == 0 ? escalation().assignment() : assignment);
  event.set_effective_at_ms(to_ms(now_));
  event.mutable_nobody_free();
  const std::string id = absl::StrCat("team-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::team_says(const team::v1::TeamEvent& event) {
  const std::string id = absl::StrCat("team-", ++inputs_);
  return tell({key, id, &event});
}

Events TestedCase::pass(absl::Duration time) {
  const absl::Time until = now_ + time;
  Events decided;
  for (int fired = 0;; ++fired) {
    std::vector<DueTimer> due = timers(state_);
    const auto next = std::ranges::min_element(due, {}, &DueTimer::due);
    if (next == due.end() || next->due > until) {
      break;
    }
    if (fired == kFiringsMax) {
      ADD_FAILURE() << "the timer " << next->id << " comes due again and again";
      break;
    }
    now_ = std::max(now_, next->due);
    for (Event& event : accept(decide(state_, *next, now_, policy_))) {
      decided.push_back(std::move(event));
    }
  }
  now_ = until;
  return decided;
}

Events TestedCase::fire_late(absl::Duration late) {
  const std::vector<DueTimer> due = timers(state_);
  const auto next = std::ranges::min_element(due, {}, &DueTimer::due);
  now_ = next->due + late;
  return accept(decide(state_, *next, now_, policy_));
}

const v1::Escalation& TestedCase::escalation() const {
  return state_.escalations(state_.escalations_size() - 1);
}

std::string kinds(const Events& events) {
  std::string list;
  for (const Event& event : events) {
    const auto* field = Event::descriptor()->FindFieldByNumber(event.body_case());
    absl::StrAppend(&list, list.empty() ? "" : " ", field == nullptr ? "none" : field->name());
  }
  return list;
}

Event first(const Events& events, Event::BodyCase kind) {
  const auto found =
      std::ranges::find_if(events, [&](const Event& event) { return event.body_case() == kind; });
  return found == events.end() ? Event() : *found;
}

}  // namespace escalon::escalation
