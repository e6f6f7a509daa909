#include <array>
#include <set>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "matrix_reach.hpp"
#include "read_condition.hpp"
#include "read_step.hpp"
#include "text.hpp"
#include "values.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using escalation::EscalationPolicy;
using escalation::MatrixRule;

constexpr std::string_view kBreachCause = "sla_breach";
constexpr int kTransfersMax = 1000;

void read_cause(const Cursor& at, MatrixRule& out) {
  std::string cause;
  if (at.is_word("*")) {
    out.causes.emplace_back("*");
    return;
  }
  if (!read_one_of(at, "cause", causes(), cause)) {
    return;
  }
  if (cause == kBreachCause) {
    at.fail("breaches are named by their clocks", "write breaches: [CLOCK], or breaches: '*'");
    return;
  }
  out.causes.push_back(std::move(cause));
}

void read_type(const Cursor& at, MatrixRule& out) {
  static constexpr std::array<std::string_view, 3> kTypes{"functional", "hierarchical", "priority"};
  std::string type;
  if (read_one_of(at, "type", kTypes, type)) {
    out.type = escalation::type_of(type);
  }
}

constexpr Field<MatrixRule> kRuleFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, MatrixRule& out) { read_text(at, out.name); },
     "Unique; every escalation names the rule that opened it."},
    {"causes", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_cause(item, out); });
     },
     "Causes that the rule is for, breaches apart; '*' for any."},
    {"breaches", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) {
       read_references(at, NameKind::kClock, out.breach_clocks);
     },
     "Clocks whose breach the rule is for; '*' for any."},
    {"when", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) { read_condition(at, out.when); },
     "What else must hold."},
    {"ignore", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) { read_flag(at, out.ignore); },
     "True: what matches is not escalated."},
    {"type", Need::kOptional, &read_type,
     "functional (to expertise), hierarchical (up the chain) or priority (skips levels)."},
    {"team", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) { read_reference(at, NameKind::kTeam, out.team); },
     "The team that is to own it."},
    {"level", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) {
       read_number(at, Range<int>{1, kLevelMax}, out.level);
     },
     "The level at which climbing begins, 1 being the first above the agent."},
    {"priority", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) {
       read_number(at, Range<int>{1, 9}, out.priority);
     },
     "1 (most urgent) to 9; the case's own without it."},
    {"ladder", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) { read_reference(at, NameKind::kLadder, out.ladder); },
     "The ladder that it climbs."},
    {"settle_within", Need::kOptional,
     [](const Cursor& at, MatrixRule& out) {
       read_duration(at, Zero::kRefused, out.settle_within);
     },
     "By when it must be settled, counted from its opening."},
};

// An escalation whose ladder has no step of its level could be asked of nobody.
void check_level(const Cursor& at, const MatrixRule& rule, const EscalationPolicy& policy) {
  const auto ladder = policy.ladders.find(rule.ladder);
  if (ladder == policy.ladders.end() || ladder->second.steps.empty()) {
    return;
  }
  if (const int highest = ladder->second.steps.back().level; highest < rule.level) {
    at.fail(cat("level ", rule.level, " is above the highest step of ladder '", rule.ladder,
                "', which is ", highest),
            "lower the level, or add a step of that level to the ladder");
  }
}

void check_rule(const Cursor& at, const MatrixRule& rule, const EscalationPolicy& policy) {
  if (rule.causes.empty() && rule.breach_clocks.empty()) {
    at.fail("is for nothing", "add causes, breaches or both");
  }
  if (!rule.ignore && (rule.team.empty() || rule.ladder.empty())) {
    at.fail(cat("'", rule.team.empty() ? "team" : "ladder", "' is missing"),
            "say which team takes it and which ladder it climbs, or ignore: true");
  }
  if (rule.when.is_never()) {
    at.warn("never used: its condition cannot hold", "change 'when', or remove the rule");
  }
  check_level(at, rule, policy);
}

void read_rule(const Cursor& at, std::set<std::string, std::less<>>& names, MatrixReach& reach,
               Draft& out) {
  MatrixRule rule;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kRuleFields, rule)) {
    return;
  }
  if (!rule.name.empty() && !names.insert(rule.name).second) {
    at.fail(cat("the name '", rule.name, "' is used by an earlier rule"),
            "give each rule a name of its own");
  }
  if (at.reading().errors.size() == errors_before) {
    check_rule(at, rule, out.escalation);
  }
  if (const std::string* covering = reach.covering(rule)) {
    at.warn(cat("never reached: rule '", *covering, "' takes everything that it is for"),
            cat("put it before '", *covering, "', or give that rule a condition under when"));
  }
  reach.add(rule);
  out.escalation.matrix.push_back(std::move(rule));
}

constexpr Field<Draft> kEscalationFields[] = {
    {"transfers_max", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_number(at, Range<int>{0, kTransfersMax}, out.escalation.transfers_max);
     },
     "More transfers than this and the case is misrouted; 0 = never."},
    {"default_priority", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_number(at, Range<int>{1, 9}, out.escalation.default_priority);
     },
     "Priority where neither rule nor case tells one."},
    {"outcomes", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_texts(at, out.escalation.outcomes); },
     "What resolve takes as an outcome."},
    {"approvals", Need::kOptional, &read_approvals,
     "Who may approve how much; without it anybody any amount."},
};

}  // namespace

void read_matrix(const Cursor& at, Draft& out) {
  std::set<std::string, std::less<>> names;
  MatrixReach reach;
  each_item(at, [&](const Cursor& item) { read_rule(item, names, reach, out); });
}

void read_escalation(const Cursor& at, Draft& out) {
  read_fields(at, kEscalationFields, out);
}

}  // namespace escalon::policy
