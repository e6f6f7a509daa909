#include "escalon/classifier/classifier_stage.hpp"

#include "escalon/classify/classify.hpp"
#include "escalon/journal/typed_stage.hpp"
#include "escalon/policy_book/policy_book.hpp"

namespace escalon::classifier {
namespace {

using classification::v1::CaseConversation;
using classification::v1::ClassificationEvent;
using journal::Events;
using journal::Input;
using journal::Message;
using journal::MessagePtr;
using policy_book::policy_of;

journal::StageSpec make_spec() {
  journal::StageSpec spec;
  spec.name = "classifier";
  spec.journal = "classified";
  spec.keeps_trace = true;
  spec.inputs = {{"contact.events", false, journal::InputScope::kSamePartition}};
  spec.timer_kinds = {{classify::kRetireTimer, "retire", false, {}}};
  spec.gated_plain_topics = {"contact.events"};
  return spec;
}

class ClassifierStage final : public journal::TypedStage<CaseConversation, ClassificationEvent> {
 public:
  ClassifierStage() : TypedStage(make_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view) const override {
    return std::make_unique<contact::v1::ContactEvent>();
  }
  void keys(const Input& input, std::vector<Key>& out) const override { out.push_back(input.key); }

  [[nodiscard]] Events decide(const Message& state, const Key&, const Input& input, absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    const auto& event = static_cast<const contact::v1::ContactEvent&>(input.message);
    return events_of(classify::decide(state_of(state), event, now, policy_of(policy).classify));
  }
  [[nodiscard]] Events decide(const Message& state, const Key&, const DueTimer& timer,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    return events_of(classify::decide(state_of(state), timer, now, policy_of(policy).classify));
  }
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    classify::evolve(state_of(state), event_of(event));
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    out = classify::timers(state_of(state));
  }
  void addressed(const Key&, const Message&, std::vector<journal::Address>&) const override {}
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }
};

}  // namespace

const journal::Stage& classifier_stage() {
  static const ClassifierStage stage;
  return stage;
}

}  // namespace escalon::classifier
