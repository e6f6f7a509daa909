#include "escalon/sla/explain.hpp"

#include "advance.hpp"
#include "case_view.hpp"
#include "escalon/rules/relations.hpp"

namespace escalon::sla {
namespace {

ClockAnswer answer(ClockGroup group, const CaseView& view) {
  ClockAnswer answer{group.front().name, {}, false};
  for (const ClockRule& rule : group) {
    answer.applies = rule.applies.holds(view);
    if (answer.applies) {
      break;
    }
    answer.why_not.push_back(rules::why_not(rule.applies, view));
  }
  return answer;
}

}  // namespace

std::vector<ClockAnswer> explain_rules(const v1::CaseClocks& state, std::string_view tenant,
                                       const SlaPolicy& policy) {
  const v1::Fact nothing_new;
  const CaseView view(state.current(), nothing_new, tenant);
  std::vector<ClockAnswer> answers;
  for_each_clock(policy, [&](ClockGroup group) { answers.push_back(answer(group, view)); });
  return answers;
}

}  // namespace escalon::sla
