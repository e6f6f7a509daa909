#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/queue/queue_policy.hpp"
#include "escalon/staffing/patience.hpp"
#include "escalon/staffing/recorded_days.hpp"

namespace escalon::staffing {

/// What came of the calls of some days.
struct Outcome {
  int answered = 0;
  int answered_in_time = 0;  ///< Within the target.
  int gave_up = 0;
  absl::Duration waited = absl::ZeroDuration();  ///< Of those who were answered, summed.

  [[nodiscard]] double in_time_share() const;  ///< Of the answered; 0 for none.
  [[nodiscard]] double gave_up_share() const;  ///< Of all; 0 for none.
  [[nodiscard]] absl::Duration mean_wait() const;

  void add_answered(absl::Duration wait, absl::Duration target);
  Outcome& operator+=(const Outcome& other);
};

/// What is not in the record of a day, and how it is run.
struct Assumptions {
  const queue::QueuePolicy& policy;
  std::string team;
  absl::Duration target;   ///< Answered within this is in time.
  absl::Duration wrap_up;  ///< What follows each call before the next.
  const Patience& patience;
  /// Service times on record, sorted, one of which is taken for a call that gave up on record and
  /// is answered now. Not empty.
  const std::vector<absl::Duration>& services;
  /// True: everybody's patience is drawn, whatever the record says of them.
  bool all_patience_drawn = false;
  int more_people = 0;  ///< There from the first presence of the day to the last.
};

/// What the record says came of the day.
[[nodiscard]] Outcome recorded(const Day& day, absl::Duration target);

/// Runs the day through the team's queue, which chooses who is answered when and by whom. It is
/// told of arrivals, presences, ends and of customers who give up, never who was answered on
/// record. The same day and assumptions give the same outcome.
[[nodiscard]] Outcome simulate(const Day& day, const Assumptions& assumptions);

}  // namespace escalon::staffing
