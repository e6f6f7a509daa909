#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

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

/// When one more message may go at the earliest, if nothing else goes before it: `now` or later.
[[nodiscard]] absl::Time next_send(std::span<const SendLimit> limits,
                                   std::span<const absl::Time> sent, absl::Time now);

/// Reads `10 per 1m`, or several of them with commas, whose windows and counts rise. The error
/// names the part and the remedy.
[[nodiscard]] Result<std::vector<SendLimit>> parse_send_limits(std::string_view text);

}  // namespace escalon::notify
