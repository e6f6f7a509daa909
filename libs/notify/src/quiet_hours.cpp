#include "escalon/notify/quiet_hours.hpp"

#include <algorithm>

namespace escalon::notify {
namespace {

bool lists(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

bool spares(const QuietHours& hours, const Wanted& wanted) {
  const bool urgent = wanted.priority != 0 && wanted.priority <= hours.let_through;
  return hours.during != nullptr && !urgent && wanted.channel != hours.instead &&
         covers(hours, wanted.recipient, wanted.channel) && hours.during->is_open(wanted.due);
}

// The end of the quiet time in which `at` lies, `latest` at most.
absl::Time end_of(const QuietHours& hours, absl::Time at, absl::Time latest) {
  const std::vector<calendar::Period> open = hours.during->open_periods(at, latest, 1);
  return open.empty() ? at : std::min(open.front().to, latest);
}

}  // namespace

bool covers(const QuietHours& hours, std::string_view recipient, std::string_view channel) {
  return lists(hours.people, recipient) && lists(hours.channels, channel);
}

Allowed allowed(std::span<const QuietHours> quiet, const Wanted& wanted) {
  Allowed found{std::string(wanted.channel), wanted.due, {}};
  const absl::Time latest = wanted.due + kQuietMax;
  while (found.due < latest) {
    const Wanted now{wanted.recipient, found.channel, wanted.priority, found.due};
    const auto hours =
        std::ranges::find_if(quiet, [&](const QuietHours& one) { return spares(one, now); });
    if (hours == quiet.end()) {
      break;
    }
    found.quiet_hours = hours->name;
    if (!hours->instead.empty() && found.channel == wanted.channel) {
      found.channel = hours->instead;
    } else {
      found.due = end_of(*hours, found.due, latest);
    }
  }
  return found;
}

}  // namespace escalon::notify
