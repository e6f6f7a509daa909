#include "outcome.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "context.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::notify {
namespace {

using notification::v1::DeliveryOutcome;
using notification::v1::Planned;

Event about(const PendingNotification& pending, absl::Time now) {
  Event event;
  event.set_notification_id(pending.notification_id());
  event.set_effective_at_ms(to_ms(now));
  return event;
}

/// The notification planned anew, by what `way` names.
Event planned_anew(const PendingNotification& pending, std::string_view way, const Allowed& allowed,
                   absl::Time now) {
  Event event;
  event.set_notification_id(derive_id({"notification", pending.notification_id(), way}));
  event.set_effective_at_ms(to_ms(now));
  Planned& planned = *event.mutable_planned();
  planned = pending.planned();
  planned.set_channel(allowed.channel);
  planned.set_due_at_ms(to_ms(allowed.due));
  planned.set_held_until_ms(allowed.due > now ? to_ms(allowed.due) : 0);
  planned.set_quiet_hours(allowed.quiet_hours);
  return event;
}

/// A page that did not arrive is tried once more by the channel that always exists.
bool falls_back(const Planned& planned, const NotifyPolicy& policy) {
  return planned.kind() == notification::v1::NOTIFICATION_KIND_PAGE &&
         planned.channel() != policy.default_channel;
}

/// How one notification goes on after an attempt, whether it was the message or in it.
class Outcome {
 public:
  Outcome(const CaseNotifications& state, const DeliveryOutcome& outcome, absl::Time now,
          const NotifyPolicy& policy)
      : state_(state), outcome_(outcome), now_(now), policy_(policy) {}

  void add(const PendingNotification& pending) {
    if (outcome_.delivered()) {
      return deliver(pending);
    }
    const Allowed next =
        allowed_at(pending.planned(), priority_of(state_, pending.planned()), next_due(), policy_);
    // Quiet hours make a page useless that was to be acknowledged before; anything else waits.
    const bool page = pending.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE;
    const std::int64_t give_up_at_ms = pending.planned().give_up_at_ms();
    const bool too_late = give_up_at_ms != 0 && to_ms(page ? next.due : next_due()) > give_up_at_ms;
    if (outcome_.permanent() || too_late || outcome_.attempt() >= policy_.retry.attempts) {
      give_up(pending);
    } else if (next.channel != pending.planned().channel()) {
      go_by_another_channel(pending, next);
    } else {
      try_again(pending, to_ms(next.due));
    }
  }

  /// What is due again at one instant is sent as one message again.
  void regroup() {
    for (std::size_t i = 1; i < again_.size(); ++i) {
      if (again_[i].next_due_at_ms == again_.front().next_due_at_ms) {
        Event event = about(*again_[i].pending, now_);
        event.mutable_grouped()->set_leader_id(again_.front().pending->notification_id());
        events_.push_back(std::move(event));
      }
    }
  }

  [[nodiscard]] Events take() { return std::move(events_); }

 private:
  struct Again {
    const PendingNotification* pending;
    std::int64_t next_due_at_ms;
  };

  [[nodiscard]] absl::Time next_due() const {
    return now_ + std::max(backoff(policy_.retry, outcome_.notification_id(), outcome_.attempt()),
                           absl::Milliseconds(outcome_.retry_after_ms()));
  }

  void deliver(const PendingNotification& pending) {
    Event event = about(pending, now_);
    event.mutable_delivered()->set_attempt(outcome_.attempt());
    event.mutable_delivered()->set_answer(outcome_.answer());
    events_.push_back(std::move(event));
  }

  void give_up(const PendingNotification& pending) {
    Event event = about(pending, now_);
    event.mutable_given_up()->set_attempts(outcome_.attempt());
    event.mutable_given_up()->set_reason(outcome_.answer());
    events_.push_back(std::move(event));
    if (falls_back(pending.planned(), policy_)) {
      Planned planned = pending.planned();
      planned.set_channel(policy_.default_channel);
      events_.push_back(
          planned_anew(pending, "default_channel",
                       allowed_at(planned, priority_of(state_, planned), now_, policy_), now_));
    }
  }

  void go_by_another_channel(const PendingNotification& pending, const Allowed& next) {
    Event event = about(pending, now_);
    event.mutable_cancelled()->set_reason("quiet_hours");
    events_.push_back(std::move(event));
    events_.push_back(planned_anew(pending, "quiet_hours", next, now_));
  }

  void try_again(const PendingNotification& pending, std::int64_t next_due_at_ms) {
    Event event = about(pending, now_);
    event.mutable_attempt_failed()->set_attempt(outcome_.attempt());
    event.mutable_attempt_failed()->set_reason(outcome_.answer());
    event.mutable_attempt_failed()->set_next_due_at_ms(next_due_at_ms);
    events_.push_back(std::move(event));
    again_.push_back({&pending, next_due_at_ms});
  }

  const CaseNotifications& state_;
  const DeliveryOutcome& outcome_;
  const absl::Time now_;
  const NotifyPolicy& policy_;
  std::vector<Again> again_;
  Events events_;
};

}  // namespace

absl::Duration backoff(const RetryPolicy& retry, std::string_view notification_id, int attempt) {
  absl::Duration wait = retry.backoff_base;
  for (int i = 1; i < attempt && wait < retry.backoff_max; ++i) {
    wait *= 2;
  }
  const std::string seed = derive_id({"backoff", notification_id, std::to_string(attempt)});
  return std::min(wait, retry.backoff_max) * (1.0 + retry.jitter * unit_interval_of(seed));
}

Events decide_outcome(const CaseNotifications& state, const DeliveryOutcome& outcome,
                      absl::Time now, const NotifyPolicy& policy) {
  const PendingNotification* sent =
      find_pending(state, outcome.notification_id(), outcome.attempt());
  if (sent == nullptr) {
    return {};
  }
  Outcome of_each(state, outcome, now, policy);
  if (!sent->cancelled()) {
    of_each.add(*sent);
  }
  for (const PendingNotification& pending : state.pending()) {
    if (pending.leader_id() == sent->notification_id()) {
      of_each.add(pending);
    }
  }
  of_each.regroup();
  return of_each.take();
}

}  // namespace escalon::notify
