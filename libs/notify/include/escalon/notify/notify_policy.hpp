#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/notify/customer_policy.hpp"
#include "escalon/notify/grouping.hpp"
#include "escalon/notify/quiet_hours.hpp"

namespace escalon::notify {

/// A way out of the mesh. Adapters read the settings; this library only names channels.
struct Channel {
  enum class Kind { kConsole, kFile, kWebhook };

  std::string name = {};
  Kind kind = Kind::kConsole;
  /// By name, as the adapter knows them: `path`, `url`, `secret_file`, `allow_private`, `timeout`.
  std::map<std::string, std::string, std::less<>> settings = {};
};

/// One way to reach a person.
struct ContactMethod {
  /// Name of a channel.
  std::string channel = {};
  /// How long after the page began this method is tried, if nobody has acknowledged by then.
  absl::Duration after = absl::ZeroDuration();
};

/// Who hears of an event by which channel.
struct NotifyRule {
  /// Unique within the policy.
  std::string name = {};
  /// Event types, as `escalation.opened` or `sla.breached`; see event_types(). `*` stands for all
  /// of them.
  std::vector<std::string> events = {};
  /// Each is one of: `person:NAME`, `team:NAME`, `owner_team` (the escalation's team), `asked`
  /// (everyone who was paged for the escalation), `subscribers`, `customer`.
  std::vector<std::string> recipients = {};
  /// Name of a channel; empty = each person's first method, else the default channel.
  std::string channel = {};
  /// What the recipient is to take it for. Pages are planned without a rule.
  notification::v1::NotificationKind kind = notification::v1::NOTIFICATION_KIND_UPDATE;
  Template text = {};
};

/// How often and when a failed attempt is made again.
struct RetryPolicy {
  /// At least 1, the first attempt included.
  int attempts = 6;
  /// Wait after the first failure; it doubles with each further one.
  absl::Duration backoff_base = absl::Seconds(2);
  absl::Duration backoff_max = absl::Minutes(5);
  /// 0 to 1: the wait is longer by up to this share, as the notification's id decides.
  double jitter = 0.2;
  /// No attempt begins later than this after the notification was due. A page also ends when its
  /// acknowledgement is due.
  absl::Duration give_up_after = absl::Hours(24);
};

/// The compiled notification part of a policy. A plain value; share it const between threads.
struct NotifyPolicy {
  std::map<std::string, Channel, std::less<>> channels = {};
  /// Contact methods by person, in the order in which they are tried.
  std::map<std::string, std::vector<ContactMethod>, std::less<>> people = {};
  /// Who is meant by everyone of a team.
  std::map<std::string, std::vector<std::string>, std::less<>> team_members = {};
  std::vector<NotifyRule> rules = {};
  /// Of a page: `Please take this`.
  Template page{
      .subject = "[{priority}] {cause}: {issue}",
      .body =
          "Case {case_id}, {cause} ({detail}), team {team}, level {level}. Please acknowledge "
          "{escalation_id} by {acknowledge_by}."};
  /// Of the word to those who were paged for something that is withdrawn.
  Template withdrawn{
      .subject = "Withdrawn: {cause}: {issue}",
      .body = "Case {case_id}: {escalation_id} is withdrawn ({reason}). Nothing is left to do."};
  CustomerNotices customer;
  /// To the agent who had the contact, when it is settled; without a subject nobody is told.
  Template feedback = {};
  /// To who settled it without a root cause; without a subject nobody is told.
  Template root_cause = {};
  /// Of the answer to the agent who asked for approval.
  Template answer{.subject = "{event}: {issue}",
                  .body = "Case {case_id}, by {actor}: {amount} {terms} ({reason})."};
  /// Of the word to a team that is asked to help.
  Template help{.subject = "Help wanted: {issue}",
                .body = "Case {case_id}: {team} asks for help ({reason}). {team} keeps it."};
  RetryPolicy retry;
  std::vector<QuietHours> quiet_hours = {};
  Grouping grouping;
  /// Channel of everybody and everything that names none. Must exist.
  std::string default_channel = "console";
  /// To those whom a level of a clock tells, and again when it is taken back.
  Template level{.subject = "{clock} of case {case_id}: {detail}", .body = "Due {due}."};
  Template level_withdrawn{.subject = "Taken back: {clock} of case {case_id}: {detail}",
                           .body = "The clock had stopped, stood still or is due later."};
};

/// Every event type that a rule may name.
[[nodiscard]] const std::vector<std::string_view>& event_types();

/// Every placeholder that a template may hold, without braces.
[[nodiscard]] const std::vector<std::string_view>& placeholders();

/// Checks the placeholders and braces of a template's text. The error names the placeholder and the
/// nearest known one.
[[nodiscard]] Status check_template(std::string_view text);

}  // namespace escalon::notify
