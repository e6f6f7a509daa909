#pragma once

#include <string>

#include "escalon/base/ids.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/read_model.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/team/v1/team.pb.h"

namespace escalon::insight {

inline constexpr std::int64_t kNoon = 1'700'049'600'000;  // 2023-11-15T12:00:00Z

/// Writes a case's story into a read model as journals would, one decision an event.
class StoryJournal {
 public:
  explicit StoryJournal(ReadModel& model) : model_(model) {}

  std::string traceparent;  ///< Of what is told from here on.

  template <typename Event>
  void tell(const std::string& topic, const Event& event, const std::string& key = "default/c1",
            const std::string& policy = "policy1") {
    const journal::TopicPartition at{topic, 0};
    auto record = std::make_shared<journal::DecodedRecord>();
    journal::v1::Decision& decision = *record->body.mutable_decision();
    const journal::Offset offset = next_[at]++;
    decision.set_decision_id(topic + std::to_string(offset));
    decision.set_decided_at_ms(kNoon + 5 * static_cast<std::int64_t>(offset));
    decision.set_policy(policy);
    decision.set_traceparent(traceparent);
    decision.mutable_cause()->set_kind("input");
    decision.mutable_cause()->set_id("default/e" + std::to_string(offset));
    decision.add_changes()->set_key(key);
    decision.mutable_changes(0)->add_events(event.SerializeAsString());
    model_.decided(at, offset, record);
    model_.advanced({{at, offset + 1, journal::Fold(1, offset + 1, {})}});
  }

  void customer_says(const std::string& text) {
    classification::v1::ClassificationEvent event;
    auto& contact = *event.mutable_classified()->mutable_contact();
    contact.set_channel("chat");
    contact.mutable_occurred_at()->set_seconds(kNoon / 1000);
    contact.mutable_customer_message()->set_text(text);
    event.mutable_classified()->set_priority(2);
    tell("classified", event);
  }

  void customer_answers_survey(double score, double score_max) {
    classification::v1::ClassificationEvent event;
    auto& contact = *event.mutable_classified()->mutable_contact();
    contact.set_contact_id("c1");
    contact.mutable_occurred_at()->set_seconds(kNoon / 1000 + 60);
    contact.mutable_survey_answered()->set_score(score);
    contact.mutable_survey_answered()->set_score_max(score_max);
    tell("classified", event);
  }

  void clock(std::int64_t due_at_ms, std::int64_t stopped_at_ms) {
    sla::v1::SlaEvent event;
    event.set_clock("first_response");
    event.set_run_number(1);
    event.set_effective_at_ms(stopped_at_ms == 0 ? kNoon : stopped_at_ms);
    auto& run = *event.mutable_run();
    run.set_run(1);
    run.set_clock("first_response");
    run.set_target("15m");
    run.set_started_at_ms(kNoon);
    run.set_due_at_ms(due_at_ms);
    run.set_stopped_at_ms(stopped_at_ms);
    if (stopped_at_ms == 0) {
      event.mutable_started()->set_target("15m");
      event.mutable_started()->set_due_at_ms(due_at_ms);
    } else {
      event.mutable_stopped()->set_met(stopped_at_ms <= due_at_ms);
    }
    tell("sla", event);
  }

  escalation::v1::EscalationEvent escalation(std::int64_t at_ms) {
    escalation::v1::EscalationEvent event;
    event.set_escalation_id("esc1");
    event.set_effective_at_ms(at_ms);
    return event;
  }

  void escalation_opened() {
    auto event = escalation(kNoon + 1000);
    auto& opened = *event.mutable_opened();
    opened.set_type(escalation::v1::ESCALATION_TYPE_HIERARCHICAL);
    opened.set_automatic(true);
    opened.set_rule("angry_customers");
    opened.set_team("supervisors");
    opened.set_level(1);
    opened.mutable_cause()->set_cause(escalation::v1::CAUSE_CONFLICT);
    tell("escalation", event);
  }

  void escalation_resolved() {
    auto event = escalation(kNoon + 9000);
    event.mutable_resolved()->set_outcome("solved");
    tell("escalation", event);
  }

 private:
  ReadModel& model_;
  std::map<journal::TopicPartition, journal::Offset> next_;
};

}  // namespace escalon::insight
