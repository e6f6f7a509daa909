#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"

namespace escalon::escalation {

/// A time to wait, in open time where a calendar is named.
struct Wait {
  /// Zero: what would come after it does not come.
  absl::Duration time = absl::ZeroDuration();
  /// Null: around the clock.
  std::shared_ptr<const calendar::Calendar> calendar = {};
};

/// When the wait that begins at `start` is over, in Unix ms; 0 where it has no time.
[[nodiscard]] std::int64_t end_ms(const Wait& wait, absl::Time start);

/// What a team does about many escalations that are one trouble. How many make a surge is the
/// queue's to say.
struct SurgeRule {
  /// Intents that are watched; `*` stands for any. A case without an intent is never watched.
  std::vector<std::string> intents = {};
  /// How long an escalation waits for company before anybody is asked; zero = it does not, and
  /// whoever its ladder asks first is paged before a surge can be known.
  absl::Duration hold = absl::Seconds(10);
  /// True: when the parent is settled, what nobody has taken is settled with it. False: it goes on
  /// by its own ladder.
  bool settles_members = true;
  /// Of the parent.
  int level = 1;
  int priority = 1;
  std::string ladder = {};
};

/// What is owed to customers, and who owns what nobody else does.
struct CarePolicy {
  /// By team.
  std::map<std::string, SurgeRule, std::less<>> surges = {};
  /// By when a customer whose case is escalated or raised is promised to hear.
  Wait promise;
  /// After which time who settled an escalation without a root cause is asked for it.
  Wait root_cause;
  /// After which time the customer is asked whether all is well.
  Wait follow_up;
  /// After which time the customer is asked how they were served.
  Wait survey;
  /// The escalation manager by tenant; `*` is that of every tenant that is not listed. What the
  /// default route asks in vain is theirs.
  std::map<std::string, std::string, std::less<>> managers = {};
};

}  // namespace escalon::escalation
