#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/notify/notify_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

/// Who is told what of one case, by which channel and when. Pure: the caller supplies `now` and the
/// policy, appends what is decided, and hands pending effects to an executor.
namespace escalon::notify {

using Event = notification::v1::NotificationEvent;
using Events = std::vector<Event>;
using notification::v1::CaseNotifications;
using notification::v1::PendingNotification;

/// One thing that the stage is told. A view: the caller owns everything, for as long as the call
/// lasts.
struct Input {
  /// The case, as `tenant/case_id`.
  const Key& case_key;
  /// Id of the event; ids of notifications derive from it.
  std::string_view id;
  /// What is told. Never null.
  std::variant<const escalation::v1::EscalationEvent*, const sla::v1::SlaEvent*,
               const notification::v1::DeliveryOutcome*>
      body;
};

/// What is to be told because of `input`, what is no longer to be told, and how an attempt went.
/// Empty when nothing changes, as for the outcome of an attempt that is not the pending one.
///
/// Whoever a step asks is paged by each of their contact methods in turn; a page ends when the
/// escalation is acknowledged, closed or given to somebody else. A page that cannot be delivered
/// falls back to the default channel. Waits between attempts double, with jitter from the
/// notification's id, and honour what the channel asks for. Quiet hours keep what is not urgent,
/// retries too, or send it by another channel; what gets urgent goes at once. Notices of one
/// recipient and channel that are grouped are sent as one message, whose outcome is that of each.
[[nodiscard]] Events decide(const CaseNotifications& state, const Input& input, absl::Time now,
                            const NotifyPolicy& policy);

/// The only way a state changes. Total: never fails, and is called exactly once for an accepted
/// event.
void evolve(CaseNotifications& state, const Event& event);

/// Kinds of timers, as DueTimer::kind tells them.
enum TimerKind : int {
  kDeliveryTimer = 0,  ///< An effect: the executor makes the attempt; decide is never called.
};

/// Every attempt that is pending: id = notification_id, generation = attempt, due = when it is to
/// be made. Of those that are sent as one message, the one as which they are sent.
[[nodiscard]] std::vector<DueTimer> effects(const CaseNotifications& state);

/// The notification that is still to be delivered under that id and attempt; null where there is
/// none, or where it is sent with another one. What is sent is message_of() it.
[[nodiscard]] const PendingNotification* find_pending(const CaseNotifications& state,
                                                      std::string_view notification_id,
                                                      int attempt);

/// The type of an event for rules and machines, as `escalation.opened`; empty for events that
/// nobody is told of.
[[nodiscard]] std::string_view event_type(const escalation::v1::EscalationEvent& event);
[[nodiscard]] std::string_view event_type(const sla::v1::SlaEvent& event);

}  // namespace escalon::notify
