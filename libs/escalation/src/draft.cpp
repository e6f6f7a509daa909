#include "draft.hpp"

#include <utility>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::escalation {

const v1::Escalation* find_escalation(const CaseEscalations& state, std::string_view id) {
  for (const v1::Escalation& escalation : state.escalations()) {
    if (escalation.escalation_id() == id) {
      return &escalation;
    }
  }
  return nullptr;
}

const v1::Escalation& Draft::escalation(std::string_view id) const {
  const v1::Escalation* found = find_escalation(state_, id);
  ESCALON_ASSERT(found != nullptr);
  return *found;
}

void Draft::ordered_by(std::string_view command_id, std::string_view actor) {
  command_id_ = command_id;
  actor_ = actor;
}

Event Draft::plain() const {
  Event event;
  event.set_effective_at_ms(to_ms(at_));
  event.set_command_id(command_id_);
  event.set_actor(actor_);
  return event;
}

Event Draft::about(std::string_view escalation_id) const {
  Event event = plain();
  const v1::Escalation& escalation = this->escalation(escalation_id);
  event.set_escalation_id(escalation.escalation_id());
  event.set_assignment(escalation.assignment());
  event.set_queue_team(escalation.queue_team());
  event.set_owner_team(escalation.team());
  return event;
}

void Draft::emit(Event event) {
  if (event.has_resolved() || event.has_withdrawn()) {
    event.set_surge_team(escalation(event.escalation_id()).care().surge_team());
  }
  evolve(state_, event);
  events_.push_back(std::move(event));
}

void Draft::arm_retirement() {
  if (state_.story().retire_at_ms() != 0) {
    return;
  }
  Event event = plain();
  v1::StoryNoted& noted = *event.mutable_story_noted();
  noted.set_retire_at_ms(to_ms(at_ + policy_.retire_after));
  noted.set_sentiment(state_.story().sentiment());
  noted.set_risk(state_.story().risk());
  emit(std::move(event));
}

}  // namespace escalon::escalation
