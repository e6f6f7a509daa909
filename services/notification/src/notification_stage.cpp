#include "escalon/notification/notification_stage.hpp"

#include "escalon/journal/topology.hpp"
#include "escalon/journal/typed_stage.hpp"
#include "escalon/notify/notify.hpp"
#include "escalon/policy_book/policy_book.hpp"

namespace escalon::notification {
namespace {

using escalation::v1::EscalationEvent;
using journal::Events;
using journal::InputScope;
using journal::Message;
using journal::MessagePtr;
using policy_book::policy_of;
using sla::v1::SlaEvent;
using v1::CaseNotifications;
using v1::DeliveryOutcome;
using v1::NotificationEvent;

journal::StageSpec make_spec() {
  journal::StageSpec spec;
  spec.name = "notification";
  spec.journal = "notification";
  spec.keeps_trace = true;
  spec.inputs = {{"escalation", true, InputScope::kSamePartition},
                 {"sla", true, InputScope::kSamePartition}};
  spec.timer_kinds = {{notify::kDeliveryTimer, "delivery", true, {}}};
  return spec;
}

notify::Input told_of(const Key& key, const journal::Input& input) {
  if (input.topic == "escalation") {
    return {key, input.id, &static_cast<const EscalationEvent&>(input.message)};
  }
  if (input.topic == "sla") {
    return {key, input.id, &static_cast<const SlaEvent&>(input.message)};
  }
  return {key, input.id, &static_cast<const DeliveryOutcome&>(input.message)};
}

class NotificationStage final : public journal::TypedStage<CaseNotifications, NotificationEvent> {
 public:
  NotificationStage() : TypedStage(make_spec()) {}

  [[nodiscard]] MessagePtr new_input(std::string_view topic) const override {
    if (topic == "escalation") {
      return std::make_unique<EscalationEvent>();
    }
    if (topic == "sla") {
      return std::make_unique<SlaEvent>();
    }
    return std::make_unique<DeliveryOutcome>();
  }
  void keys(const journal::Input& input, std::vector<Key>& out) const override {
    out.push_back(input.key);
  }

  [[nodiscard]] Events decide(const Message& state, const Key& key, const journal::Input& input,
                              absl::Time now,
                              const journal::CompiledPolicy& policy) const override {
    return events_of(
        notify::decide(state_of(state), told_of(key, input), now, policy_of(policy).notify));
  }
  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer&, absl::Time,
                              const journal::CompiledPolicy&) const override {
    return {};
  }
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    notify::evolve(state_of(state), event_of(event));
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    out = notify::effects(state_of(state));
  }
  void addressed(const Key&, const Message&, std::vector<journal::Address>&) const override {}
  [[nodiscard]] MessagePtr effect(const Message& state, const Key&,
                                  const DueTimer& timer) const override {
    const notify::PendingNotification* pending =
        notify::find_pending(state_of(state), timer.id, static_cast<int>(timer.generation));
    return pending == nullptr ? nullptr
                              : std::make_unique<notify::PendingNotification>(
                                    notify::message_of(state_of(state), *pending));
  }
};

}  // namespace

const journal::Stage& notification_stage() {
  static const NotificationStage stage;
  return stage;
}

}  // namespace escalon::notification
