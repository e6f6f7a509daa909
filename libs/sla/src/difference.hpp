#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/sla/sla.hpp"

namespace escalon::sla {

/// Why a run is looked at anew.
struct Occasion {
  std::string_view event_id;     ///< The fact that did it; empty for a policy.
  std::int64_t effective_at_ms;  ///< When it took effect by event time.
  std::string_view reason;       ///< case, correction or policy.
};

/// Says in events what turns the stored runs of a case into the derived ones, and numbers them.
class Difference {
 public:
  Difference(const v1::CaseClocks& state, Occasion occasion, Events& out)
      : generation_(state.generation()),
        frozen_until_(state.policy_generation()),
        occasion_(occasion),
        out_(out) {}

  /// One run that is stored, as it is now.
  void change(const v1::ClockRun& stored, v1::ClockRun derived);
  /// A run that is not stored.
  void begin(v1::ClockRun derived);
  /// A stored run that should never have begun.
  void cancel(const v1::ClockRun& stored);
  /// All runs of one clock: pairs them by their start. A finished run whose start, stop and pauses
  /// stay as they were keeps its target, so that a result is frozen.
  void change_all(const std::vector<const v1::ClockRun*>& stored,
                  std::vector<v1::ClockRun> derived);

 private:
  SlaEvent& say(const v1::ClockRun& run);
  void say_life(const v1::ClockRun& stored, v1::ClockRun& derived);
  void say_breach(const v1::ClockRun& stored, v1::ClockRun& derived);
  void say_levels(const v1::ClockRun& stored, const v1::ClockRun& derived);
  void say_reached(const v1::ClockRun& stored, const v1::ClockRun& derived,
                   const v1::LevelMark& mark);
  void say_stop(const v1::ClockRun& derived);
  void withdraw(const v1::ClockRun& stored);
  void withdraw_level(const v1::ClockRun& stored, const v1::LevelMark& mark);
  void finish(std::size_t first, v1::ClockRun run);

  std::uint64_t generation_;
  std::uint64_t frozen_until_;
  Occasion occasion_;
  Events& out_;
};

/// Names a breach within its case.
[[nodiscard]] std::string breach_id_of(const v1::ClockRun& run);

/// Fills `run` with the breach of its due instant.
void mark_breached(v1::ClockRun& run);

}  // namespace escalon::sla
