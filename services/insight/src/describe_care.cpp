#include "describe_care.hpp"

#include <fmt/format.h>

#include "escalon/base/instant.hpp"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

std::string instant(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : format_instant(from_ms(at_ms));
}

std::string root_cause_text(const escalation::v1::RootCauseNoted& noted) {
  std::string text = noted.root_cause().empty() ? "" : "root cause: " + noted.root_cause();
  const auto add = [&](const std::string& words) { text += (text.empty() ? "" : ", ") + words; };
  if (!noted.compensation().empty()) {
    add("compensation: " + noted.compensation());
  }
  if (noted.has_avoidable()) {
    add(noted.avoidable() ? "the first level could have settled it"
                          : "the first level could not have settled it");
  }
  return text;
}

template <typename Told>
void note_cause(v1::EscalationView& view, const Told& told) {
  if (!told.root_cause().empty()) {
    view.set_root_cause(told.root_cause());
  }
  if (!told.compensation().empty()) {
    view.set_compensation(told.compensation());
  }
  if (told.has_avoidable()) {
    view.set_avoidable(told.avoidable() ? "yes" : "no");
  }
}

void note_opened(v1::EscalationView& view, const escalation::v1::Care& care) {
  view.set_promised_by(instant(care.promised_by_ms()));
}

void apply_end(v1::EscalationView& view, const EscalationEvent& event) {
  view.clear_promised_by();
  view.clear_surge_case_id();
  if (event.has_resolved()) {
    note_cause(view, event.resolved());
  }
}

}  // namespace

std::string care_words(const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kSurgeJoined:
      return fmt::format("part of a surge of {}: {} is asked in its place",
                         event.surge_joined().intent(), event.surge_joined().parent_case_id());
    case EscalationEvent::kSurgeGrew:
      return fmt::format("case {} joined, {} cases now", event.surge_grew().case_id(),
                         event.surge_grew().count());
    case EscalationEvent::kSurgeEnded:
      return event.surge_ended().outcome().empty()
                 ? std::string("the surge ended")
                 : "the surge ended: " + event.surge_ended().outcome();
    case EscalationEvent::kPromiseKept:
      return "the customer has heard, as promised by " +
             instant(event.promise_kept().promised_by_ms());
    case EscalationEvent::kPromiseMissed:
      return "the customer did not hear by " + instant(event.promise_missed().promised_by_ms());
    case EscalationEvent::kRootCauseAsked:
      return event.root_cause_asked().person() + " is asked for the root cause";
    case EscalationEvent::kRootCauseNoted:
      return root_cause_text(event.root_cause_noted());
    case EscalationEvent::kFollowUpDue:
      return "the customer is asked whether all is well";
    case EscalationEvent::kSurveyDue:
      return "the customer is asked how they were served";
    default:
      return {};
  }
}

void apply_care(v1::EscalationView& view, const EscalationEvent& event) {
  switch (event.body_case()) {
    case EscalationEvent::kOpened:
      return note_opened(view, event.opened().care());
    case EscalationEvent::kSurgeJoined:
      view.set_status("open");
      view.clear_person();
      return view.set_surge_case_id(event.surge_joined().parent_case_id());
    case EscalationEvent::kSurgeGrew:
      return view.set_surge_count(event.surge_grew().count());
    case EscalationEvent::kSurgeEnded:
    case EscalationEvent::kStepStarted:
    case EscalationEvent::kAcknowledged:
    case EscalationEvent::kAccepted:
      return view.clear_surge_case_id();
    case EscalationEvent::kRaised:
      return view.set_promised_by(instant(event.raised().promised_by_ms()));
    case EscalationEvent::kReopened:
      return view.set_promised_by(instant(event.reopened().promised_by_ms()));
    case EscalationEvent::kPromiseKept:
    case EscalationEvent::kPromiseMissed:
      return view.clear_promised_by();
    case EscalationEvent::kRootCauseNoted:
      return note_cause(view, event.root_cause_noted());
    case EscalationEvent::kResolved:
    case EscalationEvent::kWithdrawn:
      return apply_end(view, event);
    default:
      return;
  }
}

}  // namespace escalon::insight
