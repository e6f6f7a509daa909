#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/notify/notify.hpp"

namespace escalon::notify {

/// What a plan asks for.
struct Urgency {
  /// Of its escalation; 0 = it belongs to none.
  int priority = 0;
  /// Of a page: when its acknowledgement is due, in Unix ms; 0 = never.
  std::int64_t acknowledge_by_ms = 0;
};

/// Collects what a decision says, and gives each plan the instant, the channel and the company that
/// quiet hours and grouping allow.
class Schedule {
 public:
  Schedule(const CaseNotifications& state, const NotifyPolicy& policy, absl::Time now);

  void plan(Event plan, const Urgency& urgency);
  /// What is no plan.
  void add(Event event);

  [[nodiscard]] bool has(std::string_view notification_id) const;
  /// Whether an attempt was due before this decision, so that it may be under way.
  [[nodiscard]] bool is_under_way(const PendingNotification& pending) const;
  [[nodiscard]] Events take() { return std::move(events_); }

 private:
  void set_due(notification::v1::Planned& planned, const Urgency& urgency) const;
  [[nodiscard]] absl::Duration wait_of(const notification::v1::Planned& planned,
                                       const Urgency& urgency) const;
  void join(const Event& plan);
  /// Whether what is pending may be sent with another notice of that plan's recipient and channel.
  [[nodiscard]] bool may_wait(const PendingNotification& pending,
                              const notification::v1::Planned& planned) const;
  [[nodiscard]] std::int64_t held_until_ms(const PendingNotification& leader) const;
  void send_with(const std::string& notification_id, const std::string& leader_id,
                 std::int64_t effective_at_ms);

  const NotifyPolicy& policy_;
  const absl::Time now_;
  CaseNotifications followed_;  // the state after events_, where notices are grouped
  Events events_;
};

}  // namespace escalon::notify
