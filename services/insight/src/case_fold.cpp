#include "escalon/insight/case_fold.hpp"

#include <algorithm>

#include "describe_care.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "event_names.hpp"
#include "help_fold.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

constexpr std::size_t kIssueBytesMax = 280;
constexpr int kSurveysMax = 100;

std::string instant(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : format_instant(from_ms(at_ms));
}

void touch(v1::CaseRow& row, std::int64_t at_ms) {
  if (at_ms == 0) {
    return;
  }
  row.set_first_at_ms(row.first_at_ms() == 0 ? at_ms : std::min(row.first_at_ms(), at_ms));
  row.set_last_at_ms(std::max(row.last_at_ms(), at_ms));
}

v1::EscalationView* find(v1::CaseRow& row, const std::string& escalation_id) {
  for (auto& escalation : *row.mutable_view()->mutable_escalations()) {
    if (escalation.escalation_id() == escalation_id) {
      return &escalation;
    }
  }
  return nullptr;
}

void open(v1::CaseRow& row, const EscalationEvent& event) {
  const auto& opened = event.opened();
  v1::EscalationView& view = *row.mutable_view()->add_escalations();
  view.set_escalation_id(event.escalation_id());
  view.set_status("open");
  view.set_type(type_name(opened.type()));
  view.set_automatic(opened.automatic());
  view.add_causes(cause_name(opened.cause().cause()));
  view.set_rule(opened.rule());
  view.set_team(opened.team());
  view.set_level(opened.level());
  view.set_opened_at(instant(event.effective_at_ms()));
  view.set_issue(opened.handover().issue());
  view.set_asked_by(opened.asked_by());
  view.set_note_missing(opened.handover().note_missing());
  apply_care(view, event);
  *view.mutable_tried() = opened.handover().tried();
}

void resolve(v1::EscalationView& view, const escalation::v1::Resolved& resolved,
             std::int64_t at_ms) {
  view.set_status("resolved");
  view.set_resolved_at(instant(at_ms));
  view.set_outcome(resolved.outcome());
  view.set_note(resolved.note());
}

void reopen(v1::EscalationView& view) {
  view.set_status("open");
  view.clear_resolved_at();
  view.clear_withdrawn_at();
  view.clear_outcome();
  view.clear_root_cause();
  view.clear_note();
  view.set_reopened(view.reopened() + 1);
}

void remember_person(v1::EscalationView& view, const char* status, const std::string& person) {
  view.set_status(status);
  view.set_person(person);
}

void acknowledge(v1::EscalationView& view, std::int64_t at_ms) {
  if (view.acknowledged_at().empty()) {
    view.set_acknowledged_at(instant(at_ms));
  }
}

void move_on(v1::EscalationView& view, const EscalationEvent& event) {
  view.set_status("open");
  view.clear_person();
  if (event.has_reassigned()) {
    view.set_team(event.reassigned().team());
    view.set_person(event.reassigned().person());
    if (event.reassigned().type() != escalation::v1::ESCALATION_TYPE_UNSPECIFIED) {
      view.set_type(type_name(event.reassigned().type()));
    }
  } else if (event.has_raised()) {
    view.set_level(event.raised().level());
    const bool skips = event.raised().type() == escalation::v1::ESCALATION_TYPE_PRIORITY;
    view.set_type(skips ? "priority" : "hierarchical");
  } else if (event.has_de_escalated()) {
    view.set_level(event.de_escalated().level());
  }
}

void change(v1::EscalationView& view, const EscalationEvent& event) {
  const std::int64_t at_ms = event.effective_at_ms();
  switch (event.body_case()) {
    case EscalationEvent::kCauseAdded:
      view.add_causes(cause_name(event.cause_added().cause().cause()));
      break;
    case EscalationEvent::kAssigned:
      remember_person(view, "assigned", event.assigned().person());
      if (view.assigned_at().empty()) {
        view.set_assigned_at(instant(at_ms));
      }
      break;
    case EscalationEvent::kStepStarted:
      view.set_level(std::max(view.level(), event.step_started().level()));
      break;
    case EscalationEvent::kAcknowledgementTimedOut:
      remember_person(view, "open", "");
      break;
    case EscalationEvent::kDeclined:
      if (view.person() == event.declined().person()) {
        remember_person(view, "open", "");
      }
      break;
    case EscalationEvent::kAcknowledged:
      if (view.status() != "acknowledged") {  // the first has it, where everyone is to acknowledge
        remember_person(view, "acknowledged", event.acknowledged().person());
      }
      acknowledge(view, at_ms);
      break;
    case EscalationEvent::kAccepted:
      remember_person(view, "accepted", event.accepted().person());
      acknowledge(view, at_ms);
      break;
    case EscalationEvent::kReassigned:
    case EscalationEvent::kRaised:
    case EscalationEvent::kDeEscalated:
      move_on(view, event);
      break;
    case EscalationEvent::kResolved:
      resolve(view, event.resolved(), at_ms);
      break;
    case EscalationEvent::kReopened:
      reopen(view);
      break;
    case EscalationEvent::kWithdrawn:
      view.set_status("withdrawn");
      view.set_withdrawn_at(instant(at_ms));
      break;
    default:
      break;
  }
}

