#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/instant.hpp"
#include "escalon/sla/report.hpp"
#include "escalon/sla/sla.hpp"
#include "gtest/gtest.h"

namespace escalon::sla {

inline absl::Time at(std::string_view text) {
  const auto instant = parse_instant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return instant ? *instant : absl::UnixEpoch();
}

/// 2024-01-15T09:00:00Z, when most stories begin.
inline const absl::Time kMonday = absl::FromUnixSeconds(1705309200);

/// So many minutes after that.
inline absl::Time minute(int count) {
  return kMonday + absl::Minutes(count);
}

inline rules::Condition is(std::string_view field, std::vector<std::string> values) {
  const auto known = rules::Field::parse(field);
  EXPECT_TRUE(known.ok()) << field;
  return rules::Condition::one_of(*known, std::move(values));
}

inline Target hours(int count, Target::Kind kind = Target::Kind::kOpenTime) {
  return {kind, absl::Hours(count), 0, false, std::to_string(count) + "h"};
}

inline Target days(int count, Target::Kind kind) {
  return {kind, absl::ZeroDuration(), count, false, std::to_string(count) + "d"};
}

/// Monday to Friday 09:00 to 17:00, UTC.
inline std::shared_ptr<const calendar::Calendar> office() {
  calendar::CalendarSpec spec;
  spec.name = "office";
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {{9 * 3600, 17 * 3600}};
  }
  return std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
}

/// Resolution by priority: 1 in 4 h, else 8 h; stops at closed, pauses at waiting, may be reopened.
inline ClockRule resolution() {
  ClockRule rule;
  rule.name = "resolution";
  rule.targets.by = rules::Field(rules::FieldKind::kPriority);
  rule.targets.of_value["1"] = hours(4);
  rule.targets.otherwise = hours(8);
  rule.start = is("event", {"started"});
  rule.stop = is("status", {"closed"});
  rule.pause = is("status", {"waiting"});
  rule.reopen = rules::Condition::none_of(rules::Field(rules::FieldKind::kStatus), {"closed"});
  return rule;
}

/// A level at a share of the target, or where `percent` is 0 at `offset` from the due instant.
inline Level level(std::string name, double percent, absl::Duration offset = {},
                   rules::Condition when = {}) {
  Level level;
  level.name = std::move(name);
  level.percent = percent > 0 ? std::optional(percent) : std::nullopt;
  level.offset = offset;
  level.text = percent > 0 ? "by share" : "by time";
  level.when = std::move(when);
  level.escalate = true;
  return level;
}

/// The time in a state, 30 minutes of it: a run for each value of the field.
inline ClockRule time_in(std::string name, rules::Condition state, std::string_view each = "") {
  ClockRule rule;
  rule.name = std::move(name);
  rule.targets.otherwise = Target{Target::Kind::kWallTime, absl::Minutes(30), 0, false, "30m"};
  rule.start = state;
  rule.stop = rules::Condition::negated(std::move(state));
  rule.restart = Restart::kAfterStop;
  rule.early_stop_counts = false;
  rule.times_state = true;
  if (!each.empty()) {
    rule.each = *rules::Field::parse(each);
  }
  return rule;
}

/// 30 minutes from the oldest unanswered customer message to our next word; warns at half.
inline ClockRule next_response() {
  ClockRule rule;
  rule.name = "next_response";
  rule.targets.otherwise = Target{Target::Kind::kOpenTime, absl::Minutes(30), 0, false, "30m"};
  rule.start = is("speaker", {"customer"});
  rule.stop = is("speaker", {"agent"});
  rule.restart = Restart::kAfterStop;
  rule.early_stop_counts = false;
  rule.warnings = {{50.0, std::nullopt}};
  return rule;
}

inline SlaPolicy policy_of(std::vector<ClockRule> clocks, std::string version = "v1") {
  SlaPolicy policy;
  policy.version = std::move(version);
  policy.clocks = std::move(clocks);
  return policy;
}

/// The resolution clock with another target.
inline SlaPolicy two_hours() {
  auto rule = resolution();
  rule.targets = {};
  rule.targets.otherwise = hours(2);
  return policy_of({rule}, "v2");
}

/// An event that a test tells.
struct Told {
  absl::Time when;
  contact::v1::ContactEvent event;
  std::optional<escalation::v1::EscalationEvent> escalation = std::nullopt;  ///< In its place.
};

