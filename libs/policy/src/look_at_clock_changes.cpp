#include <functional>
#include <string>
#include <vector>

#include "asked_rotas.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "findings.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

constexpr absl::Duration kYear = absl::Hours(24 * 366);
constexpr absl::Duration kBefore = absl::Milliseconds(1);

// An instant at which the wall clock of a zone leaps.
struct Change {
  absl::Time at;
  absl::TimeZone::CivilTransition clock;

  [[nodiscard]] absl::Duration forward() const { return absl::Seconds(clock.to - clock.from); }
};

std::vector<Change> changes(const std::string& zone_name, absl::Time now) {
  std::vector<Change> found;
  const auto zone = calendar::load_time_zone(zone_name);
  if (!zone) {
    return found;
  }
  Change change{now, {}};
  while (zone->NextTransition(change.at, &change.clock)) {
    change.at = zone->At(change.clock.to).trans;
    if (change.at - now > kYear) {
      break;
    }
    if (change.forward() != absl::ZeroDuration()) {
      found.push_back(change);
    }
  }
  return found;
}

std::string text_of(const Change& change, const std::string& zone) {
  const auto time = [](absl::CivilSecond reading) {
    return absl::FormatTime("%H:%M", absl::FromCivil(reading, absl::UTCTimeZone()),
                            absl::UTCTimeZone());
  };
  return cat("the clocks of ", zone,
             change.forward() > absl::ZeroDuration() ? " go on" : " go back", " from ",
             time(change.clock.from), " to ", time(change.clock.to), " on ",
             absl::FormatCivilTime(absl::CivilDay(change.clock.from)));
}

// Whether the hour that is missing or comes twice is one that counts.
bool is_open(const calendar::Calendar& calendar, const Change& change) {
  if (change.forward() > absl::ZeroDuration()) {
    return calendar.is_open(change.at) || calendar.is_open(change.at - kBefore);
  }
  return !calendar.open_periods(change.at + change.forward(), change.at - change.forward(), 1)
              .empty();
}

std::string longer(const Change& change) {
  const absl::Duration by = change.forward();
  return by > absl::ZeroDuration() ? cat(format_duration(by), " shorter")
                                   : cat(format_duration(-by), " longer");
}

void look_at_calendar(const calendar::Calendar& calendar, absl::Time now, Findings& out) {
  for (const Change& change : changes(calendar.time_zone(), now)) {
    if (is_open(calendar, change)) {
      out.add(Severity::kNote, {"calendars", calendar.name()},
              cat(text_of(change, calendar.time_zone()), ", within opening hours"),
              cat("open time there is up to ", longer(change),
                  " than the clock reads; targets count what passes"));
    }
  }
}

void look_at_rota(const rota::Rota& rota, absl::Time now, Findings& out) {
  for (const Change& change : changes(rota.time_zone(), now)) {
    std::string people;
    for (const rota::OnCall& on_call : rota.on_call(change.at - kBefore)) {
      people += cat(people.empty() ? "" : ", ", on_call.person);
    }
    if (!people.empty()) {
      out.add(Severity::kNote, {"rotas", rota.name()},
              cat(text_of(change, rota.time_zone()), " while ", people,
                  people.find(',') == std::string::npos ? " is" : " are", " on call"),
              cat("that turn is ", longer(change), "; hand-overs keep to the wall clock"));
    }
  }
}

}  // namespace

void look_at_clock_changes(const CompiledPolicy& policy, absl::Time now, Findings& out) {
  for (const auto& [name, calendar] : policy.calendars) {
    look_at_calendar(*calendar, now, out);
  }
  for (const std::string& name : asked_rotas(policy.escalation)) {
    look_at_rota(policy.escalation.rotas.at(name), now, out);
  }
}

}  // namespace escalon::policy
