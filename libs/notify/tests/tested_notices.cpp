#include "tested_notices.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"

namespace escalon::notify {

NotifyPolicy tested_policy() {
  NotifyPolicy policy;
  policy.channels["console"] = {.name = "console"};
  policy.channels["chat"] = {.name = "chat", .kind = Channel::Kind::kWebhook};
  policy.channels["hook"] = {.name = "hook", .kind = Channel::Kind::kWebhook};
  policy.people["dora"] = {{.channel = "chat"}, {.channel = "console", .after = absl::Minutes(2)}};
  return policy;
}

TestedNotices::TestedNotices(NotifyPolicy policy) : policy_(std::move(policy)) {}

Events TestedNotices::tell(const Input& input) {
  Events events = decide(state_, input, now_, policy_);
  for (const Event& event : events) {
    evolve(state_, event);
    all_.push_back(event);
  }
  return events;
}

Events TestedNotices::happens(escalation::v1::EscalationEvent event,
                              std::string_view escalation_id) {
  event.set_escalation_id(std::string(escalation_id));
  event.set_assignment(assignment_);
  if (event.effective_at_ms() == 0) {
    event.set_effective_at_ms(to_ms(now_));
  }
  const std::string id = absl::StrCat("escalation-", ++inputs_);
  return tell({key_, id, &event});
}

Events TestedNotices::happens(sla::v1::SlaEvent event) {
  event.set_effective_at_ms(to_ms(now_));
  const std::string id = absl::StrCat("sla-", ++inputs_);
  return tell({key_, id, &event});
}

Events TestedNotices::opened(std::string_view escalation_id) {
  escalation::v1::EscalationEvent event;
  auto& opened = *event.mutable_opened();
  opened.set_team("care");
  opened.set_level(1);
  opened.set_priority(2);
  opened.set_rule("angry");
  opened.mutable_cause()->set_cause(escalation::v1::CAUSE_CONFLICT);
  opened.mutable_cause()->set_detail("furious");
  opened.mutable_handover()->set_issue("my modem is broken");
  return happens(std::move(event), escalation_id);
}

Events TestedNotices::asks(std::string_view person) {
  ++assignment_;
  escalation::v1::EscalationEvent event;
  auto& step = *event.mutable_step_started();
  step.add_targets()->set_person(std::string(person));
  step.set_level(1);
  step.set_acknowledge_by_ms(to_ms(now_ + absl::Minutes(10)));
  return happens(std::move(event));
}

Events TestedNotices::assigned(std::string_view person) {
  escalation::v1::EscalationEvent event;
  event.mutable_assigned()->set_person(std::string(person));
  event.mutable_assigned()->set_team("care");
  return happens(std::move(event));
}

Events TestedNotices::acknowledged(std::string_view person) {
  escalation::v1::EscalationEvent event;
  event.set_actor(std::string(person));
  event.mutable_acknowledged()->set_person(std::string(person));
  return happens(std::move(event));
}

Events TestedNotices::withdrawn() {
  escalation::v1::EscalationEvent event;
  event.mutable_withdrawn()->set_reason("the answer came in time");
  return happens(std::move(event));
}

Events TestedNotices::reports(std::string_view notification_id, int attempt, bool delivered,
                              absl::Duration retry_after, bool permanent) {
  notification::v1::DeliveryOutcome outcome;
  outcome.set_notification_id(std::string(notification_id));
  outcome.set_attempt(attempt);
  outcome.set_delivered(delivered);
  outcome.set_answer(delivered ? "200" : "503");
  outcome.set_permanent(permanent);
  outcome.set_retry_after_ms(absl::ToInt64Milliseconds(retry_after));
  const std::string id = absl::StrCat("outcome-", ++inputs_);
  return tell({key_, id, &outcome});
}

std::string kinds(const Events& events) {
  std::string list;
  for (const Event& event : events) {
    const auto* field = Event::descriptor()->FindFieldByNumber(event.body_case());
    if (!event.has_context_noted()) {
      absl::StrAppend(&list, list.empty() ? "" : " ", field == nullptr ? "none" : field->name());
    }
  }
  return list;
}

std::string told(const Events& events) {
  std::string list;
  for (const Event& event : events) {
    if (event.has_planned()) {
      absl::StrAppend(&list, list.empty() ? "" : ", ", event.planned().recipient(), " by ",
                      event.planned().channel());
    }
  }
  return list;
}

const Event& first_plan(const Events& events) {
  return *std::ranges::find_if(events, &Event::has_planned);
}

}  // namespace escalon::notify
