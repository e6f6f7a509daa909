#include "alert_story.hpp"

#include <algorithm>
#include <optional>

#include "case_kinds.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/escalation.hpp"
#include "escalon/notify/notify.hpp"

namespace escalon::conformance {
namespace {

using escalation::LadderStep;

constexpr const char* kLadder = "alert";
constexpr int kEndlessRounds = 200;

absl::Time minute(double number) {
  return absl::UnixEpoch() + absl::Minutes(number);
}

// One round of the steps. Where nothing follows by itself, the last one waits for ever.
Status add_round(const CaseValue& steps, bool last, escalation::Ladder& out) {
  for (const CaseValue& given : steps.elements()) {
    if (auto known = only({"delay_min", "targets", "each_must_ack"}, given); !known) {
      return known;
    }
    LadderStep step;
    for (const CaseValue& target : given["targets"].elements()) {
      step.targets.push_back({escalation::Target::Kind::kPerson, target.text()});
    }
    step.acknowledge_within = absl::Minutes(given["delay_min"].number());
    step.each_must_acknowledge = given["each_must_ack"].truth();
    step.level = static_cast<int>(out.steps.size()) + 1;
    out.steps.push_back(std::move(step));
  }
  if (last && !out.steps.empty()) {
    out.steps.back().acknowledge_within = absl::ZeroDuration();
  }
  return {};
}

// The rounds that are climbed by themselves, and one more for each order to escalate.
Result<escalation::EscalationPolicy> read_ladder(const CaseValue& value) {
  const int repeat = static_cast<int>(value["repeat"].number());
  const int rounds = repeat < 0 ? kEndlessRounds : repeat + 1;
  const auto orders = static_cast<int>(value["events"].elements().size());
  escalation::Ladder ladder{.name = kLadder};
  for (int round = 0; round < rounds + orders; ++round) {
    if (auto added = add_round(value["steps"], round + 1 >= rounds, ladder); !added) {
      return added.error();
    }
  }
  escalation::EscalationPolicy policy;
  policy.matrix = {{.name = "alert", .breach_clocks = {"*"}, .team = "team", .ladder = kLadder}};
  policy.ladders.emplace(kLadder, std::move(ladder));
  policy.default_route.step.targets.clear();
  return policy;
}

notify::NotifyPolicy read_methods(const CaseValue& rules) {
  notify::NotifyPolicy policy;
  for (const std::string& person : rules.keys()) {
    for (const CaseValue& after : rules[person].elements()) {
      policy.people[person].push_back({policy.default_channel, absl::Minutes(after.number())});
    }
  }
  return policy;
}

class AlertStory {
 public:
  AlertStory(escalation::EscalationPolicy ladder, notify::NotifyPolicy methods)
      : ladder_(std::move(ladder)), methods_(std::move(methods)) {}

  void begin() {
    sla::v1::SlaEvent breach;
    breach.set_clock("alert");
    breach.set_effective_at_ms(to_ms(now_));
    breach.mutable_breached()->set_breach_id("alert");
    tell(&breach);
  }

  // Fires and delivers all that is due by then.
  void pass_until(absl::Time until) {
    while (fire_next(until) || deliver_next(until)) {
    }
    now_ = std::max(now_, until);
  }

  Status order(const std::string& what, const std::string& by) {
    command::v1::Command command;
    command.set_actor(by.empty() ? whoever_is_asked() : by);
    if (what == "ack") {
      command.mutable_acknowledge();
    } else if (what == "escalate") {
      command.mutable_raise();
    } else if (what == "close") {
      command.mutable_resolve()->set_outcome("solved");
    } else {
      return invalid("unknown event '" + what + "'");
    }
    tell(&command);
    return {};
  }

  [[nodiscard]] std::vector<Told> told() { return std::move(told_); }

 private:
  template <typename Body>
  void tell(const Body* body) {
    const std::string id = "input " + std::to_string(++told_inputs_);
    accept(escalation::decide(case_, {key_, id, body}, now_, ladder_));
  }

  void accept(const escalation::Events& events) {
    for (const escalation::Event& event : events) {
      escalation::evolve(case_, event);
      const std::string id = "event " + std::to_string(++told_inputs_);
      accept(notify::decide(notices_, {key_, id, &event}, now_, methods_));
    }
  }

  void accept(const notify::Events& events) {
    for (const notify::Event& event : events) {
      notify::evolve(notices_, event);
    }
  }

  static std::optional<DueTimer> first_due(std::vector<DueTimer> timers, absl::Time until) {
    std::ranges::stable_sort(timers, {}, &DueTimer::due);
    return timers.empty() || timers.front().due > until ? std::nullopt
                                                        : std::optional(timers.front());
  }

  // The ladder first, so that nobody is told of a step that has ended; but not before a message
  // that is due earlier.
  bool fire_next(absl::Time until) {
    auto waiting = escalation::timers(case_);
    std::erase_if(waiting, [](const DueTimer& timer) {
      return timer.kind != escalation::kAcknowledgementTimer;
    });
    const auto timer = first_due(std::move(waiting), until);
    const auto message = first_due(notify::effects(notices_), until);
    if (!timer || (message && message->due < timer->due)) {
      return false;
    }
    now_ = std::max(now_, timer->due);
    accept(escalation::decide(case_, *timer, now_, ladder_));
    return true;
  }

  bool deliver_next(absl::Time until) {
    const auto message = first_due(notify::effects(notices_), until);
    if (!message) {
      return false;
    }
    now_ = std::max(now_, message->due);
    const auto* pending = notify::find_pending(notices_, message->id, 1);
    told_.emplace_back(static_cast<int>(absl::ToInt64Minutes(now_ - minute(0))),
                       pending->planned().recipient());
    notification::v1::DeliveryOutcome outcome;
    outcome.set_notification_id(message->id);
    outcome.set_attempt(1);
    outcome.set_delivered(true);
    accept(notify::decide(notices_, {key_, message->id, &outcome}, now_, methods_));
    return true;
  }

  [[nodiscard]] std::string whoever_is_asked() const {
    const auto& escalation = case_.escalations(0);
    return !escalation.person().empty()   ? escalation.person()
           : escalation.targets().empty() ? "somebody"
                                          : escalation.targets(0).person();
  }

  escalation::EscalationPolicy ladder_;
  notify::NotifyPolicy methods_;
  const Key key_{"default/alert"};
  escalation::CaseEscalations case_;
  notify::CaseNotifications notices_;
  absl::Time now_ = minute(0);
  int told_inputs_ = 0;
  std::vector<Told> told_;
};

}  // namespace

Result<std::vector<Told>> tell_alert(const CaseValue& value) {
  auto ladder = read_ladder(value);
  if (!ladder) {
    return ladder.error();
  }
  AlertStory story(*std::move(ladder), read_methods(value["rules"]));
  story.begin();
  const std::string& initial = value["initial"].text();
  if (!initial.empty() && initial != "acknowledged") {
    return invalid("unknown initial state '" + initial + "'");
  }
  if (initial == "acknowledged") {
    if (auto done = story.order("ack", ""); !done) {
      return done.error();
    }
  }
  for (const CaseValue& event : value["events"].elements()) {
    story.pass_until(minute(event[0].number()));
    if (auto done = story.order(event[1].text(), event[2].text()); !done) {
      return done.error();
    }
  }
  story.pass_until(minute(value["until_min"].number()));
  return story.told();
}

}  // namespace escalon::conformance
