#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"

namespace escalon::notify {

/// When whom no channel is to disturb, but for what is urgent.
struct QuietHours {
  /// Unique within the policy.
  std::string name = {};
  /// It is quiet while this calendar is open, on the wall clock of its zone: an hour that the clock
  /// leaves out is not there, one that comes twice is quiet twice. Null: never.
  std::shared_ptr<const calendar::Calendar> during = {};
  /// Whom they spare; everybody, teams and customers too, where nobody is named.
  std::vector<std::string> people = {};
  /// The channels that they quiet; every one where none is named.
  std::vector<std::string> channels = {};
  /// Notices of escalations of priority 1 to this one go through; 0 = none do.
  int let_through = 0;
  /// The channel by which a notice goes at once instead of waiting, never quieted by these hours.
  /// Empty = it waits.
  std::string instead = {};
};

/// Whether they are for that recipient and channel, by the names that they list.
[[nodiscard]] bool covers(const QuietHours& hours, std::string_view recipient,
                          std::string_view channel);

/// No notice is kept longer than this, whatever the calendars say.
inline constexpr absl::Duration kQuietMax = absl::Hours(7 * 24);

/// A notice that wants to be sent.
struct Wanted {
  std::string_view recipient;
  std::string_view channel;
  /// Of its escalation, 1 (most urgent) to 9; 0 = it belongs to none, and is never urgent.
  int priority = 0;
  absl::Time due;
};

/// When and by which channel it may be sent.
struct Allowed {
  std::string channel;
  /// The wanted instant, or later.
  absl::Time due;
  /// The quiet hours that decided last; empty = none apply.
  std::string quiet_hours;
};

/// When and by which channel a notice may be sent at the earliest. Where several quiet hours apply
/// one after another, it waits for the end of the last, or goes by the first `instead` there is.
[[nodiscard]] Allowed allowed(std::span<const QuietHours> quiet, const Wanted& wanted);

}  // namespace escalon::notify
