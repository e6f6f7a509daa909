#include "escalon/escalation/escalation.hpp"
#include "escalon/journal/typed_stage.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/queue/queue.hpp"
#include "escalon/routing/routing_stages.hpp"

namespace escalon::routing {
namespace {

using classification::v1::ClassificationEvent;
using command::v1::Command;
using escalation::v1::CaseEscalations;
using escalation::v1::EscalationEvent;
using journal::Events;
using journal::InputScope;
using journal::Message;
using journal::MessagePtr;
using policy_book::policy_of;
using sla::v1::SlaEvent;
using team::v1::TeamEvent;

journal::StageSpec make_spec() {
  journal::StageSpec spec;
  spec.name = "escalation";
  spec.journal = "escalation";
  spec.keeps_trace = true;
  spec.inputs = {{"classified", true, InputScope::kSamePartition},
                 {"sla", true, InputScope::kSamePartition},
                 {"commands", false, InputScope::kSamePartition},
                 {"team", true, InputScope::kAllPartitions}};
  spec.timer_kinds = {
      {escalation::kAcknowledgementTimer, "acknowledgement", false, {{"commands", ""}}},
      {escalation::kRetirementTimer, "retirement", false, {}},
      {escalation::kWindowTimer, "window", false, {{"commands", ""}}},
      {escalation::kHoldTimer, "hold", false, {}},
      {escalation::kPromiseTimer, "promise", false, {{"commands", ""}}},
      {escalation::kRootCauseTimer, "root_cause", false, {{"commands", ""}}},
      {escalation::kFollowUpTimer, "follow_up", false, {}},
      {escalation::kSurveyTimer, "survey", false, {}}};
  spec.gated_plain_topics = {"commands"};
  return spec;
}

escalation::Input told_of(const Key& key, const journal::Input& input) {
  if (input.topic == "classified") {
    return {key, input.id, &static_cast<const ClassificationEvent&>(input.message)};
  }
  if (input.topic == "sla") {
    return {key, input.id, &static_cast<const SlaEvent&>(input.message)};
  }
  if (input.topic == "commands") {
    const auto& command = static_cast<const Command&>(input.message);
    return {key, command.command_id(), &command};
  }
  return {key, input.id, &static_cast<const TeamEvent&>(input.message)};
}

class EscalationStage final : public journal::TypedStage<CaseEscalations, EscalationEvent> {
 public:
  EscalationStage() : TypedStage(make_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view topic) const override {
    if (topic == "classified") {
      return std::make_unique<ClassificationEvent>();
    }
    if (topic == "sla") {
      return std::make_unique<SlaEvent>();
    }
    if (topic == "commands") {
      return std::make_unique<Command>();
    }
    return std::make_unique<TeamEvent>();
  }

  void keys(const journal::Input& input, std::vector<Key>& out) const override {
    if (input.topic == "team") {
      const auto& event = static_cast<const TeamEvent&>(input.message);
      for (const std::string& name : queue::concerned_cases(event)) {
        out.push_back(make_key(split_key(input.key).tenant, name));
      }
      return;
    }
    if (input.topic == "commands" &&
        static_cast<const Command&>(input.message).has_set_presence()) {
      return;  // the team's
    }
    out.push_back(input.key);
  }

  [[nodiscard]] Events decide(const Message& state, const Key& key, const journal::Input& input,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    return events_of(escalation::decide(state_of(state), told_of(key, input), now,
                                        policy_of(policy).escalation));
  }
  [[nodiscard]] Events decide(const Message& state, const Key&, const DueTimer& timer,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    return events_of(escalation::decide(state_of(state), timer, now, policy_of(policy).escalation));
  }
  // Escalations keep the ladder's instants that they were opened with; the next step is taken by
  // the new policy.
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    escalation::evolve(state_of(state), event_of(event));
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    out = escalation::timers(state_of(state));
  }
  void addressed(const Key& key, const Message& event,
                 std::vector<journal::Address>& out) const override {
    for (const std::string& team : escalation::addressed_teams(event_of(event))) {
      out.push_back({"team", make_key(split_key(key).tenant, team)});
    }
  }
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }
};

}  // namespace

const journal::Stage& escalation_stage() {
  static const EscalationStage stage;
  return stage;
}

}  // namespace escalon::routing
