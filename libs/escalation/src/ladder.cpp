#include "ladder.hpp"

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "step.hpp"

namespace escalon::escalation {
namespace {

const Ladder* ladder_of(const v1::Escalation& escalation, const EscalationPolicy& policy) {
  const auto found = policy.ladders.find(escalation.ladder());
  return found == policy.ladders.end() || found->second.steps.empty() ? nullptr : &found->second;
}

/// The first step from `from` on whose level is at least `level`; null where there is none.
Place first_of_level(const Ladder* ladder, int from, int level, int round) {
  const int count = ladder == nullptr ? 0 : static_cast<int>(ladder->steps.size());
  for (int index = from; index < count; ++index) {
    const LadderStep& step = ladder->steps[static_cast<std::size_t>(index)];
    if (step.level >= level && !step.targets.empty()) {
      return {&step, index, round, false};
    }
  }
  return {};
}

/// Where climbing from `level` goes on: after the present step, but from the beginning where the
/// escalation was put below all steps.
int next_index(const v1::Escalation& escalation, int level, const EscalationPolicy& policy) {
  const Place here = place_of(escalation, policy);
  const bool below = here.step != nullptr && level < here.step->level;
  return below ? 0 : escalation.step() + 1;
}

void begin_or_default(Draft& draft, const std::string& id, const Place& place, absl::Time due) {
  if (place.step == nullptr) {
    begin_default_route(draft, id, due);
  } else {
    begin_step(draft, id, place, due);
  }
}

void say_exhausted(Draft& draft, const std::string& id) {
  Event event = draft.about(id);
  v1::NobodyAvailable& nobody = *event.mutable_nobody_available();
  nobody.set_step(draft.escalation(id).step());
  nobody.set_exhausted(true);
  draft.emit(std::move(event));
}

void climb_default_route(Draft& draft, const std::string& id, absl::Time due) {
  const DefaultRoute& route = draft.policy().default_route;
  const int round = draft.escalation(id).round() + 1;
  if (round > route.repeat || route.step.targets.empty()) {
    say_exhausted(draft, id);
  } else {
    begin_step(draft, id, {&route.step, 0, round, true}, due);
  }
}

}  // namespace

Place place_of(const v1::Escalation& escalation, const EscalationPolicy& policy) {
  Place place{nullptr, escalation.step(), escalation.round(), escalation.default_route()};
  if (place.default_route) {
    place.step = &policy.default_route.step;
    return place;
  }
  const Ladder* ladder = ladder_of(escalation, policy);
  if (ladder != nullptr && place.index < static_cast<int>(ladder->steps.size())) {
    place.step = &ladder->steps[static_cast<std::size_t>(place.index)];
  }
  return place;
}

void begin_ladder(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  begin_or_default(draft, id, first_of_level(ladder, 0, escalation.entry_level(), 0), due);
}

void begin_default_route(Draft& draft, const std::string& id, absl::Time due) {
  const DefaultRoute& route = draft.policy().default_route;
  if (route.step.targets.empty()) {
    say_exhausted(draft, id);
  } else {
    begin_step(draft, id, {&route.step, 0, 0, true}, due);
  }
}

void climb(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (escalation.default_route()) {
    climb_default_route(draft, id, due);
    return;
  }
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int round = escalation.round();
  const int index = next_index(escalation, escalation.level(), draft.policy());
  Place next = first_of_level(ladder, index, escalation.entry_level(), round);
  if (next.step == nullptr && ladder != nullptr && round < ladder->repeat) {
    next = first_of_level(ladder, 0, escalation.entry_level(), round + 1);
  }
  begin_or_default(draft, id, next, due);
}

void climb_in_round(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int index = escalation.step() + 1;
  begin_or_default(
      draft, id, first_of_level(ladder, index, escalation.entry_level(), escalation.round()), due);
}

void climb_to_level(Draft& draft, const std::string& id, int level, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int index = next_index(escalation, level - 1, draft.policy());
  begin_or_default(draft, id, first_of_level(ladder, index, level, escalation.round()), due);
}

void descend_to_level(Draft& draft, const std::string& id, int level, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int count = ladder == nullptr ? 0 : static_cast<int>(ladder->steps.size());
  for (int index = count - 1; index >= 0; --index) {
    const LadderStep& step = ladder->steps[static_cast<std::size_t>(index)];
    if (step.level <= level && !step.targets.empty()) {
      begin_step(draft, id, {&step, index, escalation.round(), false}, due);
      return;
    }
  }
  ask_instead(draft, id, {Target::Kind::kTeamQueue, escalation.team()}, due);
}

}  // namespace escalon::escalation