/// Makes events with ids of their own.
class Teller {
 public:
  Told started(absl::Time when) {
    return make(when, [](auto& event) { event.mutable_started(); });
  }
  Told customer(absl::Time when) {
    return make(when, [](auto& event) { event.mutable_customer_message()->set_text("?"); });
  }
  Told agent(absl::Time when) {
    return make(when, [](auto& event) { event.mutable_agent_message()->set_text("!"); });
  }
  Told status(absl::Time when, std::string status) {
    return make(when, [&](auto& event) { event.mutable_status_changed()->set_status(status); });
  }
  Told priority(absl::Time when, int priority) {
    return make(when, [&](auto& event) {
      event.mutable_priority_changed();
      event.set_priority(priority);
    });
  }
  Told team(absl::Time when, const std::string& team) {
    return make(when, [&](auto& event) { event.mutable_transferred()->set_to_team(team); });
  }
  /// The escalation is raised to the level; 0: it is resolved.
  Told escalation_level(absl::Time when, int level) {
    Told told = make(when, [](auto&) {});
    auto& event = told.escalation.emplace();
    event.set_effective_at_ms(to_ms(when));
    if (level == 0) {
      event.mutable_resolved();
    } else {
      event.mutable_raised()->set_level(level);
    }
    return told;
  }
  Told attribute(absl::Time when, const std::string& name, const std::string& value) {
    return make(when, [&](auto& event) {
      event.mutable_attributes_changed();
      (*event.mutable_attributes())[name] = value;
    });
  }
  Told make(absl::Time when, const std::function<void(contact::v1::ContactEvent&)>& fill) {
    Told told{when, {}, std::nullopt};
    told.event.set_event_id("e" + std::to_string(++count_));
    told.event.set_tenant("acme");
    told.event.set_case_id("c");
    told.event.set_channel("chat");
    fill(told.event);
    return told;
  }

 private:
  int count_ = 0;
};

/// One case whose events are told in any order, and whose timers fire as its time goes on.
class CaseStory {
 public:
  explicit CaseStory(SlaPolicy policy) : policy_(std::move(policy)) {}

  /// Fires what is due until then, in order.
  void wait_until(absl::Time until) {
    for (;;) {
      auto armed = timers(state_);
      std::erase_if(armed, [&](const DueTimer& timer) { return timer.due > until; });
      if (armed.empty()) {
        break;
      }
      const auto first =
          std::min_element(armed.begin(), armed.end(), [](const auto& a, const auto& b) {
            return std::pair(a.due, a.kind == kBreachTimer) <
                   std::pair(b.due, b.kind == kBreachTimer);
          });
      accept(decide(state_, *first, std::max(now_, first->due), policy_));
    }
    now_ = std::max(now_, until);
  }

  /// Tells an event when it happens: what was due before fires first.
  void tell(const Told& told) {
    wait_until(told.when - absl::Milliseconds(1));
    tell_late(told);
  }

  /// Tells an event now, whenever it happened.
  void tell_late(const Told& told) {
    Input input;
    input.id = told.event.event_id();
    input.occurred_at = told.when;
    if (told.escalation) {
      input.escalation = &*told.escalation;
    } else {
      input.contact = &told.event;
    }
    accept(decide(state_, input, std::max(now_, told.when), policy_));
  }

  void adopt(SlaPolicy policy) {
    policy_ = std::move(policy);
    accept(retarget(state_, now_, policy_));
  }

  void accept(const Events& events) {
    for (const SlaEvent& event : events) {
      evolve(state_, event);
      log_.push_back(event);
    }
  }

  const CaseClocks& state() const { return state_; }
  CaseClocks& state() { return state_; }
  const SlaPolicy& policy() const { return policy_; }
  const std::vector<SlaEvent>& log() const { return log_; }

  int count(SlaEvent::BodyCase body) const {
    return static_cast<int>(std::count_if(log_.begin(), log_.end(), [&](const SlaEvent& event) {
      return event.body_case() == body;
    }));
  }

  const ClockRun& run(std::string_view clock) const {
    for (const ClockRun* run : reported_runs(state_)) {
      if (run->clock() == clock) {
        return *run;
      }
    }
    ADD_FAILURE() << "no clock " << clock;
    return ClockRun::default_instance();
  }

  std::string verdict_of(std::string_view clock) const {
    return std::string(verdict_text(verdict(run(clock))));
  }
  absl::Time due_of(std::string_view clock) const { return from_ms(run(clock).due_at_ms()); }

 private:
  SlaPolicy policy_;
  CaseClocks state_;
  std::vector<SlaEvent> log_;
  absl::Time now_ = absl::UnixEpoch();
};

/// The levels of a run that were reached (+) or passed over (-), and when.
inline std::string levels_text(const ClockRun& run) {
  std::string text;
  for (const v1::LevelMark& mark : run.levels()) {
    if (mark.status() != v1::LEVEL_STATUS_UNSPECIFIED) {
      text += (mark.status() == v1::LEVEL_STATUS_REACHED ? " +" : " -") + mark.level() + "@" +
              format_instant(from_ms(mark.at_ms()));
    }
  }
  return text;
}

/// A case in short: what reports say of each clock, for comparison.
inline std::string verdicts(const CaseClocks& state) {
  std::string text;
  for (const ClockRun& run : state.runs()) {
    text += run.clock() + " " + format_instant(from_ms(run.started_at_ms())) + " due " +
            std::to_string(run.due_at_ms()) + " stopped " + std::to_string(run.stopped_at_ms()) +
            " missed " + std::to_string(breached_at_ms(run)) + " took " +
            std::to_string(run.elapsed_ms()) + " left " + std::to_string(run.left_ms()) + " " +
            run.target() + " " + std::string(verdict_text(verdict(run))) + levels_text(run) + "\n";
  }
  return text;
}

}  // namespace escalon::sla
