#pragma once

#include <cstdint>
#include <vector>

#include "escalon/calendar/calendar.hpp"

namespace escalon::calendar {

/// Pauses in ms, sorted and disjoint, and a place in them that moves on with time.
class PauseList {
 public:
  explicit PauseList(Pauses pauses);

  struct Span {
    std::int64_t from_ms;
    std::int64_t to_ms;
  };

  [[nodiscard]] bool empty() const { return spans_.empty(); }
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }

  /// Calls `visit(from_ms, to_ms)` with the parts of [from_ms, to_ms) outside every pause, in
  /// order, until it returns false; returns whether all were visited. Calls must not go back in
  /// time.
  template <typename Visit>
  bool outside(std::int64_t from_ms, std::int64_t to_ms, Visit visit) {
    while (next_ < spans_.size() && spans_[next_].to_ms <= from_ms) {
      ++next_;
    }
    for (std::size_t i = next_; i < spans_.size() && spans_[i].from_ms < to_ms; ++i) {
      if (from_ms < spans_[i].from_ms && !visit(from_ms, spans_[i].from_ms)) {
        return false;
      }
      from_ms = spans_[i].to_ms;
    }
    return from_ms >= to_ms || visit(from_ms, to_ms);
  }

  /// The same from the last part to the first. Calls must not go forward in time, nor follow calls
  /// of outside().
  template <typename Visit>
  bool outside_back(std::int64_t from_ms, std::int64_t to_ms, Visit visit) {
    while (next_ < spans_.size() && at_back(next_).from_ms >= to_ms) {
      ++next_;
    }
    for (std::size_t i = next_; i < spans_.size() && at_back(i).to_ms > from_ms; ++i) {
      if (to_ms > at_back(i).to_ms && !visit(at_back(i).to_ms, to_ms)) {
        return false;
      }
      to_ms = at_back(i).from_ms;
    }
    return from_ms >= to_ms || visit(from_ms, to_ms);
  }

 private:
  [[nodiscard]] const Span& at_back(std::size_t i) const { return spans_[spans_.size() - 1 - i]; }

  std::vector<Span> spans_;
  std::size_t next_ = 0;
};

}  // namespace escalon::calendar
