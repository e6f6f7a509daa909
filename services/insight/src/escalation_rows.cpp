#include "escalation_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "escalon/base/instant.hpp"

namespace escalon::insight {
namespace {

std::int64_t ms_of(const std::string& instant) {
  const auto parsed = parse_instant(instant);
  return parsed ? to_ms(*parsed) : 0;
}

bool resolved_before(const v1::EscalationRow& one, std::int64_t at_ms) {
  return one.resolved_at_ms() != 0 && one.resolved_at_ms() <= at_ms;
}

// A survey is about the escalation that was resolved last before it was answered.
void add_surveys(const v1::CaseRow& row, std::vector<v1::EscalationRow>& rows) {
  for (const v1::SurveyRow& survey : row.surveys()) {
    v1::EscalationRow* about = nullptr;
    for (v1::EscalationRow& one : rows) {
      if (resolved_before(one, survey.at_ms()) &&
          (about == nullptr || one.resolved_at_ms() > about->resolved_at_ms())) {
        about = &one;
      }
    }
    if (about != nullptr) {
      about->add_satisfaction(survey.share());
    }
  }
}

void mark_repeats(std::vector<v1::EscalationRow>& rows) {
  for (v1::EscalationRow& one : rows) {
    one.set_repeat(one.view().reopened() > 0 ||
                   std::ranges::any_of(rows, [&](const v1::EscalationRow& other) {
                     return &other != &one && resolved_before(other, one.opened_at_ms());
                   }));
  }
}

}  // namespace

std::vector<v1::EscalationRow> escalation_rows(const v1::CaseRow& row) {
  std::vector<v1::EscalationRow> rows;
  for (const v1::EscalationView& view : row.view().escalations()) {
    v1::EscalationRow& one = rows.emplace_back();
    *one.mutable_view() = view;
    if (view.issue().empty()) {
      one.mutable_view()->set_issue(row.view().issue());
    }
    one.set_case_id(row.view().case_id());
    one.set_intent(row.view().intent());
    one.set_began_at_ms(row.first_at_ms());
    one.set_opened_at_ms(ms_of(view.opened_at()));
    one.set_acknowledged_at_ms(ms_of(view.acknowledged_at()));
    one.set_resolved_at_ms(ms_of(view.resolved_at()));
    one.set_withdrawn_at_ms(ms_of(view.withdrawn_at()));
    one.set_customer_id(row.view().customer_id());
  }
  mark_repeats(rows);
  add_surveys(row, rows);
  return rows;
}

v1::ResolvedEscalation resolved_escalation(const v1::EscalationRow& row) {
  const v1::EscalationView& view = row.view();
  v1::ResolvedEscalation resolved;
  resolved.set_case_id(row.case_id());
  resolved.set_escalation_id(view.escalation_id());
  resolved.set_intent(row.intent());
  *resolved.mutable_causes() = view.causes();
  resolved.set_issue(view.issue());
  *resolved.mutable_tried() = view.tried();
  resolved.set_outcome(view.outcome());
  resolved.set_root_cause(view.root_cause());
  resolved.set_note(view.note());
  resolved.set_team(view.team());
  resolved.set_person(view.person());
  resolved.set_resolved_at(view.resolved_at());
  return resolved;
}

}  // namespace escalon::insight
