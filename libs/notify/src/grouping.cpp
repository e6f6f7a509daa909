#include "escalon/notify/grouping.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/ids.hpp"

namespace escalon::notify {

using notification::v1::CaseNotifications;
using notification::v1::PendingNotification;
using notification::v1::Planned;

namespace {

using Members = std::vector<const PendingNotification*>;

// The leader first where it is needed itself, then those that wait for it, as they were planned.
Members members_of(const CaseNotifications& state, const PendingNotification& leader) {
  Members members;
  if (!leader.cancelled()) {
    members.push_back(&leader);
  }
  for (const PendingNotification& pending : state.pending()) {
    if (pending.leader_id() == leader.notification_id()) {
      members.push_back(&pending);
    }
  }
  return members;
}

bool is_page(const PendingNotification* pending) {
  return pending->planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE;
}

void add_escalation(Planned& message, const std::string& escalation_id) {
  auto& ids = *message.mutable_escalation_ids();
  if (!escalation_id.empty() && std::ranges::find(ids, escalation_id) == ids.end()) {
    ids.Add(std::string(escalation_id));
  }
}

void add_words(Planned& message, const Planned& further) {
  absl::StrAppend(message.mutable_body(), "\n\n", further.subject(), "\n", further.body());
}

}  // namespace

bool groups(const Grouping& grouping, std::string_view channel) {
  return grouping.wait > absl::ZeroDuration() &&
         (grouping.channels.empty() ||
          std::ranges::find(grouping.channels, channel) != grouping.channels.end());
}

PendingNotification message_of(const CaseNotifications& state, const PendingNotification& leader) {
  const Members members = members_of(state, leader);
  PendingNotification sent = leader;
  const auto page = std::ranges::find_if(members, is_page);
  const PendingNotification* first = page == members.end() ? members.front() : *page;
  Planned& message = *sent.mutable_planned();
  message = first->planned();
  if (members.size() == 1) {
    return sent;
  }
  absl::StrAppend(message.mutable_subject(), " (and ", members.size() - 1, " more)");
  for (const PendingNotification* member : members) {
    message.add_together(member->notification_id());
    add_escalation(message, member->planned().escalation_id());
    if (member != first) {
      add_words(message, member->planned());
    }
  }
  const bool for_customer = message.kind() == notification::v1::NOTIFICATION_KIND_CUSTOMER;
  if (!message.escalation_ids().empty() && !for_customer) {
    absl::StrAppend(message.mutable_body(),
                    "\n\nEscalations: ", absl::StrJoin(message.escalation_ids(), ", "));
  }
  return sent;
}

std::string message_id(std::string_view notification_id, const Planned& message) {
  if (message.together().empty()) {
    return std::string(notification_id);
  }
  return derive_id({"message", absl::StrJoin(message.together(), " ")});
}

}  // namespace escalon::notify
