#include "escalon/events/validate.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>

#include "escalon/base/instant.hpp"
#include "escalon/events/event_id.hpp"
#include "field_checks.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;
using Name = std::string_view;

constexpr std::array<Name, 7> kChannels{"voice",  "chat",  "email", "message",
                                        "social", "video", "other"};
constexpr std::array<Name, 3> kDirections{"inbound", "outbound", "internal"};
constexpr std::array<Name, 2> kSides{"customer", "agent"};
constexpr std::array<Name, 13> kCauses{
    "sla_breach",     "customer_asked", "agent_asked",    "beyond_authority", "needs_specialist",
    "needs_approval", "conflict",       "repeat_contact", "waiting_too_long", "critical_event",
    "churn_threat",   "misrouted",      "predicted"};
constexpr std::int32_t kPriorityMax = 9;

void check_ids(const ContactEvent& event, Problems& problems) {
  if (event.contact_id().empty() && event.case_id().empty()) {
    problems.add("contact_id", "is empty; give the platform's id of the contact, or a case_id");
  }
  check_name("event_id", event.event_id(), problems);
  check_name("tenant", event.tenant(), problems);
  check_name("case_id", event.case_id(), problems);
  check_name("contact_id", event.contact_id(), problems);
  check_name("previous_contact_id", event.previous_contact_id(), problems);
  check_name("customer.id", event.customer().id(), problems);
}

void check_names(const ContactEvent& event, Problems& problems) {
  check_one_of("channel", event.channel(), kChannels, problems);
  if (!event.direction().empty()) {
    check_one_of("direction", event.direction(), kDirections, problems);
  }
  check_name("source", event.source(), problems);
  check_name("queue", event.queue(), problems);
  check_name("agent", event.agent(), problems);
  check_name("customer.tier", event.customer().tier(), problems);
  check_name("customer.language", event.customer().language(), problems);
  if (event.priority() < 0 || event.priority() > kPriorityMax) {
    problems.add(
        "priority",
        fmt::format("{} is not between 1 (most urgent) and {}; leave it out where it is not known",
                    event.priority(), kPriorityMax));
  }
}

void check_map_name(std::string_view map, std::string_view name, Problems& problems) {
  if (name.empty()) {
    problems.add(map, "has an entry with an empty name; name it or leave it out");
  }
  check_name(map, name, problems);
}

void check_maps(const ContactEvent& event, Problems& problems) {
  for (const auto& [name, instant] : event.due()) {
    check_map_name("due", name, problems);
    check_text("due.key", name, problems);
    check_texts("due.value", instant, problems);
    check_instant(fmt::format("due.{}", name), instant, problems);
  }
  for (const auto& [name, value] : event.attributes()) {
    check_map_name("attributes", name, problems);
    check_text("attributes.key", name, problems);
    check_text("attributes.value", value, problems);
  }
}

void check_survey(const contact::v1::SurveyAnswered& survey, Problems& problems) {
  if (!std::isfinite(survey.score())) {
    problems.add("survey_answered.score", "is not a finite number");
  }
  if (!std::isfinite(survey.score_max()) || survey.score_max() < 0) {
    problems.add("survey_answered.score_max", "is not a finite number from 0 up");
  } else if (survey.score_max() > 0 &&
             (survey.score() < 0 || survey.score() > survey.score_max())) {
    problems.add("survey_answered.score",
                 fmt::format("is {}, not from 0 to {}; score_max is the best score possible",
                             survey.score(), survey.score_max()));
  }
}

void check_asked(const contact::v1::EscalationAsked& asked, Problems& problems) {
  check_one_of("escalation_asked.by", asked.by(), kSides, problems);
  if (!asked.cause().empty()) {
    check_one_of("escalation_asked.cause", asked.cause(), kCauses, problems);
  }
  check_name("escalation_asked.team", asked.team(), problems);
}

void check_body(const ContactEvent& event, Problems& problems) {
  switch (event.body_case()) {
    case ContactEvent::BODY_NOT_SET:
      problems.add("body",
                   "nothing says what happened; add one of started, customer_message, "
                   "agent_message, …, ended");
      break;
    case ContactEvent::kTranscriptSegment:
      check_one_of("transcript_segment.speaker", event.transcript_segment().speaker(), kSides,
                   problems);
      break;
    case ContactEvent::kStatusChanged:
      if (event.status_changed().status().empty()) {
        problems.add("status_changed.status", "is empty; give the new status");
      }
      check_name("status_changed.status", event.status_changed().status(), problems);
      break;
    case ContactEvent::kPriorityChanged:
      if (event.priority() == 0) {
        problems.add("priority", "is missing; a priority_changed event says the new one, 1 to 9");
      }
      break;
    case ContactEvent::kEscalationAsked:
      check_asked(event.escalation_asked(), problems);
      break;
    case ContactEvent::kSurveyAnswered:
      check_survey(event.survey_answered(), problems);
      break;
    default:
      break;
  }
}

void check_occurred_at(const ContactEvent& event, std::optional<absl::Time> now,
                       Problems& problems) {
  if (!event.has_occurred_at()) {
    problems.add("occurred_at", "is missing; give the instant like 2024-03-01T09:00:00Z");
    return;
  }
  check_instant("occurred_at", event.occurred_at(), problems);
  if (!now) {
    return;
  }
  if (const absl::Time instant = instant_of(event.occurred_at()); instant > *now + kAheadMax) {
    problems.add("occurred_at",
                 fmt::format("{} is more than 5 minutes ahead of this clock ({}); set the sender's "
                             "clock, or send the event when it has happened",
                             format_instant(instant), format_instant(*now)));
  }
}

void fill_defaults(ContactEvent& event, std::optional<absl::Time> now) {
  if (event.tenant().empty()) {
    event.set_tenant("default");
  }
  if (event.case_id().empty()) {
    event.set_case_id(event.contact_id());
  }
  if (!event.has_occurred_at() && now) {
    set_instant(*event.mutable_occurred_at(), *now);
  }
}

void check_size(const ContactEvent& event, Problems& problems) {
  if (const std::size_t bytes = event.ByteSizeLong(); bytes > kEventBytesMax) {
    problems.add(
        "event",
        fmt::format("has {} bytes; at most {} are allowed: send long texts in several messages",
                    bytes, kEventBytesMax));
  }
}

}  // namespace

Status validate(ContactEvent& event, std::optional<absl::Time> now) {
  fill_defaults(event, now);
  Problems problems;
  check_texts("", event, problems);
  check_ids(event, problems);
  check_names(event, problems);
  check_occurred_at(event, now, problems);
  check_maps(event, problems);
  check_body(event, problems);
  // The hash covers what was filled in: the same words at another instant are another event.
  if (problems.empty() && event.event_id().empty()) {
    event.set_event_id(content_id(event));
  }
  check_size(event, problems);
  return problems.empty() ? Status() : invalid(problems.text());
}

}  // namespace escalon::events
