#include "planner.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "escalon/base/instant.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;
using notification::v1::NotificationKind;
using notification::v1::Planned;

bool names(const NotifyRule& rule, std::string_view type) {
  return std::ranges::any_of(
      rule.events, [&](const std::string& event) { return event == type || event == "*"; });
}

/// Whether a team's queue chose the person who is paged.
bool is_from_queue(const Planned& page) {
  return page.type() == "escalation.assigned";
}

/// Why a pending page of the event's escalation is not needed any more; empty while it is.
std::string_view end_of_page(const Planned& page, const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kAcknowledged:
      return event.acknowledged().others_are_asked() &&
                     page.recipient() != event.acknowledged().person()
                 ? std::string_view()
                 : "acknowledged";
    case EscalationEvent::kAccepted:
      return "acknowledged";
    case EscalationEvent::kResolved:
      return "resolved";
    case EscalationEvent::kWithdrawn:
      return "withdrawn";
    case EscalationEvent::kAcknowledgementTimedOut:
      return "timed_out";
    case EscalationEvent::kReassigned:
      return "reassigned";
    case EscalationEvent::kRaised:
      return "raised";
    case EscalationEvent::kDeEscalated:
      return "de_escalated";
    case EscalationEvent::kSurgeJoined:
      return "surge";
    case EscalationEvent::kDeclined:
      return page.recipient() == event.declined().person() ? "declined" : std::string_view();
    case EscalationEvent::kStepStarted:
      return page.assignment() < event.assignment() ? "superseded" : std::string_view();
    case EscalationEvent::kAssigned:
      return is_from_queue(page) && page.recipient() != event.assigned().person()
                 ? "given_to_another"
                 : std::string_view();
    case EscalationEvent::kNobodyAvailable:
      return is_from_queue(page) ? "given_back" : std::string_view();
    default:
      return {};
  }
}

}  // namespace

void Planner::note_context(const EscalationEvent& event) {
  notification::v1::ContextNoted change = context_change(event);
  if (is_empty(change)) {
    return;
  }
  Event noted;
  noted.set_effective_at_ms(to_ms(at_));
  *noted.mutable_context_noted() = std::move(change);
  schedule_.add(std::move(noted));
}

void Planner::cancel(const PendingNotification& pending, std::string_view reason) {
  Event cancelled;
  cancelled.set_notification_id(pending.notification_id());
  cancelled.set_effective_at_ms(to_ms(at_));
  cancelled.mutable_cancelled()->set_reason(std::string(reason));
  cancelled.mutable_cancelled()->set_in_flight(leads(state_, pending.notification_id()) &&
                                               schedule_.is_under_way(pending));
  schedule_.add(std::move(cancelled));
}

void Planner::add(Event plan) {
  const std::int64_t acknowledge_by_ms =
      plan.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE
          ? subject_.escalation.acknowledge_by_ms()
          : 0;
  schedule_.plan(std::move(plan), {subject_.escalation.priority(), acknowledge_by_ms});
}

void Planner::cancel_pages(const EscalationEvent& event) {
  for (const PendingNotification& pending : state_.pending()) {
    const Planned& planned = pending.planned();
    if (planned.kind() != notification::v1::NOTIFICATION_KIND_PAGE ||
        planned.escalation_id() != event.escalation_id() || pending.cancelled()) {
      continue;
    }
    const std::string_view reason = end_of_page(planned, event);
    if (!reason.empty()) {
      cancel(pending, reason);
    }
  }
}

std::int64_t Planner::give_up_at_ms(std::int64_t due_at_ms) const {
  return due_at_ms + absl::ToInt64Milliseconds(policy_.retry.give_up_after);
}

Event Planner::plan(const std::string& recipient, const std::string& channel, const Template& text,
                    std::string_view purpose) const {
  Event event;
  event.set_notification_id(
      derive_id({"notification", input_.case_key.str(), input_.id, recipient, channel, purpose}));
  event.set_effective_at_ms(to_ms(at_));
  Planned& planned = *event.mutable_planned();
  planned.set_recipient(recipient);
  planned.set_channel(channel);
  planned.set_escalation_id(subject_.escalation.escalation_id());
  planned.set_assignment(subject_.escalation.assignment());
  const ValueOf values = values_for(subject_, recipient);
  planned.set_subject(fill(text.subject, values));
  planned.set_body(fill(text.body, values));
  planned.set_type(std::string(subject_.type));
  planned.set_due_at_ms(to_ms(at_));
  planned.set_give_up_at_ms(give_up_at_ms(to_ms(at_)));
  planned.set_about_event_id(std::string(input_.id));
  planned.set_case_id(subject_.case_parts.name);
  planned.set_tenant(subject_.case_parts.tenant);
  return event;
}

