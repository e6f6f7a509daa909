#include "outcome.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
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

/// A page that did not arrive is tried once more by the channel that always exists.
bool falls_back(const Planned& planned, const NotifyPolicy& policy) {
  return planned.kind() == notification::v1::NOTIFICATION_KIND_PAGE &&
         planned.channel() != policy.default_channel;
}

Event fallback(const PendingNotification& pending, absl::Time now, const NotifyPolicy& policy) {
  Event event;
  event.set_notification_id(
      derive_id({"notification", pending.notification_id(), "default_channel"}));
  event.set_effective_at_ms(to_ms(now));
  Planned& planned = *event.mutable_planned();
  planned = pending.planned();
  planned.set_channel(policy.default_channel);
  planned.set_due_at_ms(to_ms(now));
  return event;
}

Events give_up(const PendingNotification& pending, const DeliveryOutcome& outcome, absl::Time now,
               const NotifyPolicy& policy) {
  Event event = about(pending, now);
  event.mutable_given_up()->set_attempts(outcome.attempt());
  event.mutable_given_up()->set_reason(outcome.answer());
  Events events{std::move(event)};
  if (falls_back(pending.planned(), policy)) {
    events.push_back(fallback(pending, now, policy));
  }
  return events;
}

Events delivered(const PendingNotification& pending, const DeliveryOutcome& outcome,
                 absl::Time now) {
  Event event = about(pending, now);
  event.mutable_delivered()->set_attempt(outcome.attempt());
  event.mutable_delivered()->set_answer(outcome.answer());
  return {std::move(event)};
}

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
  const PendingNotification* pending =
      find_pending(state, outcome.notification_id(), outcome.attempt());
  if (pending == nullptr) {
    return {};
  }
  if (outcome.delivered()) {
    return delivered(*pending, outcome, now);
  }
  const absl::Duration wait =
      std::max(backoff(policy.retry, outcome.notification_id(), outcome.attempt()),
               absl::Milliseconds(outcome.retry_after_ms()));
  const std::int64_t next_due_at_ms = to_ms(now + wait);
  const std::int64_t give_up_at_ms = pending->planned().give_up_at_ms();
  const bool too_late = give_up_at_ms != 0 && next_due_at_ms > give_up_at_ms;
  if (outcome.permanent() || too_late || outcome.attempt() >= policy.retry.attempts) {
    return give_up(*pending, outcome, now, policy);
  }
  Event event = about(*pending, now);
  event.mutable_attempt_failed()->set_attempt(outcome.attempt());
  event.mutable_attempt_failed()->set_reason(outcome.answer());
  event.mutable_attempt_failed()->set_next_due_at_ms(next_due_at_ms);
  return {std::move(event)};
}

}  // namespace escalon::notify
