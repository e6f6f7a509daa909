#include "escalon/staffing/patience.hpp"

#include <algorithm>
#include <map>

namespace escalon::staffing {

Patience::Patience(const std::vector<const Day*>& days) {
  struct Leaving {
    int gave_up = 0;
    int answered = 0;
  };
  std::map<absl::Duration, Leaving> leavings;
  int waiting = 0;
  for (const Day* day : days) {
    for (const Call& call : day->calls) {
      Leaving& leaving = leavings[call.waited];
      ++(call.service ? leaving.answered : leaving.gave_up);
      ++waiting;
    }
  }
  double survival = 1;
  for (const auto& [waited, leaving] : leavings) {
    if (leaving.gave_up > 0) {
      survival *= 1 - static_cast<double>(leaving.gave_up) / waiting;
      steps_.push_back({waited, survival});
    }
    waiting -= leaving.gave_up + leaving.answered;
  }
}

double Patience::survival(absl::Duration waited) const {
  const auto after = std::ranges::upper_bound(steps_, waited, {}, &Step::waited);
  return after == steps_.begin() ? 1 : std::prev(after)->survival;
}

absl::Duration Patience::draw(double uniform, absl::Duration at_least) const {
  const double left = survival(at_least) * (1 - uniform);
  const auto step = std::ranges::find_if(steps_, [&](const Step& candidate) {
    return candidate.waited > at_least && candidate.survival <= left;
  });
  if (step != steps_.end()) {
    return step->waited;
  }
  return steps_.empty() ? absl::InfiniteDuration() : std::max(steps_.back().waited, at_least);
}

}  // namespace escalon::staffing
