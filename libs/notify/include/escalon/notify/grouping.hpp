#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/notification/v1/notification.pb.h"

namespace escalon::notify {

/// How long notices of one case wait for company, so that those to one recipient by one channel are
/// sent as one message.
struct Grouping {
  /// Zero: nothing waits and nothing is sent together.
  absl::Duration wait = absl::ZeroDuration();
  /// How long a page waits at most. It never waits until its acknowledgement is due. At most
  /// `wait`.
  absl::Duration pages = absl::ZeroDuration();
  /// The channels whose notices are grouped; all of them where none is named.
  std::vector<std::string> channels = {};
};

/// Whether notices by that channel are grouped.
[[nodiscard]] bool groups(const Grouping& grouping, std::string_view channel);

/// The one message as which a pending notification and those that wait for it are sent: words of
/// all of them, with all escalations named; a page if one of them is one. The notification itself
/// where none waits for it. Without effect on retries: it depends on what is pending alone.
[[nodiscard]] notification::v1::PendingNotification message_of(
    const notification::v1::CaseNotifications& state,
    const notification::v1::PendingNotification& leader);

/// The id by which a receiver knows the message again: that of the notification where it brings one
/// alone, else one that derives from all that it brings.
[[nodiscard]] std::string message_id(std::string_view notification_id,
                                     const notification::v1::Planned& message);

}  // namespace escalon::notify
