#pragma once

#include <string>

#include "absl/time/time.h"
#include "draft.hpp"

namespace escalon::escalation {

/// A step of a ladder or of the default route, where it stands and how often it was asked.
struct Place {
  const LadderStep* step = nullptr;
  int index = 0;
  int round = 0;
  bool default_route = false;
  int attempt = 0;  ///< Of a ladder's step: how often it was asked in this round before.
};

/// Whether windows of steps count: they bound the ladder's own climbing, not the orders of people.
enum class Windows { kKept, kIgnored };

/// The step that an escalation is at, or would be at; `step` is null where the policy has no such
/// step any more.
[[nodiscard]] Place place_of(const v1::Escalation& escalation, const EscalationPolicy& policy);

/// Begins the first step of the escalation's ladder for its entry level, at `due`; the default
/// route where there is none.
void begin_ladder(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Nobody has answered the present step, which ended at `due`: it is asked again as often as it
/// repeats, and then what comes after it begins.
void climb(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Begins what comes after the present step: the next one, a further round, the default route, or
/// nothing more (then an event says that nobody is left). `due` is when the present step ended.
void climb_on(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Begins the next step of the present round, else the default route: the present step found nobody
/// on call, and asking the ladder anew at the same instant would find nobody again.
void climb_in_round(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Begins the first step of at least `level` after the present one; the default route where there
/// is none.
void climb_to_level(Draft& draft, const std::string& escalation_id, int level, absl::Time due,
                    Windows windows);

/// Begins the step that waits for its window, which opened at `due`.
void begin_postponed(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Begins the last step of at most `level`; the owner team's queue where there is none.
void descend_to_level(Draft& draft, const std::string& escalation_id, int level, absl::Time due);

/// Begins the default supervisor route.
void begin_default_route(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Asks anew within the present step, whose time-out goes on; a step that was acknowledged begins a
/// new one at `due`.
void ask_again(Draft& draft, const std::string& escalation_id, absl::Time due);

/// Asks one target outside the ladder, with the time-out of the present step counted from `due`.
void ask_instead(Draft& draft, const std::string& escalation_id, const Target& target,
                 absl::Time due);

}  // namespace escalon::escalation
