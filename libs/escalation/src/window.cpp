#include "window.hpp"

#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::escalation {

WindowState window_state(const LadderStep& step, absl::Time at) {
  const Window& window = step.window;
  if (window.calendar == nullptr || window.calendar->is_open(at)) {
    return WindowState::kOpen;
  }
  const bool waits = window.outside == Window::Outside::kWait &&
                     window.calendar->next_open(at) != absl::InfiniteFuture();
  return waits ? WindowState::kWaits : WindowState::kSkipped;
}

void postpone(Draft& draft, const std::string& id, const Place& place, absl::Time at) {
  const calendar::Calendar& calendar = *place.step->window.calendar;
  Event event = draft.about(id);
  event.set_assignment(draft.escalation(id).assignment() + 1);
  event.set_effective_at_ms(to_ms(at));
  v1::StepPostponed& postponed = *event.mutable_step_postponed();
  postponed.set_step(place.index);
  postponed.set_round(place.round);
  postponed.set_attempt(place.attempt);
  postponed.set_begins_at_ms(to_ms(calendar.next_open(at)));
  postponed.set_calendar(calendar.name());
  draft.emit(std::move(event));
}

void say_skipped(Draft& draft, const std::string& id, const Place& place, absl::Time at) {
  Event event = draft.about(id);
  event.set_effective_at_ms(to_ms(at));
  v1::StepSkipped& skipped = *event.mutable_step_skipped();
  skipped.set_step(place.index);
  skipped.set_round(place.round);
  skipped.set_calendar(place.step->window.calendar->name());
  draft.emit(std::move(event));
}

}  // namespace escalon::escalation
