#pragma once

#include <string>

#include "story_journal.hpp"

namespace escalon::insight {

/// Cases that were escalated, as journals tell them. Instants are seconds after noon.
class ResolvedStory {
 public:
  explicit ResolvedStory(ReadModel& model) : journal_(model) {}

  void says(const std::string& case_id, const std::string& words, const std::string& intent = "",
            int second = 0) {
    classification::v1::ClassificationEvent event;
    auto& said = *event.mutable_classified();
    said.mutable_contact()->mutable_occurred_at()->set_seconds(kNoon / 1000 + second);
    said.mutable_contact()->mutable_customer_message()->set_text(words);
    said.mutable_contact()->mutable_customer()->set_id(customer);
    said.set_intent(intent);
    journal_.tell("classified", event, tenant + "/" + case_id);
  }

  void answers_survey(const std::string& case_id, double score, int second,
                      const std::string& contact_id = "", double score_max = 5) {
    classification::v1::ClassificationEvent event;
    auto& contact = *event.mutable_classified()->mutable_contact();
    contact.mutable_occurred_at()->set_seconds(kNoon / 1000 + second);
    contact.mutable_survey_answered()->set_score(score);
    contact.mutable_survey_answered()->set_score_max(score_max);
    contact.set_contact_id(contact_id.empty() ? case_id + std::to_string(second) : contact_id);
    journal_.tell("classified", event, tenant + "/" + case_id);
  }

  void opened(const std::string& case_id, int second, const std::string& issue = "",
              const std::string& id = "") {
    auto event = about(case_id, id, second);
    auto& opened = *event.mutable_opened();
    opened.set_type(escalation::v1::ESCALATION_TYPE_FUNCTIONAL);
    opened.set_automatic(true);
    opened.set_rule(rule);
    opened.set_team(team);
    opened.mutable_cause()->set_cause(escalation::v1::CAUSE_CONFLICT);
    opened.mutable_handover()->set_issue(issue);
    opened.mutable_handover()->add_tried("restarted it");
    tell(case_id, event);
  }

  void acknowledged(const std::string& case_id, int second, const std::string& person,
                    const std::string& id = "") {
    auto event = about(case_id, id, second);
    event.mutable_acknowledged()->set_person(person);
    tell(case_id, event);
  }

  void resolved(const std::string& case_id, int second, const std::string& outcome = "solved",
                const std::string& root_cause = "", const std::string& id = "") {
    auto event = about(case_id, id, second);
    event.mutable_resolved()->set_outcome(outcome);
    event.mutable_resolved()->set_root_cause(root_cause);
    tell(case_id, event);
  }

  void withdrawn(const std::string& case_id, int second) {
    auto event = about(case_id, "", second);
    event.mutable_withdrawn()->set_reason("answered in time");
    tell(case_id, event);
  }

  void reopened(const std::string& case_id, int second) {
    auto event = about(case_id, "", second);
    event.mutable_reopened()->set_reason("it is back");
    tell(case_id, event);
  }

  std::string customer;
  std::string tenant = "default";
  std::string team = "billing";
  std::string rule = "angry";

 private:
  static escalation::v1::EscalationEvent about(const std::string& case_id, const std::string& id,
                                               int second) {
    escalation::v1::EscalationEvent event;
    event.set_escalation_id(id.empty() ? "esc-" + case_id : id);
    event.set_effective_at_ms(kNoon + 1000 * std::int64_t{second});
    return event;
  }

  void tell(const std::string& case_id, const escalation::v1::EscalationEvent& event) {
    journal_.tell("escalation", event, tenant + "/" + case_id);
  }

  StoryJournal journal_;
};

}  // namespace escalon::insight
