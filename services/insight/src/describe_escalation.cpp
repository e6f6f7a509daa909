#include <fmt/format.h>

#include "describe_care.hpp"
#include "describe_help.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/timeline_text.hpp"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

std::string in_brackets(const std::string& text) {
  return text.empty() ? text : " (" + text + ")";
}

std::string opened_text(const EscalationEvent& event) {
  const auto& opened = event.opened();
  return fmt::format("{}{} escalation to team {}, level {}, by rule {}: {}{}{}",
                     opened.automatic() ? "automatic " : "", type_name(opened.type()),
                     opened.team(), opened.level(), opened.rule(),
                     cause_name(opened.cause().cause()), in_brackets(opened.cause().detail()),
                     in_brackets(opened.handover().note_missing() ? kNoteMissing : ""));
}

// Whoever moves an escalation says why: what they leave out is marked.
std::string why_moved(const EscalationEvent& event, const std::string& reason) {
  return in_brackets(reason.empty() && !event.actor().empty() ? kNoteMissing : reason);
}

std::string accepted_text(const escalation::v1::Accepted& accepted) {
  const std::string& from = accepted.from_owner();
  return accepted.person() + " takes it over" +
         (from.empty() || from == accepted.person() ? "" : " from " + from);
}

std::string removed_text(const escalation::v1::CauseRemoved& removed) {
  return "a cause is gone: " + removed.reason() +
         (removed.kept_by().empty()
              ? ""
              : "; it stays open, since " + removed.kept_by() + " takes care of it");
}

std::string on_call_of(const std::string& rota) {
  return rota.empty() ? rota : " (on call, " + rota + ")";
}

std::string nobody_text(const escalation::v1::NobodyAvailable& nobody) {
  return nobody.rota().empty() ? "nobody is there to ask" + in_brackets(nobody.team())
                               : "nobody is on call" + in_brackets(nobody.rota());
}

std::string step_text(const escalation::v1::StepStarted& step) {
  std::string asked;
  for (const auto& target : step.targets()) {
    asked += asked.empty() ? "" : ", ";
    asked += !target.person().empty() ? target.person() + on_call_of(target.rota())
             : !target.team().empty() ? "team " + target.team()
                                      : "everyone of " + target.everyone_of();
  }
  return fmt::format("step {} asks {}{}{}", step.step() + 1, asked.empty() ? "nobody" : asked,
                     step.attempt() == 0 || step.again() ? "" : " again",
                     step.default_route() ? " (default supervisor route)" : "");
}

std::string words_of_people(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kAssigned:
      return fmt::format("team {} asks {}", event.assigned().team(), event.assigned().person());
    case EscalationEvent::kAcknowledgementTimedOut:
      return event.acknowledgement_timed_out().person().empty()
                 ? std::string("nobody answered in time")
                 : event.acknowledgement_timed_out().person() + " did not answer in time";
    case EscalationEvent::kAcknowledged:
      return event.acknowledged().person() + " has seen it and takes care";
    case EscalationEvent::kAccepted:
      return accepted_text(event.accepted());
    case EscalationEvent::kDeclined:
      return event.declined().person() + " cannot take it" + in_brackets(event.declined().reason());
    case EscalationEvent::kReassigned:
      return fmt::format("to team {} {}{}", event.reassigned().team(), event.reassigned().person(),
                         why_moved(event, event.reassigned().reason()));
    default:
      return words_of_help(event);
  }
}

std::string words_of(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
      return opened_text(event);
    case EscalationEvent::kCauseAdded:
      return "further cause: " + cause_name(event.cause_added().cause().cause()) +
             in_brackets(event.cause_added().cause().detail());
    case EscalationEvent::kCauseRemoved:
      return removed_text(event.cause_removed());
    case EscalationEvent::kStepStarted:
      return step_text(event.step_started());
    case EscalationEvent::kRaised:
      return fmt::format("up to level {}{}", event.raised().level(),
                         why_moved(event, event.raised().reason()));
    case EscalationEvent::kDeEscalated:
      return fmt::format("down to level {}{}", event.de_escalated().level(),
                         why_moved(event, event.de_escalated().reason()));
    case EscalationEvent::kResolved:
      return "settled: " + event.resolved().outcome() + in_brackets(event.resolved().note());
    case EscalationEvent::kReopened:
      return "taken up again" + in_brackets(event.reopened().reason());
    case EscalationEvent::kWithdrawn:
      return "withdrawn: " + event.withdrawn().reason();
    case EscalationEvent::kCommandRefused:
      return fmt::format("{} refused: {}", event.command_refused().command(),
                         event.command_refused().reason());
    case EscalationEvent::kNobodyAvailable:
      return nobody_text(event.nobody_available());
    case EscalationEvent::kNoRuleMatched:
      return "no rule for " + cause_name(event.no_rule_matched().cause().cause()) +
             ", the default route is taken";
    default:
      if (std::string words = care_words(event); !words.empty()) {
        return words;
      }
      return words_of_people(event);
  }
}

}  // namespace

TimelineText describe(const EscalationEvent& event) {
  if (event.has_story_noted() || event.has_case_retired() ||
      event.body_case() == EscalationEvent::BODY_NOT_SET) {
    return {};
  }
  std::string text = words_of(event);
  if (!event.actor().empty()) {
    text += " [by " + event.actor() + "]";
  }
  return {"escalation_" + body_name(event), std::move(text), event.effective_at_ms()};
}

}  // namespace escalon::insight
