#include "ladder.hpp"

#include <algorithm>
#include <utility>

#include "care.hpp"
#include "step.hpp"
#include "window.hpp"

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
      return {&step, index, round, false, 0};
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

/// Whether anybody was asked in the round that is under way. A round in which nobody was is not
/// begun anew at the same instant.
enum class Asked { kNobody, kSomebody };

void climb_past(Draft& draft, const std::string& id, absl::Time due, Asked asked);

/// Begins the step where its window lets it; the default route where there is none.
void enter(Draft& draft, const std::string& id, const Place& place, absl::Time due, Asked asked) {
  if (place.step == nullptr) {
    begin_default_route(draft, id, due);
    return;
  }
  const absl::Time at = begin_of(draft, due);
  switch (window_state(*place.step, at)) {
    case WindowState::kOpen:
      return begin_step(draft, id, place, due);
    case WindowState::kWaits:
      return postpone(draft, id, place, at);
    case WindowState::kSkipped:
      say_skipped(draft, id, place, at);
      return climb_past(draft, id, due, asked);
  }
}

/// Goes on after a step that was skipped.
void climb_past(Draft& draft, const std::string& id, absl::Time due, Asked asked) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int level = escalation.entry_level();
  const int round = escalation.round();
  const Place next = first_of_level(ladder, escalation.step() + 1, level, round);
  if (next.step == nullptr && asked == Asked::kSomebody && round < ladder->repeat) {
    enter(draft, id, first_of_level(ladder, 0, level, round + 1), due, Asked::kNobody);
  } else {
    enter(draft, id, next, due, asked);
  }
}

void say_exhausted(Draft& draft, const std::string& id, absl::Time due) {
  Event event = draft.about(id);
  v1::NobodyAvailable& nobody = *event.mutable_nobody_available();
  nobody.set_step(draft.escalation(id).step());
  nobody.set_exhausted(true);
  draft.emit(std::move(event));
  give_to_manager(draft, id, due);
}

void climb_default_route(Draft& draft, const std::string& id, absl::Time due) {
  const DefaultRoute& route = draft.policy().default_route;
  const int round = draft.escalation(id).round() + 1;
  if (round > route.repeat || route.step.targets.empty()) {
    say_exhausted(draft, id, due);
  } else {
    begin_step(draft, id, {&route.step, 0, round, true, 0}, due);
  }
}

}  // namespace

Place place_of(const v1::Escalation& escalation, const EscalationPolicy& policy) {
  Place place{nullptr, escalation.step(), escalation.round(), escalation.default_route(),
              escalation.attempt()};
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
  enter(draft, id, first_of_level(ladder, 0, escalation.entry_level(), 0), due, Asked::kNobody);
}

void begin_default_route(Draft& draft, const std::string& id, absl::Time due) {
  const DefaultRoute& route = draft.policy().default_route;
  if (route.step.targets.empty()) {
    say_exhausted(draft, id, due);
  } else {
    begin_step(draft, id, {&route.step, 0, 0, true, 0}, due);
  }
}

void climb(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  Place again = place_of(escalation, draft.policy());
  const bool repeats = again.step != nullptr && !again.default_route &&
                       again.attempt < again.step->repeat &&
                       escalation.level() >= again.step->level;
  if (!repeats) {
    climb_on(draft, id, due);
    return;
  }
  again.attempt += 1;
  enter(draft, id, again, due, Asked::kSomebody);
}

void climb_on(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  if (escalation.default_route()) {
    climb_default_route(draft, id, due);
    return;
  }
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int round = escalation.round();
  const int index = next_index(escalation, escalation.level(), draft.policy());
  const Place next = first_of_level(ladder, index, escalation.entry_level(), round);
  if (next.step == nullptr && ladder != nullptr && round < ladder->repeat) {
    const Place again = first_of_level(ladder, 0, escalation.entry_level(), round + 1);
    enter(draft, id, again, due, Asked::kNobody);
  } else {
    enter(draft, id, next, due, Asked::kSomebody);
  }
}

void climb_in_round(Draft& draft, const std::string& id, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int index = escalation.step() + 1;
  enter(draft, id, first_of_level(ladder, index, escalation.entry_level(), escalation.round()), due,
        Asked::kNobody);
}

void climb_to_level(Draft& draft, const std::string& id, int level, absl::Time due,
                    Windows windows) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int index = next_index(escalation, level - 1, draft.policy());
  const Place place = first_of_level(ladder, index, level, escalation.round());
  if (place.step != nullptr && windows == Windows::kIgnored) {
    begin_step(draft, id, place, due);
  } else {
    enter(draft, id, place, due, Asked::kNobody);
  }
}

void begin_postponed(Draft& draft, const std::string& id, absl::Time due) {
  enter(draft, id, place_of(draft.escalation(id), draft.policy()), due, Asked::kNobody);
}

void descend_to_level(Draft& draft, const std::string& id, int level, absl::Time due) {
  const v1::Escalation& escalation = draft.escalation(id);
  const Ladder* ladder = ladder_of(escalation, draft.policy());
  const int count = ladder == nullptr ? 0 : static_cast<int>(ladder->steps.size());
  for (int index = count - 1; index >= 0; --index) {
    const LadderStep& step = ladder->steps[static_cast<std::size_t>(index)];
    if (step.level <= level && !step.targets.empty()) {
      begin_step(draft, id, {&step, index, escalation.round(), false, 0}, due);
      return;
    }
  }
  ask_instead(draft, id, {Target::Kind::kTeamQueue, escalation.team()}, due);
}

}  // namespace escalon::escalation
