#include "step.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/instant.hpp"
#include "facts.hpp"

namespace escalon::escalation {
namespace {

/// Collects whom a step asks: people who have not declined, each once, and one queue at most.
class Asking {
 public:
  Asking(v1::StepStarted& started, const v1::Escalation& escalation)
      : started_(started), escalation_(escalation) {}

  /// `at` is when the step begins.
  void add(const Target& target, const EscalationPolicy& policy, absl::Time at) {
    const std::string& team = target.name.empty() ? escalation_.team() : target.name;
    switch (target.kind) {
      case Target::Kind::kPerson:
        return add_person(target.name, {});
      case Target::Kind::kTeamQueue:
        return add_queue(team);
      case Target::Kind::kEveryoneOf:
        return started_.add_targets()->set_everyone_of(team);
      case Target::Kind::kRota:
        return add_rota(target.name, policy, at);
    }
  }

  /// Rotas that had nobody on call.
  [[nodiscard]] const std::vector<std::string>& deserted() const { return deserted_; }

 private:
  void add_person(const std::string& person, const std::string& rota) {
    const auto& asked = started_.targets();
    if (std::ranges::binary_search(escalation_.declined(), person) ||
        std::ranges::find(asked, person, &v1::StepTarget::person) != asked.end()) {
      return;
    }
    v1::StepTarget& target = *started_.add_targets();
    target.set_person(person);
    target.set_rota(rota);
  }

  void add_queue(const std::string& team) {
    if (!has_queue_) {
      started_.add_targets()->set_team(team);
      has_queue_ = true;
    }
  }

  void add_rota(const std::string& name, const EscalationPolicy& policy, absl::Time at) {
    const auto found = policy.rotas.find(name);
    const auto people =
        found == policy.rotas.end() ? std::vector<rota::OnCall>() : found->second.on_call(at);
    for (const rota::OnCall& held : people) {
      add_person(held.person, name);
    }
    if (people.empty()) {
      deserted_.push_back(name);
    }
  }

