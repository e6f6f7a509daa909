#pragma once

#include <vector>

#include "absl/time/time.h"
#include "escalon/staffing/recorded_days.hpp"

namespace escalon::staffing {

/// How long customers wait before they give up: the Kaplan-Meier estimate (J. Am. Stat. Assoc. 53,
/// 1958). Who was answered tells only that their patience is longer than they waited.
class Patience {
 public:
  explicit Patience(const std::vector<const Day*>& days);

  /// The share of customers who still wait after that long.
  [[nodiscard]] double survival(absl::Duration waited) const;

  /// The patience of somebody who is known to have waited `at_least`: the shortest one that a share
  /// of `uniform`, from 0 to 1, of such customers does not exceed. Who would outlast every customer
  /// on record gives up with the last of them;
  /// where nobody gave up, never.
  [[nodiscard]] absl::Duration draw(double uniform, absl::Duration at_least) const;

 private:
  struct Step {
    absl::Duration waited;
    double survival = 1;  ///< From here on.
  };

  std::vector<Step> steps_;
};

}  // namespace escalon::staffing