const std::string& words_of_customer(const contact::v1::ContactEvent& contact) {
  static const std::string kNone;
  if (contact.has_customer_message()) {
    return contact.customer_message().text();
  }
  if (contact.has_transcript_segment() && contact.transcript_segment().speaker() != "agent") {
    return contact.transcript_segment().text();
  }
  return contact.has_started() ? contact.started().subject() : kNone;
}

// Cut at the end of a UTF-8 character.
std::string cut(const std::string& text) {
  std::size_t end = std::min(text.size(), kIssueBytesMax);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

void remember_verdict(v1::CaseView& view, const classification::v1::Classified& said) {
  if (!said.intent().empty()) {
    view.set_intent(said.intent());
    view.set_intent_confidence(said.intent_confidence());
  }
  view.set_sentiment(said.conversation_sentiment());
  view.set_sentiment_trend(said.sentiment_trend());
  view.set_risk(said.risk().score());
  *view.mutable_risk_reasons() = said.risk().reasons();
}

void remember_survey(v1::CaseRow& row, const contact::v1::ContactEvent& contact,
                     std::int64_t at_ms) {
  const std::optional<double> share = share_of(contact.survey_answered());
  if (!share) {
    return;
  }
  auto& all = *row.mutable_surveys();
  auto kept = std::ranges::find(all, contact.contact_id(), &v1::SurveyRow::contact_id);
  if (kept != all.end() && kept->at_ms() > at_ms) {
    return;  // the customer has thought better of it since
  }
  if (kept == all.end() && all.size() == kSurveysMax) {
    kept = std::ranges::min_element(all, {}, &v1::SurveyRow::at_ms);
    if (kept->at_ms() > at_ms) {
      return;
    }
  }
  v1::SurveyRow& survey = kept == all.end() ? *all.Add() : *kept;
  survey.set_contact_id(contact.contact_id());
  survey.set_at_ms(at_ms);
  survey.set_share(*share);
}

}  // namespace

std::optional<double> share_of(const contact::v1::SurveyAnswered& survey) {
  const bool on_scale =
      survey.score_max() > 0 && survey.score() >= 0 && survey.score() <= survey.score_max();
  return on_scale ? std::optional(survey.score() / survey.score_max()) : std::nullopt;
}

void apply(v1::CaseRow& row, const classification::v1::ClassificationEvent& event) {
  if (!event.has_classified()) {
    return;
  }
  const auto& contact = event.classified().contact();
  v1::CaseView& view = *row.mutable_view();
  const std::int64_t at_ms =
      contact.occurred_at().seconds() * 1000 + contact.occurred_at().nanos() / 1'000'000;
  touch(row, at_ms);
  remember_verdict(view, event.classified());
  if (view.issue().empty()) {
    view.set_issue(cut(words_of_customer(contact)));
  }
  if (contact.has_survey_answered()) {
    remember_survey(row, contact, at_ms);
  } else {
    row.set_served(true);
  }
  view.set_channel(contact.channel());
  view.set_priority(event.classified().priority());
  if (!contact.customer().id().empty()) {
    view.set_customer_id(contact.customer().id());
  }
  if (contact.has_status_changed()) {
    view.set_status(contact.status_changed().status());
  }
  if (contact.has_agent_left()) {
    view.clear_agent();
  } else if (!contact.agent().empty()) {
    view.set_agent(contact.agent());
  }
  note_owner(view);
}

void apply(v1::CaseRow& row, const sla::v1::SlaEvent& event, const std::string& policy) {
  if (event.clock().empty() || event.run_number() == 0) {
    return;
  }
  touch(row, event.effective_at_ms());
  auto& runs = *row.mutable_runs();
  const auto found = std::find_if(runs.begin(), runs.end(), [&](const v1::RunRow& known) {
    return known.run().run() == event.run_number();
  });
  if (event.has_cancelled()) {
    if (found != runs.end()) {
      runs.erase(found);
    }
    return;
  }
  if (event.has_run()) {
    v1::RunRow& kept = found == runs.end() ? *runs.Add() : *found;
    *kept.mutable_run() = event.run();
    kept.set_policy(policy);
  }
}

void apply(v1::CaseRow& row, const EscalationEvent& event) {
  if (event.escalation_id().empty()) {
    return;
  }
  touch(row, event.effective_at_ms());
  if (event.has_opened()) {
    open(row, event);
  } else if (v1::EscalationView* view = find(row, event.escalation_id())) {
    change(*view, event);
    apply_care(*view, event);
    apply_help(*view, event);
  }
  note_owner(*row.mutable_view());
}

bool is_open(const v1::CaseRow& row) {
  const auto& escalations = row.view().escalations();
  const auto& runs = row.runs();
  return std::any_of(escalations.begin(), escalations.end(),
                     [](const auto& view) {
                       return view.status() != "resolved" && view.status() != "withdrawn";
                     }) ||
         std::any_of(runs.begin(), runs.end(),
                     [](const auto& kept) { return kept.run().stopped_at_ms() == 0; });
}

}  // namespace escalon::insight
