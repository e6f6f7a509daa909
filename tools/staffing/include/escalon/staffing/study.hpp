#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/staffing/simulate.hpp"

namespace escalon::staffing {

/// What `escalon staffing` is asked to do.
struct StudyOptions {
  std::string events;  ///< An events file, or `-`.
  std::shared_ptr<const policy::CompiledPolicy> policy;
  std::string team;  ///< A team of the policy; its calls are those whose queue has its name.
  absl::Duration target = absl::Seconds(20);
  absl::Duration gap = absl::Minutes(3);
  /// True: the patience of every customer is drawn from the estimate, and nothing that is on record
  /// of one is used but arrival, priority and service.
  bool all_patience_drawn = false;
  int more_people = 1;
};

struct DayResult {
  std::string date;
  Outcome recorded;
  Outcome simulated;
};

/// What came of it.
struct Study {
  int calls = 0;
  int left_out = 0;
  std::vector<std::string> fitted_on;  ///< Dates.
  absl::Duration wrap_up;
  absl::Duration median_patience;
  std::vector<DayResult> days;  ///< The others.
  Outcome recorded;             ///< Of these.
  Outcome simulated;
  int more_people = 0;
  Outcome with_more_people;
};

/// Takes every second day to fit the one thing that is not on record, the wrap-up after each call,
/// and the patience of customers; then runs the other days and sets what comes of them beside the
/// record. The error says what is wrong with the events or the team.
[[nodiscard]] Result<Study> study(const StudyOptions& options);

/// The study for people.
[[nodiscard]] std::string render(const Study& study, absl::Duration target);

}  // namespace escalon::staffing