void Planner::page_by(const std::string& recipient, const ContactMethod& by, int method,
                      bool default_route) {
  const std::int64_t due_at_ms = to_ms(at_ + by.after);
  const std::int64_t acknowledge_by_ms = subject_.escalation.acknowledge_by_ms();
  if (method > 0 && acknowledge_by_ms != 0 && due_at_ms >= acknowledge_by_ms) {
    return;
  }
  Event event = plan(recipient, by.channel, policy_.page, absl::StrCat("page ", method));
  Planned& planned = *event.mutable_planned();
  planned.set_kind(notification::v1::NOTIFICATION_KIND_PAGE);
  planned.set_due_at_ms(due_at_ms);
  planned.set_give_up_at_ms(acknowledge_by_ms != 0 ? acknowledge_by_ms : give_up_at_ms(due_at_ms));
  planned.set_method(method);
  planned.set_never_quiet(default_route);
  *planned.mutable_handover() = subject_.escalation.handover();
  add(std::move(event));
}

void Planner::page_person(const std::string& person, bool default_route) {
  const auto found = policy_.people.find(person);
  if (found == policy_.people.end() || found->second.empty()) {
    page_by(person, {.channel = policy_.default_channel}, 0, default_route);
    return;
  }
  int method = 0;
  for (const ContactMethod& contact : found->second) {
    page_by(person, contact, method++, default_route);
  }
}

void Planner::page_target(const escalation::v1::StepTarget& target, bool default_route) {
  if (!target.person().empty()) {
    page_person(target.person(), default_route);
    return;
  }
  const auto members = policy_.team_members.find(target.everyone_of());
  if (members != policy_.team_members.end()) {
    for (const std::string& person : members->second) {
      page_person(person, default_route);
    }
    return;
  }
  // A queue pages whomever it chooses. The default route is where silence must end: it is paged
  // as a team even where nobody is known to be there.
  const std::string& team = target.team().empty() ? target.everyone_of() : target.team();
  if (target.team().empty() || default_route) {
    page_by(absl::StrCat("team:", team), {.channel = policy_.default_channel}, 0, default_route);
  }
}

void Planner::page(const EscalationEvent& event) {
  if (event.has_assigned()) {
    page_person(event.assigned().person(), false);
  }
  for (const escalation::v1::StepTarget& target : event.step_started().targets()) {
    page_target(target, event.step_started().default_route());
  }
}

std::string Planner::channel_of(const std::string& person) const {
  const auto found = policy_.people.find(person);
  return found == policy_.people.end() || found->second.empty() ? policy_.default_channel
                                                                : found->second.front().channel;
}

void Planner::tell_withdrawn() {
  for (const std::string& person : subject_.escalation.told()) {
    update(person, channel_of(person), policy_.withdrawn, "withdrawn");
  }
}

void Planner::tell(const NotifyRule& rule, const std::string& recipient,
                   const std::string& channel) {
  Event event = plan(recipient, channel, rule.text, absl::StrCat("rule ", rule.name));
  event.mutable_planned()->set_kind(rule.kind);
  event.mutable_planned()->set_rule(rule.name);
  if (!schedule_.has(event.notification_id())) {
    add(std::move(event));
  }
}

void Planner::tell(const std::string& recipient, const std::string& channel, const Template& text,
                   NotificationKind kind) {
  Event event = plan(recipient, channel, text, absl::StrCat("care ", NotificationKind_Name(kind)));
  event.mutable_planned()->set_kind(kind);
  add(std::move(event));
}

void Planner::follow(const NotifyRule& rule, const std::string& recipient) {
  const std::string shared = rule.channel.empty() ? policy_.default_channel : rule.channel;
  const auto own = [&](const std::string& person) {
    return rule.channel.empty() ? channel_of(person) : rule.channel;
  };
  if (recipient == "asked") {
    for (const std::string& person : subject_.escalation.told()) {
      tell(rule, person, own(person));
    }
  } else if (recipient == "owner_team") {
    if (!subject_.escalation.team().empty()) {
      tell(rule, absl::StrCat("team:", subject_.escalation.team()), shared);
    }
  } else if (absl::StartsWith(recipient, "person:")) {
    const std::string person(absl::StripPrefix(recipient, "person:"));
    tell(rule, person, own(person));
  } else {
    tell(rule, recipient, shared);
  }
}

void Planner::tell_level(const sla::v1::SlaEvent& event) {
  const bool reached = event.has_level_reached();
  const auto& level = event.level_reached();
  const auto& withdrawn = event.level_withdrawn();
  const auto& tell = reached ? level.tell() : withdrawn.tell();
  NotifyRule rule;
  rule.name = absl::StrCat(event.clock(), "/", reached ? level.level() : withdrawn.level());
  rule.text = reached ? policy_.level : policy_.level_withdrawn;
  if (reached) {
    rule.kind = level.before_due() ? notification::v1::NOTIFICATION_KIND_WARNING
                                   : notification::v1::NOTIFICATION_KIND_BREACH;
  }
  for (const std::string& recipient : tell) {
    follow(rule, recipient);
  }
}

void Planner::follow_rules() {
  for (const NotifyRule& rule : policy_.rules) {
    if (names(rule, subject_.type)) {
      for (const std::string& recipient : rule.recipients) {
        follow(rule, recipient);
      }
    }
  }
}

}  // namespace escalon::notify
