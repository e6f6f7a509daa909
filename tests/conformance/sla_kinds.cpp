#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "calendar_reader.hpp"
#include "case_kinds.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/report.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::conformance {
namespace {

using sla::ClockRule;
using sla::ClockRun;
using sla::SlaPolicy;

// The stamps of a case are told as values of one attribute, so that clocks may be started and
// stopped by any of them.
constexpr const char* kStamp = "stamp";

const std::set<std::string> kStamps = {
    "created", "customer_contact", "agent_contact", "first_response", "pause",    "resume",
    "close",   "closed",           "resolve",       "resolved",       "reopened", "reopen"};

rules::Condition stamp(std::vector<std::string> names) {
  return rules::Condition::one_of(rules::Field::attribute(kStamp), std::move(names));
}

ClockRule clock(std::string name, std::vector<std::string> start, std::vector<std::string> stop) {
  ClockRule rule;
  rule.name = std::move(name);
  rule.start = stamp(std::move(start));
  rule.stop = stamp(std::move(stop));
  rule.pause = stamp({"pause"});
  rule.resume = stamp({"resume"});
  rule.early_stop_counts = false;
  return rule;
}

std::vector<ClockRule> clocks() {
  const std::vector<std::string> kEnds = {"close", "closed", "resolve", "resolved"};
  auto first = clock("first_response", {"created"},
                     {"first_response", "close", "closed", "resolve", "resolved"});
  auto next = clock("next_response", {"customer_contact"},
                    {"agent_contact", "close", "closed", "resolve", "resolved"});
  next.restart = sla::Restart::kAfterStop;
  auto resolution = clock("resolution", {"created"}, kEnds);
  resolution.reopen = stamp({"reopened", "reopen"});
  return {first, next, resolution};
}

SlaPolicy policy_of(const CaseValue& seconds, const calendar::Calendar& hours,
                    std::string version) {
  SlaPolicy policy;
  policy.version = std::move(version);
  for (ClockRule rule : clocks()) {
    const CaseValue target = seconds[rule.name + "_s"];
    if (target.present()) {
      rule.calendar = std::make_shared<const calendar::Calendar>(hours);
      rule.targets.otherwise = sla::Target{sla::Target::Kind::kOpenTime, target.seconds(), 0, false,
                                           absl::FormatDuration(target.seconds())};
      policy.clocks.push_back(std::move(rule));
    }
  }
  return policy;
}

// One case that is told stamp by stamp.
class Lifecycle {
 public:
  Lifecycle(const CaseValue& value, calendar::Calendar hours)
      : hours_(std::move(hours)), policy_(policy_of(value["policy"], hours_, "0")) {}

  Status tell(const CaseValue& event, absl::Time at) {
    fire_until(at);
    if (event["policy_changed"].present()) {
      policy_ = policy_of(event["policy_changed"], hours_, std::to_string(++told_));
      accept(sla::retarget(state_, at, policy_));
      return {};
    }
    if (!kStamps.contains(event.text())) {
      return invalid("unknown event '" + event.text() + "'");
    }
    contact::v1::ContactEvent contact;
    contact.set_event_id(std::to_string(++told_));
    contact.mutable_attributes_changed();
    (*contact.mutable_attributes())[kStamp] = event.text();
    sla::Input input;
    input.id = contact.event_id();
    input.occurred_at = at;
    input.contact = &contact;
    accept(sla::decide(state_, input, at, policy_));
    return {};
  }

  // What the engine says under the name that the case uses.
  Result<std::string> say(const std::string& name) const {
    if (name == "next_due") {
      return next_due();
    }
    for (const std::string suffix : {"_due", "_elapsed_s", "_breached"}) {
      if (name.ends_with(suffix)) {
        return say_of(name.substr(0, name.size() - suffix.size()), suffix);
      }
    }
    return invalid("unknown expectation '" + name + "'");
  }

 private:
  void fire_until(absl::Time at) {
    for (bool fired = true; fired;) {
      fired = false;
      for (const DueTimer& timer : sla::timers(state_)) {
        if (timer.due < at) {
          accept(sla::decide(state_, timer, at, policy_));
          fired = true;
          break;
        }
      }
    }
  }

  void accept(const sla::Events& events) {
    for (const auto& event : events) {
      sla::evolve(state_, event);
    }
  }

  std::string next_due() const {
    std::optional<std::int64_t> first;
    for (const ClockRun& run : state_.runs()) {
      if (run.stopped_at_ms() == 0 && run.due_at_ms() != 0) {
        first = std::min(first.value_or(run.due_at_ms()), run.due_at_ms());
      }
    }
    return first ? format_instant(from_ms(*first)) : "none";
  }

