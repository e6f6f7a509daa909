#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "escalon/journal/stage.hpp"

namespace escalon::journal {

/// What every stage of a typed library shares: its state and event types. `State` and `Event` are
/// protobuf messages.
template <typename State, typename Event>
class TypedStage : public Stage {
 public:
  explicit TypedStage(StageSpec spec) : spec_(std::move(spec)) {}

  [[nodiscard]] const StageSpec& spec() const final { return spec_; }
  [[nodiscard]] MessagePtr new_state() const final { return std::make_unique<State>(); }
  [[nodiscard]] MessagePtr new_event() const final { return std::make_unique<Event>(); }

 protected:
  static const State& state_of(const Message& message) {
    return static_cast<const State&>(message);
  }
  static State& state_of(Message& message) { return static_cast<State&>(message); }
  static const Event& event_of(const Message& message) {
    return static_cast<const Event&>(message);
  }

  /// The events of a typed decision as the runtime takes them.
  static Events events_of(std::vector<Event> decided) {
    Events events;
    events.reserve(decided.size());
    for (Event& event : decided) {
      events.push_back(std::make_unique<Event>(std::move(event)));
    }
    return events;
  }

 private:
  StageSpec spec_;
};

}  // namespace escalon::journal
