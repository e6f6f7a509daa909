#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"
#include "escalon/rules/condition.hpp"

namespace escalon::sla {

/// How long a clock may run.
struct Target {
  enum class Kind {
    kOpenTime,      ///< `duration` of the calendar's open time; wall time where the clock has no
                    ///< calendar.
    kWallTime,      ///< `duration` of wall time, whatever the calendar.
    kWorkingDays,   ///< `days` working days of the calendar, then the same wall time.
    kCalendarDays,  ///< `days` calendar days in the calendar's zone (UTC without one), then the
                    ///< same wall time.
  };

  Kind kind = Kind::kOpenTime;
  absl::Duration duration = absl::ZeroDuration();
  int days = 0;
  /// For working days: due at the close of the last day.
  bool end_of_day = false;
  /// As the policy writes it; shown to people and in reports.
  std::string text;
  /// For working days: due at the close of the last day where the same wall time comes after it.
  bool by_close = false;
};

/// The targets of a clock: by the value of one field, else the default. While a case has no target,
/// its clock has no due instant, no warning and no verdict; a target found later counts from the
/// original start.
struct Targets {
  /// What chooses: `priority`, `attributes.type`, …; nothing where all share the default.
  std::optional<rules::Field> by;
  std::map<std::string, Target, std::less<>> of_value;
  std::optional<Target> otherwise;
};

/// When to warn before a due instant. Exactly one of the two is set.
struct Warning {
  /// When this share of the target is used up, in percent, above 0 and below 100.
  std::optional<double> percent;
  /// This much before the due instant, counted as the target counts: open time for open time and
  /// working days, wall time for the rest. Never before the start.
  std::optional<absl::Duration> lead;
};

/// A point before, at or after a due instant at which something is done, once in a run.
struct Level {
  /// Unique within the clock.
  std::string name;
  /// When this share of the target is used up, in percent, above 0; over 100 is after the due
  /// instant. Without it `offset` counts.
  std::optional<double> percent;
  /// This much after the due instant, or before it where it is negative. Counted as the target
  /// counts, see Warning::lead; pauses after the due instant do not count.
  absl::Duration offset = absl::ZeroDuration();
  /// As the policy writes it; shown to people.
  std::string text;
  /// Asked once, at that instant, of the case as it is then. Where it does not hold the level is
  /// passed over.
  rules::Condition when;
  /// The case's escalations, and those opened later, are at least this urgent: 1 to 9; 0 = as they
  /// are.
  int raise_priority_to = 0;
  /// True: a reason to escalate, a breach at or after the due instant and foreseen before it.
  bool escalate = false;
  /// Who is told, as notify::NotifyRule::recipients: `person:NAME`, `team:NAME`, `subscribers` or
  /// `customer`.
  std::vector<std::string> tell;

  [[nodiscard]] bool is_before_due() const {
    return percent ? *percent < 100 : offset < absl::ZeroDuration();
  }
};

/// What a further start condition does to a clock that has started before.
enum class Restart {
  kNever,      ///< Nothing: the clock runs once. Only `reopen` lets it run on.
  kAfterStop,  ///< Begins a new run once the last has stopped; nothing while it runs (oldest
               ///< unanswered message).
  kAlways,     ///< Ends the run, met or not, and begins a new one (periodic update).
};

/// One clock of the policy. Conditions are asked at every event of a case, of the case as it is
/// after the event, with `event`, `speaker`, `trigger`, `urgency` and `reason` being those of the
/// event itself. Stop beats pause beats start.
///
/// `event` has the name of the contact event's body (`customer_message`, `status_changed`, `ended`,
/// …) or `escalation_` and the name of the escalation event's body (`escalation_opened`,
/// `escalation_acknowledged`, …).
struct ClockRule {
  /// The policy's key, as `resolution`. Several rules may share a name: the first whose `applies`
  /// holds is the clock.
  std::string name;
  /// Which cases have the clock. When it ceases to hold, a clock that runs ends as if it had never
  /// started.
  rules::Condition applies;

  Targets targets;
  /// The due instant is carried by the event, in `due` under the clock's name; then `targets` is
  /// not used. The clock starts when the start condition holds and a due instant is known; the
  /// newest one by event time counts.
  bool due_from_event = false;
  /// Null: wall time, and UTC where a date is meant.
  std::shared_ptr<const calendar::Calendar> calendar;

  rules::Condition start = rules::Condition::never();
  rules::Condition pause = rules::Condition::never();
  /// When a paused clock runs again. Never: it stands still exactly while `pause` holds.
  rules::Condition resume = rules::Condition::never();
  rules::Condition stop = rules::Condition::never();
  /// When a stopped clock runs on, with the closed time as a pause; a recorded breach stays. For
  /// Restart::kNever.
  rules::Condition reopen = rules::Condition::never();

  Restart restart = Restart::kNever;
  /// A stop condition that held at or before the start stops the clock at its start: met, nothing
  /// elapsed. False for clocks that wait for an answer, where an earlier word of ours is no answer
  /// to a later one of the customer.
  bool early_stop_counts = true;
  /// True: the time between a stop and a reopening counts, as for the total time to resolution.
  bool closed_time_counts = false;

  /// True for a clock that times a state: `start` says that the case is in the state, a run begins
  /// on each entry, and the event that ends a run is judged by the case as it was before. For
  /// Restart::kAfterStop.
  bool times_state = false;
  /// Ends a run and begins another whenever the field takes another value while `start` holds: a
  /// run for each team, status or queue. For clocks that time a state.
  std::optional<rules::Field> each;

  std::vector<Warning> warnings;
  std::vector<Level> levels;
};

/// The compiled SLA part of a policy. A plain value; compile it once, share it const between
/// threads.
struct SlaPolicy {
  /// Content hash of the whole policy; it names the rules of every decision.
  std::string version;
  std::vector<ClockRule> clocks;
  /// All calendars of the policy by name; clocks hold the ones they use.
  std::map<std::string, std::shared_ptr<const calendar::Calendar>, std::less<>> calendars;
};

}  // namespace escalon::sla
