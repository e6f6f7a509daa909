#include "tested_team.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"

namespace escalon::queue {
namespace {

constexpr int kFiringsMax = 1000;

}  // namespace

TestedTeam::TestedTeam(QueuePolicy policy, const std::string& name)
    : name_(name), key_(make_key("default", name)), policy_(std::move(policy)) {}

Events TestedTeam::tell(const Input& input) {
  return accept(decide(state_, input, now_, policy_));
}

Events TestedTeam::accept(Events events) {
  for (const Event& event : events) {
    evolve(state_, event);
    all_.push_back(event);
  }
  return events;
}

Events TestedTeam::happens(const std::string& escalation_id, std::uint64_t assignment,
                           escalation::v1::EscalationEvent event) {
  event.set_escalation_id(escalation_id);
  event.set_assignment(assignment);
  event.set_effective_at_ms(to_ms(now_));
  const std::string id = absl::StrCat("escalation-", ++inputs_);
  return tell({key_, id, absl::StrCat("case-", escalation_id), &event});
}

Events TestedTeam::tell_of_case(const std::string& case_id, const std::string& escalation_id,
                                escalation::v1::EscalationEvent event) {
  event.set_escalation_id(escalation_id);
  event.set_effective_at_ms(to_ms(now_));
  const std::string id = absl::StrCat("escalation-", ++inputs_);
  return tell({key_, id, case_id, &event});
}

Events TestedTeam::ask(const Work& work) {
  escalation::v1::EscalationEvent event;
  auto& step = *event.mutable_step_started();
  step.add_targets()->set_team(name_);
  step.set_priority(work.priority);
  step.set_due_at_ms(work.due_at_ms);
  step.set_opened_at_ms(work.opened_at_ms);
  *step.mutable_not_to() = {work.not_to.begin(), work.not_to.end()};
  for (const auto& [skill, level] : work.skills) {
    step.add_skills()->set_skill(skill);
    step.mutable_skills()->rbegin()->set_level(level);
  }
  step.set_channel(work.channel);
  step.set_intent(work.intent);
  step.set_risk(work.risk);
  return happens(work.id, work.assignment, std::move(event));
}

Events TestedTeam::acknowledged(const std::string& escalation_id, const std::string& person,
                                std::uint64_t assignment) {
  escalation::v1::EscalationEvent event;
  event.mutable_acknowledged()->set_person(person);
  return happens(escalation_id, assignment, std::move(event));
}

Events TestedTeam::resolved(const std::string& escalation_id, std::uint64_t assignment,
                            const std::string& outcome) {
  escalation::v1::EscalationEvent event;
  event.mutable_resolved()->set_outcome(outcome);
  return happens(escalation_id, assignment, std::move(event));
}

Events TestedTeam::abandoned(const std::string& escalation_id, std::uint64_t assignment) {
  escalation::v1::EscalationEvent event;
  event.mutable_withdrawn()->set_abandoned(true);
  return happens(escalation_id, assignment, std::move(event));
}

Events TestedTeam::pass(absl::Duration time) {
  const absl::Time until = now_ + time;
  Events said;
  int fired = 0;
  for (auto armed = timers(state_); !armed.empty() && armed.front().due <= until;
       armed = timers(state_)) {
    if (++fired > kFiringsMax) {
      ADD_FAILURE() << "the timer of " << armed.front().id << " is never done";
      break;
    }
    now_ = std::max(now_, armed.front().due);
    const Events events = accept(decide(state_, key_, armed.front(), policy_));
    said.insert(said.end(), events.begin(), events.end());
  }
  now_ = until;
  return said;
}

Events TestedTeam::presence(const std::string& person, const std::string& presence, int capacity,
                            const std::string& command_id) {
  command::v1::Command command;
  auto& order = *command.mutable_set_presence();
  order.set_person(person);
  order.set_team(name_);
  order.set_presence(presence);
  order.set_capacity(capacity);
  const std::string id = command_id.empty() ? absl::StrCat("command-", ++inputs_) : command_id;
  return tell({key_, id, "", &command});
}

std::vector<std::string> TestedTeam::waiting() const {
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>> places;
  for (const team::v1::Lane& lane : state_.lanes()) {
    for (const team::v1::QueueItem& item : lane.waiting()) {
      const std::int64_t due = item.due_at_ms() == 0 ? INT64_MAX : item.due_at_ms();
      const auto& terms = item.terms();
      const int first = terms.by_risk() ? -terms.risk_thousandths() : item.priority();
      places.emplace_back(terms.by_age() ? 0 : first,
                          terms.by_age() ? item.opened_at_ms() - terms.credit_ms() : due,
                          item.opened_at_ms(), item.escalation_id());
    }
  }
  std::ranges::sort(places);
  std::vector<std::string> ids;
  for (const auto& place : places) {
    ids.push_back(std::get<3>(place));
  }
  return ids;
}

std::string TestedTeam::holder(const std::string& escalation_id) const {
  for (const team::v1::QueueItem& item : state_.given()) {
    if (item.escalation_id() == escalation_id) {
      return item.person();
    }
  }
  return "";
}

const team::v1::Person& TestedTeam::person(const std::string& name) const {
  return *std::find_if(state_.people().begin(), state_.people().end(),
                       [&](const team::v1::Person& person) { return person.person() == name; });
}

std::string TestedTeam::last_reason() const {
  const auto offer = std::find_if(all_.rbegin(), all_.rend(),
                                  [](const Event& event) { return event.has_offered(); });
  return offer == all_.rend() ? "" : offer->offered().reason();
}

std::string kinds(const Events& events) {
  std::string list;
  for (const Event& event : events) {
    const auto* field = Event::descriptor()->FindFieldByNumber(event.body_case());
    absl::StrAppend(&list, list.empty() ? "" : " ", field == nullptr ? "none" : field->name());
  }
  return list;
}

}  // namespace escalon::queue
