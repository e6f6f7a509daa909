#pragma once

#include <span>

#include "absl/time/time.h"

namespace escalon::notify {

/// How many messages may go to one destination within a sliding window.
struct SendLimit {
  int count = 1;
  absl::Duration per = absl::Minutes(1);
  /// True: what the limit before it leaves of the budget is spread evenly over what that one leaves
  /// of the window, counted from the oldest message in it.
  bool smooth = false;
};

/// Whether one more message may go at `now` by all of `limits`, which are in order of their
/// windows; `sent` is when earlier ones went, in any order. A message leaves the window when it is
/// exactly as old. For whoever sends to a destination from many cases: a case does not know the
/// others.
[[nodiscard]] bool may_send(std::span<const SendLimit> limits, std::span<const absl::Time> sent,
                            absl::Time now);

}  // namespace escalon::notify
