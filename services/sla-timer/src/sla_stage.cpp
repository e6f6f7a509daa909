#include "escalon/sla_timer/sla_stage.hpp"

#include "escalon/journal/typed_stage.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/sla/input.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::sla_timer {
namespace {

using classification::v1::ClassificationEvent;
using escalation::v1::EscalationEvent;
using journal::Events;
using journal::Input;
using journal::Message;
using journal::MessagePtr;
using policy_book::policy_of;
using sla::v1::CaseClocks;
using sla::v1::SlaEvent;

journal::StageSpec make_spec() {
  journal::StageSpec spec;
  spec.name = "sla";
  spec.journal = "sla";
  spec.keeps_trace = true;
  spec.inputs = {{"classified", true, journal::InputScope::kSamePartition},
                 {"escalation", true, journal::InputScope::kSamePartition}};
  const std::vector<journal::GateEntry> gate = {{"contact.events", "classified"},
                                                {"commands", "escalation"}};
  spec.timer_kinds = {{sla::kBreachTimer, "breach", false, gate},
                      {sla::kWarningTimer, "warning", false, gate},
                      {sla::kLevelTimer, "level", false, gate}};
  return spec;
}

class SlaStage final : public journal::TypedStage<CaseClocks, SlaEvent> {
 public:
  SlaStage() : TypedStage(make_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view topic) const override {
    if (topic == "classified") {
      return std::make_unique<ClassificationEvent>();
    }
    return std::make_unique<EscalationEvent>();
  }
  void keys(const Input& input, std::vector<Key>& out) const override { out.push_back(input.key); }

  [[nodiscard]] Events decide(const Message& state, const Key&, const Input& input, absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    const sla::Input told =
        input.topic == "classified"
            ? sla::input_of(static_cast<const ClassificationEvent&>(input.message), input.id)
            : sla::input_of(static_cast<const EscalationEvent&>(input.message), input.id);
    return events_of(sla::decide(state_of(state), told, now, policy_of(policy).sla));
  }
  [[nodiscard]] Events decide(const Message& state, const Key&, const DueTimer& timer,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    return events_of(sla::decide(state_of(state), timer, now, policy_of(policy).sla));
  }
  [[nodiscard]] Events retarget(const Message& state, const Key&, absl::Time now,
                                const journal::CompiledPolicy& policy) const override {
    return events_of(sla::retarget(state_of(state), now, policy_of(policy).sla));
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    sla::evolve(state_of(state), event_of(event));
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    out = sla::timers(state_of(state));
  }
  void addressed(const Key&, const Message&, std::vector<journal::Address>&) const override {}
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }
};

}  // namespace

const journal::Stage& sla_stage() {
  static const SlaStage stage;
  return stage;
}

}  // namespace escalon::sla_timer
