#include <algorithm>
#include <utility>

#include "customer.hpp"
#include "escalon/base/instant.hpp"
#include "outcome.hpp"
#include "planner.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;
using notification::v1::DeliveryOutcome;
using sla::v1::SlaEvent;

Events forget(const CaseNotifications& state, const EscalationEvent& event) {
  if (state.escalations().empty() && state.pending().empty()) {
    return {};
  }
  Event forgotten;
  forgotten.set_effective_at_ms(event.effective_at_ms());
  forgotten.mutable_case_forgotten();
  return {std::move(forgotten)};
}

Events decide_escalation(const CaseNotifications& state, const Input& input,
                         const EscalationEvent& event, absl::Time now, const NotifyPolicy& policy) {
  if (event.has_case_retired()) {
    return forget(state, event);
  }
  if (event_type(event).empty()) {
    return {};
  }
  Subject subject = subject_of(state, input.case_key, event);
  set_customer_words(subject, policy.customer);
  Planner planner(state, input, policy, subject, from_ms(event.effective_at_ms()), now);
  planner.note_context(event);
  planner.cancel_pages(event);
  planner.let_through(event);
  planner.page(event);
  if (event.has_withdrawn()) {
    planner.tell_withdrawn();
  }
  plan_care(planner, event, subject, policy);
  planner.tell_asker(event);
  planner.tell_helpers(event);
  planner.follow_rules();
  return planner.take();
}

Events decide_sla(const CaseNotifications& state, const Input& input, const SlaEvent& event,
                  absl::Time now, const NotifyPolicy& policy) {
  if (event_type(event).empty()) {
    return {};
  }
  Planner planner(state, input, policy, subject_of(input.case_key, event),
                  from_ms(event.effective_at_ms()), now);
  planner.tell_level(event);
  planner.follow_rules();
  return planner.take();
}

struct Decider {
  const CaseNotifications& state;
  const Input& input;
  absl::Time now;
  const NotifyPolicy& policy;

  Events operator()(const EscalationEvent* event) const {
    return decide_escalation(state, input, *event, now, policy);
  }
  Events operator()(const SlaEvent* event) const {
    return decide_sla(state, input, *event, now, policy);
  }
  Events operator()(const DeliveryOutcome* outcome) const {
    return decide_outcome(state, *outcome, now, policy);
  }
};

}  // namespace

Events decide(const CaseNotifications& state, const Input& input, absl::Time now,
              const NotifyPolicy& policy) {
  return std::visit(Decider{state, input, now, policy}, input.body);
}

}  // namespace escalon::notify
