#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/notify/notify.hpp"

namespace escalon::notify {

/// 2024-03-01T09:00:00Z, when every test begins.
inline const absl::Time kNine = absl::FromUnixSeconds(1709283600);

/// Channels `console` (default), `chat` and `hook`; dora is reached by chat and, after two minutes,
/// by console.
[[nodiscard]] NotifyPolicy tested_policy();

/// The notifications of one case under test, with the escalation `e1` unless a test names another.
class TestedNotices {
 public:
  explicit TestedNotices(NotifyPolicy policy = tested_policy());

  Events happens(escalation::v1::EscalationEvent event, std::string_view escalation_id = "e1");
  Events happens(sla::v1::SlaEvent event);
  Events opened(std::string_view escalation_id = "e1");
  /// A step asks that person; the acknowledgement is due ten minutes on.
  Events asks(std::string_view person);
  Events assigned(std::string_view person);
  Events acknowledged(std::string_view person);
  Events withdrawn();

  /// The executor reports on attempt `attempt` of the notification.
  Events reports(std::string_view notification_id, int attempt, bool delivered,
                 absl::Duration retry_after = absl::ZeroDuration(), bool permanent = false);

  void pass(absl::Duration time) { now_ += time; }

  [[nodiscard]] const CaseNotifications& state() const { return state_; }
  [[nodiscard]] const Events& all() const { return all_; }
  [[nodiscard]] absl::Time now() const { return now_; }
  [[nodiscard]] std::uint64_t assignment() const { return assignment_; }

 private:
  Events tell(const Input& input);

  const Key key_{"default/case-1"};
  NotifyPolicy policy_;
  CaseNotifications state_;
  absl::Time now_ = kNine;
  Events all_;
  int inputs_ = 0;
  std::uint64_t assignment_ = 0;
};

/// The kinds of events in order, without contexts, as `cancelled planned`.
[[nodiscard]] std::string kinds(const Events& events);

/// Who is told by which channel, in order, as `dora by chat, dora by console`.
[[nodiscard]] std::string told(const Events& events);

/// The first plan. There must be one.
[[nodiscard]] const Event& first_plan(const Events& events);

}  // namespace escalon::notify
