#include <utility>

#include "escalon/base/instant.hpp"
#include "planner.hpp"

namespace escalon::notify {

using escalation::v1::EscalationEvent;
using notification::v1::Planned;

// As planned anew: what was kept was not sent, so that its words may tell of the urgency as well.
void Planner::send_now(const PendingNotification& kept) {
  Event event;
  event.set_notification_id(derive_id({"notification", kept.notification_id(), "more_urgent"}));
  event.set_effective_at_ms(to_ms(at_));
  Planned& planned = *event.mutable_planned();
  planned = kept.planned();
  planned.clear_held_until_ms();
  planned.clear_quiet_hours();
  planned.set_due_at_ms(to_ms(at_));
  const std::int64_t acknowledge_by_ms = subject_.escalation.acknowledge_by_ms();
  const bool page = planned.kind() == notification::v1::NOTIFICATION_KIND_PAGE;
  if (page) {
    const ValueOf values = values_for(subject_, planned.recipient());
    planned.set_subject(fill(policy_.page.subject, values));
    planned.set_body(fill(policy_.page.body, values));
  }
  planned.set_give_up_at_ms(page && acknowledge_by_ms != 0 ? acknowledge_by_ms
                                                           : give_up_at_ms(to_ms(at_)));
  add(std::move(event));
}

// Whether quiet hours keep it now, before its first attempt or between two.
bool Planner::is_kept(const PendingNotification& pending) const {
  const Planned& planned = pending.planned();
  if (pending.attempt() == 1) {
    return planned.held_until_ms() > to_ms(at_);
  }
  return pending.due_at_ms() > to_ms(at_) &&
         allowed_at(planned, priority_of(state_, planned), at_, policy_).due > at_;
}

void Planner::let_through(const EscalationEvent& event) {
  const int priority = event.cause_added().priority();
  if (priority == 0) {
    return;
  }
  for (const PendingNotification& pending : state_.pending()) {
    const Planned& planned = pending.planned();
    if (planned.escalation_id() != event.escalation_id() || !is_kept(pending) ||
        schedule_.is_under_way(pending)) {
      continue;
    }
    if (allowed_at(planned, priority, at_, policy_).due == at_) {
      cancel(pending, "more_urgent");
      send_now(pending);
    }
  }
}

}  // namespace escalon::notify
