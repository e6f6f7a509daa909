#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/rota/rota_spec.hpp"

namespace escalon::rota {

/// One turn of a rotation: a half-open span of time. Never empty.
struct Turn {
  /// Counted from 0 at the rotation's start; below zero before it.
  std::int64_t number = 0;
  absl::Time from;
  absl::Time to;

  friend bool operator==(const Turn&, const Turn&) = default;
};

/// The instants at which a rotation hands over, before its start too. An immutable value; several
/// threads may read one.
///
/// Hand-overs are evenly spaced readings of the wall clock. One that the clock skips is the first
/// valid instant after it; one that comes twice is the first of the two. Turns that begin at the
/// same instant because the clock skipped them are over before they began: the last one counts.
class Handovers {
 public:
  /// Refused, with the remedy: an unknown zone, a turn of zero length or of more than ten years.
  [[nodiscard]] static Result<Handovers> compile(const std::string& time_zone,
                                                 absl::CivilSecond start, const TurnLength& length);

  /// The turn under way at `at`. Takes the same time however far from the start.
  [[nodiscard]] Turn turn_at(absl::Time at) const;

 private:
  Handovers(absl::TimeZone zone, absl::CivilSecond start) : zone_(zone), start_(start) {}
  [[nodiscard]] absl::CivilSecond begin_of(std::int64_t number) const;
  [[nodiscard]] std::int64_t last_by(absl::CivilSecond reading) const;

  absl::TimeZone zone_;
  absl::CivilSecond start_;
  std::vector<std::int64_t> ends_s_;  // within a cycle: the end of each turn
  int months_ = 0;                    // above zero instead of `ends_s_`
};

}  // namespace escalon::rota
