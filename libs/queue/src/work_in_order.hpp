#pragma once

#include <vector>

#include "waiting.hpp"

namespace escalon::queue {

/// All that waits, one by one in the order in which it is given out: the lanes of a state, merged
/// with what waits since the decision under way. A view of them all.
class WorkInOrder {
 public:
  WorkInOrder(const TeamState& state, const std::vector<team::v1::QueueItem>& added,
              const std::vector<team::v1::QueueItem>& relaxed);

  /// The next item; null at the end.
  [[nodiscard]] const team::v1::QueueItem* next();

  /// Whatever asks for the same as the last item and is in its lane is not given any more.
  void pass_over_lane();

 private:
  using Row = const team::v1::QueueItem* const*;

  /// A run of items in order, of which those before `from` were given.
  struct Run {
    Row from = nullptr;
    Row to = nullptr;
    bool one_lane = false;  ///< All of them ask for the same.
  };

  void add(Row from, Row to, bool one_lane);

  std::vector<const team::v1::QueueItem*> fresh_;
  std::vector<Run> runs_;
  Run* last_ = nullptr;
};

}  // namespace escalon::queue
