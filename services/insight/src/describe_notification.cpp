#include <fmt/format.h>

#include "absl/strings/ascii.h"
#include "escalon/base/instant.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using notification::v1::NotificationEvent;

std::string kind_name(notification::v1::NotificationKind kind) {
  const std::string& name = notification::v1::NotificationKind_Name(kind);
  constexpr std::size_t kPrefix = sizeof "NOTIFICATION_KIND_" - 1;
  return name.size() <= kPrefix ? std::string() : absl::AsciiStrToLower(name.substr(kPrefix));
}

// What quiet hours did to it.
std::string quiet_words(const notification::v1::Planned& planned) {
  if (planned.quiet_hours().empty()) {
    return {};
  }
  if (planned.held_until_ms() == 0) {
    return fmt::format(" instead (quiet hours {})", planned.quiet_hours());
  }
  return fmt::format(" not before {} (quiet hours {})",
                     format_instant(from_ms(planned.held_until_ms())), planned.quiet_hours());
}

std::string words_of(const NotificationEvent& event) {
  switch (event.body_case()) {
    case NotificationEvent::kPlanned:
      return fmt::format("{} to {} by {}{}: {}", kind_name(event.planned().kind()),
                         event.planned().recipient(), event.planned().channel(),
                         quiet_words(event.planned()), event.planned().subject());
    case NotificationEvent::kGrouped:
      return "sent with notification " + event.grouped().leader_id();
    case NotificationEvent::kDelivered:
      return fmt::format("delivered ({})", event.delivered().answer());
    case NotificationEvent::kAttemptFailed:
      return fmt::format("attempt {} failed: {}", event.attempt_failed().attempt(),
                         event.attempt_failed().reason());
    case NotificationEvent::kGivenUp:
      return "given up: " + event.given_up().reason();
    case NotificationEvent::kCancelled:
      return "no longer needed: " + event.cancelled().reason();
    default:
      return {};
  }
}

}  // namespace

TimelineText describe(const NotificationEvent& event) {
  std::string words = words_of(event);
  if (words.empty()) {
    return {};
  }
  return {"notification_" + body_name(event), std::move(words), event.effective_at_ms()};
}

}  // namespace escalon::insight
