#pragma once

#include <vector>

#include "absl/time/time.h"
#include "escalon/rota/rota.hpp"

namespace escalon::rota {

/// Hours of a week by the wall clock.
class WeekHours {
 public:
  /// Always open where `spans` is empty; overlapping spans count once.
  explicit WeekHours(const std::vector<WeekSpan>& spans = {});

  /// What is open in both.
  [[nodiscard]] WeekHours within(const WeekHours& other) const;
  [[nodiscard]] bool never_open() const { return spans_.empty(); }

  /// Whether `at` is open, and the next instant at which that may change.
  struct State {
    bool open;
    absl::Time until;
  };
  [[nodiscard]] State at(const absl::TimeZone& zone, absl::Time at) const;

 private:
  // Sorted, apart from one another, each within one week.
  struct Span {
    int from_s;
    int to_s;
  };
  void add(int from_s, int to_s);
  void join();
  [[nodiscard]] bool always_open() const;

  std::vector<Span> spans_;
};

}  // namespace escalon::rota
