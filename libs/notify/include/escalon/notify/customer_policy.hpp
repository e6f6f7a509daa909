#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"

namespace escalon::notify {

/// Words with placeholders in braces; see placeholders(). A doubled brace stands for itself.
struct Template {
  std::string subject = {};
  std::string body = {};
};

/// What the customer hears of an escalation: why, who takes care and by when.
struct CustomerNotices {
  /// Channel of the policy for who has no preferred one, or one that is not listed. Empty:
  /// customers hear nothing.
  std::string channel = {};
  /// Channel of the policy by the customer's preferred channel, else by that of the contact.
  std::map<std::string, std::string, std::less<>> channels = {};
  /// Cause to words for `{why}`; the cause's own name where it is not listed.
  std::map<std::string, std::string, std::less<>> reasons = {};
  /// Team to words for `{who}`; the team's name where it is not listed.
  std::map<std::string, std::string, std::less<>> names = {};
  /// In which instants are told, as `Fri 1 Mar 09:30 GMT`.
  absl::TimeZone zone = absl::UTCTimeZone();
  Template opened{.subject = "We have passed your request on",
                  .body =
                      "We have passed your request on to {who}: {why}. You hear from us by "
                      "{promised}."};
  Template raised{.subject = "Your request has a higher priority now",
                  .body = "{who} now takes care of your request. You hear from us by {promised}."};
  Template resolved{.subject = "Your request is settled",
                    .body = "{who} has settled your request ({outcome})."};
  Template follow_up{.subject = "Is all well?",
                     .body = "{who} settled your request. Please tell us if anything is left."};
  Template survey{.subject = "How did we do?",
                  .body = "Please tell us how you were served with your request."};
};

}  // namespace escalon::notify
