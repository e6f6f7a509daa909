#include "step.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::escalation {
namespace {

void set_target(v1::StepTarget& out, const Target& target, const std::string& owner_team) {
  const std::string& team = target.name.empty() ? owner_team : target.name;
  switch (target.kind) {
    case Target::Kind::kPerson:
      out.set_person(target.name);
      return;
    case Target::Kind::kTeamQueue:
      out.set_team(team);
      return;
    case Target::Kind::kEveryoneOf:
      out.set_everyone_of(team);
      return;
  }
}

/// Whom a step asks: those who have not declined, and one queue at most.
void set_targets(v1::StepStarted& started, const std::vector<Target>& targets,
                 const v1::Escalation& escalation) {
  bool has_queue = false;
  for (const Target& target : targets) {
    const bool is_queue = target.kind == Target::Kind::kTeamQueue;
    const bool declined = target.kind == Target::Kind::kPerson &&
                          std::ranges::binary_search(escalation.declined(), target.name);
    if (declined || (is_queue && has_queue)) {
      continue;
    }
    has_queue = has_queue || is_queue;
    set_target(*started.add_targets(), target, escalation.team());
  }
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

/// The step's event but for its targets, with a new assignment.
Event step_event(const Draft& draft, const std::string& id, const Place& place) {
  const v1::Escalation& escalation = draft.escalation(id);
  Event event = draft.about(id);
  event.set_assignment(escalation.assignment() + 1);
  v1::StepStarted& started = *event.mutable_step_started();
  started.set_step(place.index);
  started.set_round(place.round);
  started.set_default_route(place.default_route);
  started.set_level(escalation.level());
  const bool new_round =
      place.round != escalation.round() || place.default_route != escalation.default_route();
  set_queue_facts(started, escalation, new_round);
  return event;
}

/// Counts the acknowledgement from `due`, or from now where that is too long ago.
void set_time_out(Event& event, const Draft& draft, absl::Duration within, absl::Time due) {
  v1::StepStarted& started = *event.mutable_step_started();
  const bool late = draft.now() - due > draft.policy().late_after;
  const absl::Time from = late ? draft.now() : due;
  started.set_late(late);
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

void begin_step(Draft& draft, const std::string& id, const Place& place, absl::Time due) {
  Event event = step_event(draft, id, place);
  const int level = std::max(event.step_started().level(), place.step->level);
  event.mutable_step_started()->set_level(level);
  set_targets(*event.mutable_step_started(), place.step->targets, draft.escalation(id));
  set_time_out(event, draft, place.step->acknowledge_within, due);
  const bool nobody_left = event.step_started().targets().empty();
  draft.emit(std::move(event));
  if (nobody_left) {
    climb(draft, id, due);
  }
}

void ask_again(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Place place = place_of(escalation, draft.policy());
  Event event = step_event(draft, id, place);
  event.mutable_step_started()->set_again(true);
  keep_targets(*event.mutable_step_started(), escalation);
  if (escalation.acknowledge_by_ms() != 0) {
    event.mutable_step_started()->set_acknowledge_by_ms(escalation.acknowledge_by_ms());
  } else {
    set_time_out(event, draft, time_out_of(place, draft.policy()), due);
  }
  draft.emit(std::move(event));
}

void ask_instead(Draft& draft, const std::string& id, const Target& target, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Place place = place_of(escalation, draft.policy());
  Event event = step_event(draft, id, place);
  set_target(*event.mutable_step_started()->add_targets(), target, escalation.team());
  set_time_out(event, draft, time_out_of(place, draft.policy()), due);
  draft.emit(std::move(event));
}

}  // namespace escalon::escalation
