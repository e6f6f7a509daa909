#include "read_quiet_hours.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using notify::Grouping;
using notify::QuietHours;

/// Quiet hours while they are read: their calendar by name.
struct QuietDraft {
  QuietHours hours;
  std::string calendar;
};

constexpr Field<QuietDraft> kQuietFields[] = {
    {"name", Need::kRequired,
     [](const Cursor& at, QuietDraft& out) { read_text(at, out.hours.name); }, "Unique."},
    {"during", Need::kRequired,
     [](const Cursor& at, QuietDraft& out) {
       read_reference(at, NameKind::kCalendar, out.calendar);
     },
     "The calendar in whose open hours it is quiet."},
    {"people", Need::kOptional,
     [](const Cursor& at, QuietDraft& out) {
       read_references(at, NameKind::kPerson, out.hours.people);
     },
     "Whom they spare; everybody, teams and customers too, without it."},
    {"channels", Need::kOptional,
     [](const Cursor& at, QuietDraft& out) {
       read_references(at, NameKind::kChannel, out.hours.channels);
     },
     "The channels that they quiet; every one without it."},
    {"let_through", Need::kOptional,
     [](const Cursor& at, QuietDraft& out) {
       read_number(at, Range<int>{0, kPriorityMax}, out.hours.let_through);
     },
     "Escalations of priority 1 to this one are told at once; 0: none are."},
    {"instead", Need::kOptional,
     [](const Cursor& at, QuietDraft& out) {
       read_reference(at, NameKind::kChannel, out.hours.instead);
     },
     "The channel by which a notice goes at once; without it, it waits for the end."},
};

constexpr Field<Grouping> kGroupingFields[] = {
    {"wait", Need::kRequired,
     [](const Cursor& at, Grouping& out) { read_duration(at, Zero::kRefused, out.wait); },
     "How long a notice waits for others of its case to the same recipient and channel."},
    {"pages", Need::kOptional,
     [](const Cursor& at, Grouping& out) { read_duration(at, Zero::kAllowed, out.pages); },
     "How long a page waits at most; not at all without it."},
    {"channels", Need::kOptional,
     [](const Cursor& at, Grouping& out) { read_references(at, NameKind::kChannel, out.channels); },
     "The channels whose notices are grouped; every one without it."},
};

// `*` says the same as leaving the key out.
void without_any(std::vector<std::string>& names) {
  if (std::ranges::find(names, "*") != names.end()) {
    names.clear();
  }
}

void check_instead(const Cursor& at, const QuietHours& hours) {
  if (!hours.instead.empty() &&
      std::ranges::find(hours.channels, hours.instead) != hours.channels.end()) {
    at.fail(cat("'", hours.instead, "' is quiet and is to be used instead"),
            "name another channel in instead, or leave it out of channels");
  }
}

}  // namespace

void read_quiet_hours(const Cursor& at, Draft& out) {
  std::set<std::string, std::less<>> names;
  each_item(at, [&](const Cursor& item) {
    QuietDraft read;
    if (!read_fields(item, kQuietFields, read)) {
      return;
    }
    QuietHours& hours = read.hours;
    if (!hours.name.empty() && !names.insert(hours.name).second) {
      item.fail(cat("the name '", hours.name, "' is used by earlier quiet hours"),
                "give all quiet hours names of their own");
    }
    without_any(hours.people);
    without_any(hours.channels);
    check_instead(item, hours);
    if (const auto found = out.calendars.find(read.calendar); found != out.calendars.end()) {
      hours.during = found->second;
    }
    out.notify.quiet_hours.push_back(std::move(hours));
  });
}

void read_grouping(const Cursor& at, Draft& out) {
  Grouping read;
  if (!read_fields(at, kGroupingFields, read)) {
    return;
  }
  without_any(read.channels);
  if (read.pages > read.wait && read.wait > absl::ZeroDuration()) {
    at.fail("pages wait longer than other notices", "let pages be wait at most");
    return;
  }
  out.notify.grouping = std::move(read);
}

}  // namespace escalon::policy
