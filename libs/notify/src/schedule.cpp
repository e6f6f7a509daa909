#include "schedule.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "context.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::notify {

using notification::v1::Planned;

Schedule::Schedule(const CaseNotifications& state, const NotifyPolicy& policy, absl::Time now)
    : policy_(policy), now_(now) {
  if (policy.grouping.wait > absl::ZeroDuration()) {
    followed_ = state;
  }
}

void Schedule::add(Event event) {
  if (policy_.grouping.wait > absl::ZeroDuration()) {
    evolve(followed_, event);
  }
  events_.push_back(std::move(event));
}

bool Schedule::has(std::string_view notification_id) const {
  return std::ranges::any_of(
      events_, [&](const Event& event) { return event.notification_id() == notification_id; });
}

bool Schedule::is_under_way(const PendingNotification& pending) const {
  return pending.due_at_ms() <= to_ms(now_) && !has(pending.notification_id());
}

absl::Duration Schedule::wait_of(const Planned& planned, const Urgency& urgency) const {
  const Grouping& grouping = policy_.grouping;
  if (!groups(grouping, planned.channel())) {
    return absl::ZeroDuration();
  }
  if (planned.kind() != notification::v1::NOTIFICATION_KIND_PAGE) {
    return grouping.wait;
  }
  const absl::Duration wait = std::min(grouping.pages, grouping.wait);
  const bool too_late =
      urgency.acknowledge_by_ms != 0 &&
      planned.due_at_ms() + absl::ToInt64Milliseconds(wait) >= urgency.acknowledge_by_ms;
  return too_late ? absl::ZeroDuration() : wait;
}

void Schedule::set_due(Planned& planned, const Urgency& urgency) const {
  const absl::Time wanted = from_ms(planned.due_at_ms());
  const absl::Time earliest = std::max(wanted, now_);  // what is decided late is sent late
  const Allowed found = allowed_at(planned, urgency.priority, earliest, policy_);
  planned.set_channel(found.channel);
  planned.set_quiet_hours(found.quiet_hours);
  absl::Time due = wanted;
  if (found.due > earliest) {
    due = found.due;
    planned.set_held_until_ms(to_ms(due));
  } else {
    const absl::Time later = wanted + wait_of(planned, urgency);
    const absl::Time sent = std::max(later, now_);
    const Allowed then = allowed_at(planned, urgency.priority, sent, policy_);
    if (then.due == sent && then.channel == found.channel) {
      due = later;  // else it would wait for company until quiet hours begin
    }
  }
  planned.set_due_at_ms(to_ms(due));
  if (urgency.acknowledge_by_ms == 0) {
    planned.set_give_up_at_ms(planned.give_up_at_ms() + absl::ToInt64Milliseconds(due - wanted));
  }
}

bool Schedule::may_wait(const PendingNotification& pending, const Planned& planned) const {
  const Planned& other = pending.planned();
  const std::int64_t apart = std::abs(pending.due_at_ms() - planned.due_at_ms());
  return pending.leader_id().empty() && pending.attempt() == 1 && !is_under_way(pending) &&
         other.recipient() == planned.recipient() && other.channel() == planned.channel() &&
         apart <= absl::ToInt64Milliseconds(policy_.grouping.wait);
}

std::int64_t Schedule::held_until_ms(const PendingNotification& leader) const {
  std::int64_t latest = leader.planned().held_until_ms();
  for (const PendingNotification& pending : followed_.pending()) {
    if (pending.leader_id() == leader.notification_id()) {
      latest = std::max(latest, pending.planned().held_until_ms());
    }
  }
  return latest;
}

void Schedule::send_with(const std::string& notification_id, const std::string& leader_id,
                         std::int64_t effective_at_ms) {
  Event event;
  event.set_notification_id(notification_id);
  event.set_effective_at_ms(effective_at_ms);
  event.mutable_grouped()->set_leader_id(leader_id);
  add(std::move(event));
}

// It is sent with what is due before it, else what is due after it is sent with it: nothing is sent
// later than by itself, nor while quiet hours keep it.
void Schedule::join(const Event& plan) {
  const Planned& planned = plan.planned();
  const PendingNotification* leader = nullptr;
  std::vector<std::string> followers;
  for (const PendingNotification& pending : followed_.pending()) {
    if (pending.notification_id() == plan.notification_id() || !may_wait(pending, planned)) {
      continue;
    }
    if (pending.due_at_ms() > planned.due_at_ms()) {
      if (held_until_ms(pending) <= planned.due_at_ms()) {
        followers.push_back(pending.notification_id());
      }
    } else if (pending.due_at_ms() >= planned.held_until_ms() &&
               (leader == nullptr || pending.due_at_ms() < leader->due_at_ms())) {
      leader = &pending;
    }
  }
  if (leader != nullptr) {
    const std::string leader_id = leader->notification_id();
    return send_with(plan.notification_id(), leader_id, plan.effective_at_ms());
  }
  for (const std::string& follower : followers) {
    send_with(follower, plan.notification_id(), plan.effective_at_ms());
  }
}

void Schedule::plan(Event plan, const Urgency& urgency) {
  set_due(*plan.mutable_planned(), urgency);
  const bool grouped = groups(policy_.grouping, plan.planned().channel());
  add(plan);
  if (grouped) {
    join(plan);
  }
}

}  // namespace escalon::notify