  v1::StepStarted& started_;
  const v1::Escalation& escalation_;
  bool has_queue_ = false;
  std::vector<std::string> deserted_;
};

/// Whom the step asks from `at` on; the rotas that had nobody on call. The default route then asks
/// everyone of its team: there silence must end.
std::vector<std::string> set_targets(v1::StepStarted& started, const Draft& draft,
                                     const Place& place, const v1::Escalation& escalation,
                                     absl::Time at) {
  Asking asking(started, escalation);
  for (const Target& target : place.step->targets) {
    asking.add(target, draft.policy(), at);
  }
  if (place.default_route && started.targets().empty() && !asking.deserted().empty()) {
    started.add_targets()->set_everyone_of(draft.policy().default_route.team);
  }
  return asking.deserted();
}

void say_nobody_on_call(Draft& draft, const std::string& id, const std::string& rota) {
  Event event = draft.about(id);
  event.mutable_nobody_available()->set_step(draft.escalation(id).step());
  event.mutable_nobody_available()->set_rota(rota);
  draft.emit(std::move(event));
}

/// What the team's queue needs to know.
void set_queue_facts(v1::StepStarted& started, const v1::Escalation& escalation, bool new_round) {
  started.set_priority(escalation.priority());
  started.set_due_at_ms(escalation.due_at_ms());
  started.set_opened_at_ms(escalation.opened_at_ms());
  std::vector<std::string> not_to;
  if (new_round) {
    not_to.assign(escalation.declined().begin(), escalation.declined().end());
  } else {
    std::ranges::set_union(escalation.declined(), escalation.unanswered(),
                           std::back_inserter(not_to));
  }
  *started.mutable_not_to() = {not_to.begin(), not_to.end()};
}

const QueueRule* queue_rule_of(const v1::StepStarted& started, const EscalationPolicy& policy) {
  for (const v1::StepTarget& target : started.targets()) {
    if (!target.team().empty()) {
      const auto found = policy.queues.find(target.team());
      return found == policy.queues.end() ? nullptr : &found->second;
    }
  }
  return nullptr;
}

/// What the case asks of whom the queue of the step chooses.
void set_skills(v1::StepStarted& started, const Draft& draft, const v1::Escalation& escalation) {
  const QueueRule* queue = queue_rule_of(started, draft.policy());
  if (queue == nullptr || queue->needs.empty()) {
    return;
  }
  const v1::Cause cause =
      escalation.causes().empty() ? v1::CAUSE_UNSPECIFIED : escalation.causes(0).cause();
  const CauseFacts facts(
      draft.state().story(),
      {.tenant = {}, .cause = cause_name(cause), .clock = {}, .team = escalation.team()});
  std::map<std::string_view, int> asked;
  for (const SkillRule& rule : queue->needs) {
    if (rule.when.holds(facts)) {
      for (const auto& [skill, level] : rule.skills) {
        asked[skill] = std::max(asked[skill], level);
      }
    }
  }
  for (const auto& [skill, level] : asked) {
    v1::SkillLevel& needed = *started.add_skills();
    needed.set_skill(std::string(skill));
    needed.set_level(level);
  }
}

/// The step's event but for its targets, with a new assignment.
Event step_event(const Draft& draft, const std::string& id, const Place& place) {
  const v1::Escalation& escalation = draft.escalation(id);
  Event event = draft.about(id);
  event.set_assignment(escalation.assignment() + 1);
  v1::StepStarted& started = *event.mutable_step_started();
  started.set_step(place.index);
  started.set_round(place.round);
  started.set_attempt(place.attempt);
  started.set_default_route(place.default_route);
  started.set_level(escalation.level());
  const bool new_round =
      place.round != escalation.round() || place.default_route != escalation.default_route();
  set_queue_facts(started, escalation, new_round);
  started.set_channel(draft.state().story().channel());
  started.set_intent(draft.state().story().intent());
  started.set_risk(draft.state().story().risk());
  return event;
}

bool is_late(const Draft& draft, absl::Time due) {
  return draft.now() - due > draft.policy().late_after;
}

/// Counts the acknowledgement from when the step begins.
void set_time_out(Event& event, const Draft& draft, absl::Duration within, absl::Time due) {
  v1::StepStarted& started = *event.mutable_step_started();
  const absl::Time from = begin_of(draft, due);
  started.set_late(is_late(draft, due));
  event.set_effective_at_ms(to_ms(from));
  if (within > absl::ZeroDuration()) {
    started.set_acknowledge_by_ms(to_ms(from + within));
  }
}

absl::Duration time_out_of(const Place& place, const EscalationPolicy& policy) {
  return place.step == nullptr ? policy.default_route.step.acknowledge_within
                               : place.step->acknowledge_within;
}

/// The present targets without those who declined.
void keep_targets(v1::StepStarted& started, const v1::Escalation& escalation) {
  for (const v1::StepTarget& target : escalation.targets()) {
    if (target.person().empty() ||
        !std::ranges::binary_search(escalation.declined(), target.person())) {
      *started.add_targets() = target;
    }
  }
}

}  // namespace

absl::Time begin_of(const Draft& draft, absl::Time due) {
  return is_late(draft, due) ? draft.now() : due;
}

void begin_step(Draft& draft, const std::string& id, const Place& place, absl::Time due) {
  Event event = step_event(draft, id, place);
  const int level = std::max(event.step_started().level(), place.step->level);
  event.mutable_step_started()->set_level(level);
  event.mutable_step_started()->set_each_must_acknowledge(place.step->each_must_acknowledge);
  const std::vector<std::string> deserted = set_targets(*event.mutable_step_started(), draft, place,
                                                        draft.escalation(id), begin_of(draft, due));
  set_skills(*event.mutable_step_started(), draft, draft.escalation(id));
  set_time_out(event, draft, place.step->acknowledge_within, due);
  const bool nobody_left = event.step_started().targets().empty();
  draft.emit(std::move(event));
  for (const std::string& rota : deserted) {
    say_nobody_on_call(draft, id, rota);
  }
  if (nobody_left && deserted.empty()) {
    climb_on(draft, id, due);
  } else if (nobody_left) {
    climb_in_round(draft, id, due);
  }
}

void ask_again(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Place place = place_of(escalation, draft.policy());
  Event event = step_event(draft, id, place);
  event.mutable_step_started()->set_again(true);
  event.mutable_step_started()->set_each_must_acknowledge(escalation.each_must_acknowledge());
  keep_targets(*event.mutable_step_started(), escalation);
  set_skills(*event.mutable_step_started(), draft, escalation);
  if (escalation.acknowledge_by_ms() != 0) {
    event.mutable_step_started()->set_acknowledge_by_ms(escalation.acknowledge_by_ms());
  } else {
    set_time_out(event, draft, time_out_of(place, draft.policy()), due);
  }
  draft.emit(std::move(event));
}

void ask_instead(Draft& draft, const std::string& id, const Target& target, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  Place place = place_of(escalation, draft.policy());
  place.attempt = place.step == nullptr ? 0 : place.step->repeat;  // who was named is asked once
  Event event = step_event(draft, id, place);
  Asking(*event.mutable_step_started(), escalation).add(target, draft.policy(), due);
  set_skills(*event.mutable_step_started(), draft, escalation);
  set_time_out(event, draft, time_out_of(place, draft.policy()), due);
  draft.emit(std::move(event));
}

}  // namespace escalon::escalation
