#include "escalon/escalation/escalation.hpp"
#include "escalon/journal/typed_stage.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/queue/queue.hpp"
#include "escalon/routing/routing_stages.hpp"

namespace escalon::routing {
namespace {

using command::v1::Command;
using escalation::v1::EscalationEvent;
using journal::Events;
using journal::InputScope;
using journal::Message;
using journal::MessagePtr;
using policy_book::policy_of;
using team::v1::TeamEvent;
using team::v1::TeamState;

journal::StageSpec make_spec() {
  journal::StageSpec spec;
  spec.name = "team";
  spec.journal = "team";
  spec.inputs = {{"escalation", true, InputScope::kAllPartitions},
                 {"commands", false, InputScope::kAllPartitions}};
  spec.timer_kinds = {{queue::kRingTimer, "ring", false, {}}};
  return spec;
}

class TeamStage final : public journal::TypedStage<TeamState, TeamEvent> {
 public:
  TeamStage() : TypedStage(make_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view topic) const override {
    if (topic == "commands") {
      return std::make_unique<Command>();
    }
    return std::make_unique<EscalationEvent>();
  }

  void keys(const journal::Input& input, std::vector<Key>& out) const override {
    if (input.topic == "commands") {
      const auto& command = static_cast<const Command&>(input.message);
      if (command.has_set_presence()) {
        out.push_back(make_key(command.tenant(), command.set_presence().team()));
      }
      return;
    }
    const std::string tenant = split_key(input.key).tenant;
    for (const std::string& team :
         escalation::addressed_teams(static_cast<const EscalationEvent&>(input.message))) {
      out.push_back(make_key(tenant, team));
    }
  }

  [[nodiscard]] Events decide(const Message& state, const Key& key, const journal::Input& input,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    const queue::QueuePolicy& rules = policy_of(policy).queue;
    if (input.topic == "commands") {
      const auto& command = static_cast<const Command&>(input.message);
      return events_of(
          queue::decide(state_of(state), {key, command.command_id(), "", &command}, now, rules));
    }
    const std::string case_id = split_key(input.key).name;
    const auto& event = static_cast<const EscalationEvent&>(input.message);
    return events_of(queue::decide(state_of(state), {key, input.id, case_id, &event}, now, rules));
  }
  [[nodiscard]] Events decide(const Message& state, const Key& key, const DueTimer& timer,
                              absl::Time, const journal::CompiledPolicy& policy) const override {
    return events_of(queue::decide(state_of(state), key, timer, policy_of(policy).queue));
  }
  // The people of a policy are looked at whenever the team is touched.
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    queue::evolve(state_of(state), event_of(event));
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    out = queue::timers(state_of(state));
  }
  void addressed(const Key& key, const Message& message,
                 std::vector<journal::Address>& out) const override {
    const TeamEvent& event = event_of(message);
    for (const std::string& name : queue::concerned_cases(event)) {
      out.push_back({"escalation", make_key(split_key(key).tenant, name)});
    }
  }
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }
};

}  // namespace

const journal::Stage& team_stage() {
  static const TeamStage stage;
  return stage;
}

}  // namespace escalon::routing
