#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"
#include "escalon/escalation/amount.hpp"
#include "escalon/escalation/care_policy.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/rota/rota.hpp"
#include "escalon/rules/condition.hpp"

namespace escalon::escalation {

/// Whom a step asks.
struct Target {
  enum class Kind {
    kPerson,      ///< The person `name`, present or not.
    kTeamQueue,   ///< Whoever the queue of the team `name` chooses; at most one such target a step.
    kEveryoneOf,  ///< Everyone of the team `name`, present or not; whoever answers first has it.
    kRota,        ///< Whoever the rota `name` has on call when the step begins; all of them.
  };

  Kind kind = Kind::kPerson;
  /// For the two kinds of teams an empty name means the team that owns the escalation, so that
  /// several rules can share one ladder.
  std::string name = {};
};

/// When a step may begin.
struct Window {
  enum class Outside {
    kWait,  ///< The step waits, and nobody is asked, until the calendar opens.
    kSkip,  ///< The ladder goes on without the step.
  };

  /// Null: at any time.
  std::shared_ptr<const calendar::Calendar> calendar = {};
  Outside outside = Outside::kWait;
};

/// One step of a ladder.
struct LadderStep {
  /// At least one. A step without targets is passed over.
  std::vector<Target> targets = {};
  /// How long somebody has to acknowledge before the next step begins. Zero: for ever; such a step
  /// must be the last.
  absl::Duration acknowledge_within = absl::Minutes(10);
  /// The level of the step, 1 being the first above the agent. Levels never fall along a ladder.
  int level = 1;
  /// True: pages go on for each person until that person acknowledges; the first who does has it.
  /// For people and rotas; queues and teams end with the first acknowledgement.
  bool each_must_acknowledge = false;
  /// How many further times it is asked when nobody has acknowledged, before the next step begins.
  int repeat = 0;
  /// Bounds the ladder's own climbing; who orders a raise or a reassignment asks at once.
  Window window = {};
};

/// The levels above, climbed one by one while nobody answers.
struct Ladder {
  std::string name = {};
  std::vector<LadderStep> steps = {};
  /// How many further rounds are climbed after the first, before the default supervisor route.
  int repeat = 0;
  /// Priority to the level at which it begins at least, so that urgency skips levels. A priority
  /// that is not listed takes that of the next less urgent one.
  std::map<int, int> skip_to = {};
};

/// Who may approve how much.
struct ApprovalLimits {
  /// ISO 4217.
  std::string currency = {};
  /// Limits by person. Who is not listed approves terms alone, and no amount.
  std::map<std::string, Amount, std::less<>> people = {};
};

/// What the cases that it is for ask of whom a team's queue chooses.
struct SkillRule {
  /// Asked when a step asks the queue: of the case as it is, with `cause` being that of the
  /// escalation's first reason. `tenant`, `trigger`, `urgency` and `clock` have no value.
  rules::Condition when = {};
  /// Skill to level, 1 (some) to 10 (master).
  std::map<std::string, int, std::less<>> skills = {};
};

/// What the escalation stage knows of a team's queue.
struct QueueRule {
  /// All that hold add up; of one skill the highest level counts.
  std::vector<SkillRule> needs = {};
  /// True: its work is people on the line. Who gives up waiting (`dequeued`, abandoned) before
  /// anybody has acknowledged is withdrawn.
  bool live = false;
};

/// Where everything goes that finds no rule, nobody on call or no answer.
struct DefaultRoute {
  /// The team that owns what no rule routes.
  std::string team = "supervisors";
  LadderStep step{.targets = {{Target::Kind::kEveryoneOf, "supervisors"}},
                  .acknowledge_within = absl::Minutes(15),
                  .level = 2};
  /// How many further times it is asked after the first. Then the escalation stays open, and an
  /// event says that nobody answered.
  int repeat = 2;
};

/// One rule of the escalation matrix. The first rule whose causes and condition hold decides.
struct MatrixRule {
  /// Unique; every escalation names the rule that opened it.
  std::string name = {};
  /// Causes other than breaches that the rule is for, as `conflict`; `*` stands for any of them.
  std::vector<std::string> causes = {};
  /// Clocks whose breach the rule is for; `*` stands for any. CLOCK/LEVEL is a level of a clock.
  std::vector<std::string> breach_clocks = {};
  /// What else must hold. Asked of the case as it is after the event, with `cause`, `trigger` and
  /// `clock` being those of the cause itself, and `team` the team that was asked for, if any.
  rules::Condition when = {};

  /// True: what the rule matches is not escalated at all.
  bool ignore = false;
  v1::EscalationType type = v1::ESCALATION_TYPE_FUNCTIONAL;
  std::string team = {};
  int level = 1;
  /// 1 (most urgent) to 9; 0 = the case's own, else the policy's default.
  int priority = 0;
  /// Name of a ladder. Climbing begins at its first step of at least `level`.
  std::string ladder = {};
  /// By when it must be settled, counted from its opening; zero = no due instant but that of a
  /// breach.
  absl::Duration settle_within = absl::ZeroDuration();
};

/// The compiled escalation part of a policy. A plain value; share it const between threads.
struct EscalationPolicy {
  /// In the order in which they are tried.
  std::vector<MatrixRule> matrix = {};
  std::map<std::string, Ladder, std::less<>> ladders = {};
  /// Who is on call, by the name that steps ask for.
  std::map<std::string, rota::Rota, std::less<>> rotas = {};
  DefaultRoute default_route;
  /// Names of all teams; a command that names another is refused. Empty: any name is a team.
  std::vector<std::string> teams = {};
  /// By team; a team that is not listed asks for no skill.
  std::map<std::string, QueueRule, std::less<>> queues = {};
  /// More transfers of the contact, or of its escalations to other teams, than this and the case
  /// goes to the supervisor as `misrouted`; 0 = never.
  int transfers_max = 3;
  /// Nothing: whoever answers may approve any amount.
  std::optional<ApprovalLimits> approvals = {};
  /// Priority where neither rule nor case tells one.
  int default_priority = 5;
  /// A case that has been silent this long, with no escalation open, ends its record here.
  absl::Duration retire_after = absl::Hours(24 * 30);
  /// A step that is decided more than this after it was due counts its time-out from the decision.
  /// 60 s of real time: a mesh whose clock runs N times faster sets N times as much.
  absl::Duration late_after = absl::Seconds(60);
  CarePolicy care;
  /// What `resolve` takes as an outcome.
  std::vector<std::string> outcomes = {"solved",   "workaround",        "refused", "duplicate",
                                       "no_fault", "customer_withdrew", "other"};
};

/// The name of a cause as policies, facts and reports write it: `sla_breach`, `customer_asked`, …
[[nodiscard]] std::string_view cause_name(v1::Cause cause);

/// The cause of that name; CAUSE_UNSPECIFIED where there is none.
[[nodiscard]] v1::Cause cause_of(std::string_view name);

/// `functional`, `hierarchical` or `priority`; empty for an unspecified type.
[[nodiscard]] std::string_view type_name(v1::EscalationType type);

/// The type of that name; ESCALATION_TYPE_UNSPECIFIED where there is none.
[[nodiscard]] v1::EscalationType type_of(std::string_view name);

}  // namespace escalon::escalation
