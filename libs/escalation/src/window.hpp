#pragma once

#include <string>

#include "absl/time/time.h"
#include "ladder.hpp"

namespace escalon::escalation {

/// What a step's window lets it do.
enum class WindowState {
  kOpen,    ///< It may ask now.
  kWaits,   ///< It asks when the window opens.
  kSkipped  ///< The ladder goes on without it.
};

/// A step that waits for a window that never opens again is skipped: silence must end.
[[nodiscard]] WindowState window_state(const LadderStep& step, absl::Time at);

/// Says that the step at `place`, whose window is closed at `at`, waits until it opens.
void postpone(Draft& draft, const std::string& escalation_id, const Place& place, absl::Time at);

/// Says that the step at `place` is passed over at `at`.
void say_skipped(Draft& draft, const std::string& escalation_id, const Place& place, absl::Time at);

}  // namespace escalon::escalation
