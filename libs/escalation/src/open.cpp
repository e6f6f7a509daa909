#include "open.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "asked_rules.hpp"
#include "care.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/explain.hpp"
#include "facts.hpp"
#include "ladder.hpp"
#include "story.hpp"
#include "surge.hpp"
#include "urgency.hpp"

namespace escalon::escalation {
namespace {

constexpr std::string_view kDefaultRoute = "default_route";
/// The rule of a case that was handed on too often, where the matrix has none for it.
constexpr std::string_view kTransfers = "transfers";

/// The rule that decides; null where none matches.
const MatrixRule* match(const EscalationPolicy& policy, const Reason& reason,
                        const CauseFacts& facts) {
  const auto found = std::ranges::find_if(policy.matrix, [&](const MatrixRule& rule) {
    return is_for(rule, reason.cause, reason.clock, reason.clock_level) && rule.when.holds(facts);
  });
  return found == policy.matrix.end() ? nullptr : &*found;
}

bool is_team(const EscalationPolicy& policy, const std::string& name) {
  return !name.empty() &&
         (policy.teams.empty() || std::ranges::find(policy.teams, name) != policy.teams.end());
}

/// Where a reason goes.
v1::Opened route(const Draft& draft, const Reason& reason, const MatrixRule* rule) {
  const EscalationPolicy& policy = draft.policy();
  v1::Opened opened;
  if (rule != nullptr) {
    opened.set_rule(rule->name);
    opened.set_type(rule->type);
    opened.set_team(rule->team);
    opened.set_level(rule->level);
    opened.set_priority(rule->priority);
    opened.set_ladder(rule->ladder);
  } else {
    opened.set_rule(std::string(reason.cause == v1::CAUSE_MISROUTED ? kTransfers : kDefaultRoute));
    opened.set_type(v1::ESCALATION_TYPE_HIERARCHICAL);
    opened.set_team(policy.default_route.team);
    opened.set_level(policy.default_route.step.level);
  }
  if (is_team(policy, reason.team)) {
    opened.set_team(reason.team);
  }
  if (opened.priority() == 0) {
    const int own = draft.state().story().priority();
    opened.set_priority(own != 0 ? own : policy.default_priority);
  }
  const int urgent = urgent_level(policy, opened.ladder(), opened.priority());
  if (urgent > opened.level()) {
    opened.set_level(urgent);
    opened.set_type(v1::ESCALATION_TYPE_PRIORITY);
  }
  return opened;
}

std::int64_t due_of(const Draft& draft, const Reason& reason, const MatrixRule* rule) {
  if (reason.due_at_ms != 0) {
    return reason.due_at_ms;
  }
  const bool bounded = rule != nullptr && rule->settle_within > absl::ZeroDuration();
  return bounded ? to_ms(draft.at() + rule->settle_within) : 0;
}

v1::CauseRecord record_of(const Draft& draft, const Reason& reason) {
  v1::CauseRecord record;
  record.set_cause(reason.cause);
  record.set_source_id(reason.source_id);
  record.set_detail(reason.detail);
  record.set_at_ms(to_ms(draft.at()));
  return record;
}

const v1::Escalation* open_of_team(const CaseEscalations& state, std::string_view team) {
  for (const v1::Escalation& escalation : state.escalations()) {
    if (is_open(escalation.status()) && escalation.team() == team) {
      return &escalation;
    }
  }
  return nullptr;
}

void say_no_rule(Draft& draft, const std::string& id, const Reason& reason) {
  Event event = draft.plain();
  event.set_escalation_id(id);
  *event.mutable_no_rule_matched()->mutable_cause() = record_of(draft, reason);
  draft.emit(std::move(event));
}

void add_cause(Draft& draft, const std::string& id, const Reason& reason, const v1::Opened& route) {
  Event event = draft.about(id);
  v1::CauseAdded& added = *event.mutable_cause_added();
  *added.mutable_cause() = record_of(draft, reason);
  added.set_rule(route.rule());
  added.set_priority(std::min(route.priority(), draft.escalation(id).priority()));
  added.set_asked_by(reason.asked_by);
  *added.mutable_asked_rules() = route.asked_rules();
  draft.emit(std::move(event));
  skip_levels(draft, id, route);
}

/// What is noted besides its way; nothing where the policy asks for nothing of it.
void set_care(v1::Opened& opened, const Draft& draft, const std::string& tenant) {
  watch_for_surge(opened, draft);
  opened.mutable_care()->set_promised_by_ms(promised_by_ms(draft, draft.at()));
  set_manager(*opened.mutable_care(), draft.policy(), tenant);
  if (opened.care().ByteSizeLong() == 0) {
    opened.clear_care();
  }
}

void open(Draft& draft, const Input& input, const std::string& id, const Reason& reason,
          v1::Opened opened) {
  opened.set_automatic(!reason.human);
  *opened.mutable_cause() = record_of(draft, reason);
  *opened.mutable_handover() =
      make_handover(draft.state().story(), clip(reason.note, 4 * kStoryTextBytesMax));
  opened.mutable_handover()->set_note_missing(reason.note_missing);
  opened.set_asked_by(reason.asked_by);
  set_care(opened, draft, split_key(input.case_key).tenant);
  Event event = draft.plain();
  event.set_escalation_id(id);
  *event.mutable_opened() = std::move(opened);
  draft.emit(std::move(event));
  if (draft.escalation(id).care().hold_until_ms() == 0) {
    begin_ladder(draft, id, draft.at());
  }
}

}  // namespace

void escalate(Draft& draft, const Input& input, const Reason& reason) {
  if (is_known(draft.state(), reason)) {
    return;
  }
  const std::string tenant = split_key(input.case_key).tenant;
  const CauseFacts facts(draft.state().story(), {.tenant = tenant,
                                                 .cause = cause_name(reason.cause),
                                                 .clock = reason.clock,
                                                 .team = reason.team,
                                                 .classified = reason.classified});
  const MatrixRule* rule = match(draft.policy(), reason, facts);
  if (rule != nullptr && rule->ignore) {
    return;
  }
  v1::Opened opened = route(draft, reason, rule);
  opened.set_due_at_ms(due_of(draft, reason, rule));
  *opened.mutable_asked_rules() = asked_rules(draft.policy(), reason, facts, rule);
  if (reason.raise_priority_to != 0) {
    opened.set_priority(std::min(opened.priority(), reason.raise_priority_to));
  }
  const v1::Escalation* present = open_of_team(draft.state(), opened.team());
  const std::string id =
      present != nullptr
          ? present->escalation_id()
          : derive_id({"escalation", input.case_key.str(), input.id, reason.source_id});
  if (opened.rule() == kDefaultRoute) {
    say_no_rule(draft, id, reason);
  }
  if (present != nullptr) {
    add_cause(draft, id, reason, opened);
  } else {
    open(draft, input, id, reason, std::move(opened));
  }
}

}  // namespace escalon::escalation