  std::string say_of(const std::string& clock, const std::string& what) const {
    const ClockRun* newest = nullptr;
    for (const ClockRun& run : state_.runs()) {
      newest = run.clock() == clock ? &run : newest;
    }
    if (what == "_breached") {
      return newest != nullptr && !newest->breach_id().empty() ? "true" : "false";
    }
    if (what == "_elapsed_s") {
      return newest == nullptr || newest->stopped_at_ms() == 0
                 ? "none"
                 : std::to_string(newest->elapsed_ms() / 1000);
    }
    const bool due = newest != nullptr && newest->stopped_at_ms() == 0 && newest->due_at_ms() != 0;
    return due ? format_instant(from_ms(newest->due_at_ms())) : "none";
  }

  calendar::Calendar hours_;
  SlaPolicy policy_;
  sla::CaseClocks state_;
  int told_ = 0;
};

std::string expected_text(const CaseValue& value) {
  if (!value.present()) {
    return "none";
  }
  if (value.is_number()) {
    return std::to_string(static_cast<std::int64_t>(value.number()));
  }
  return value.is_text() ? format_instant(value.instant()) : value.truth() ? "true" : "false";
}

Result<Answer> sla_lifecycle(const CaseValue& value) {
  auto hours = read_calendar(value["calendar"]);
  if (!hours) {
    return hours.error();
  }
  Lifecycle lifecycle(value, *std::move(hours));
  Answer answer;
  for (const CaseValue& step : value["steps"].elements()) {
    const absl::Time at = step["at"].instant();
    for (const CaseValue& event : step["events"].elements()) {
      if (auto told = lifecycle.tell(event, at); !told) {
        return told.error();
      }
    }
    for (const std::string& name : step["expect"].keys()) {
      const auto said = lifecycle.say(name);
      if (!said) {
        return said.error();
      }
      answer.expected += name + "=" + expected_text(step["expect"][name]) + " ";
      answer.got += name + "=" + *said + " ";
    }
  }
  return answer;
}

absl::Time time_of_day(const CaseValue& text) {
  const auto seconds = calendar::parse_time_of_day(text.text());
  return absl::UnixEpoch() + absl::Seconds(seconds ? *seconds : 0);
}

// Each level is a warning of one clock; a level after the due instant is a clock of its own with
// the longer target.
SlaPolicy levels_policy(const CaseValue& value) {
  SlaPolicy policy;
  int number = 0;
  for (const CaseValue& level : value["levels"].elements()) {
    ClockRule rule = clock("level " + std::to_string(number++), {"created"}, {});
    const absl::Duration total = absl::Minutes(value["target_minutes"].number());
    const absl::Duration offset = absl::Minutes(level["offset_minutes"].number());
    rule.targets.otherwise =
        sla::Target{sla::Target::Kind::kWallTime, std::max(total, total + offset), 0, false, "t"};
    if (offset < absl::ZeroDuration()) {
      rule.warnings.push_back({std::nullopt, -offset});
    }
    policy.clocks.push_back(std::move(rule));
  }
  return policy;
}

Result<Answer> escalation_levels(const CaseValue& value) {
  const SlaPolicy policy = levels_policy(value);
  contact::v1::ContactEvent created;
  created.set_event_id("created");
  (*created.mutable_attributes())[kStamp] = "created";
  sla::Input input;
  input.id = created.event_id();
  input.occurred_at = time_of_day(value["start"]);
  input.contact = &created;
  sla::CaseClocks state;
  for (const auto& event : sla::decide(state, input, input.occurred_at, policy)) {
    sla::evolve(state, event);
  }
  auto armed = sla::timers(state);
  std::erase_if(armed, [&](const DueTimer& timer) {
    const auto level = static_cast<std::size_t>(std::stoi(timer.id.substr(6)));
    const bool before = value["levels"][level]["offset_minutes"].number() < 0;
    return timer.kind != (before ? sla::kWarningTimer : sla::kBreachTimer);
  });
  std::stable_sort(armed.begin(), armed.end(),
                   [](const DueTimer& a, const DueTimer& b) { return a.due < b.due; });
  Answer answer;
  for (const CaseValue& check : value["checks"].elements()) {
    int priority = static_cast<int>(value["initial_priority"].number());
    for (const DueTimer& timer : armed) {
      const CaseValue level =
          value["levels"][static_cast<std::size_t>(std::stoi(timer.id.substr(6)))];
      if (timer.due <= time_of_day(check[0]) && level["if_priority"].number() == priority) {
        priority = static_cast<int>(level["set_priority"].number());
      }
    }
    answer.expected += check[0].text() + "=" + expected_text(check[1]) + " ";
    answer.got += check[0].text() + "=" + std::to_string(priority) + " ";
  }
  return answer;
}

}  // namespace

std::map<std::string, Answerer> sla_kinds() {
  return {{"sla_lifecycle", sla_lifecycle}, {"escalation_levels", escalation_levels}};
}

}  // namespace escalon::conformance
