#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace escalon {

/// An instant at which a state wants to be woken. It is derived from the state and kept nowhere
/// beside it.
struct DueTimer {
  std::string id;  ///< Names the timer within its key; derived from the event that made it.
  std::uint64_t generation = 0;  ///< Rises when the timer is armed anew.
  absl::Time due;                ///< Whole milliseconds.
  int kind = 0;  ///< The stage's own number; each stage lists its kinds and their gates.

  friend bool operator==(const DueTimer&, const DueTimer&) = default;
};

}  // namespace escalon
