#pragma once

#include "escalon/notify/notify.hpp"

namespace escalon::notify {

/// What follows from how an attempt went: delivered, a further attempt, or the end of it.
[[nodiscard]] Events decide_outcome(const CaseNotifications& state,
                                    const notification::v1::DeliveryOutcome& outcome,
                                    absl::Time now, const NotifyPolicy& policy);

/// How long to wait after failure number `attempt` (from 1) of that notification.
[[nodiscard]] absl::Duration backoff(const RetryPolicy& retry, std::string_view notification_id,
                                     int attempt);

}  // namespace escalon::notify
