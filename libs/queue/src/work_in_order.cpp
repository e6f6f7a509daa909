#include "work_in_order.hpp"

#include <algorithm>

namespace escalon::queue {
namespace {

using team::v1::QueueItem;

bool comes_before(const QueueItem* one, const QueueItem* other) {
  return place_of(*one) < place_of(*other);
}

}  // namespace

WorkInOrder::WorkInOrder(const TeamState& state, const std::vector<QueueItem>& added,
                         const std::vector<QueueItem>& relaxed) {
  for (const auto* items : {&added, &relaxed}) {
    for (const QueueItem& item : *items) {
      fresh_.push_back(&item);
    }
  }
  std::ranges::sort(fresh_, comes_before);
  add(fresh_.data(), fresh_.data() + fresh_.size(), false);
  // What waited before there were lanes asks for nothing, as that lane does.
  add(state.waiting().data(), state.waiting().data() + state.waiting_size(), true);
  for (const team::v1::Lane& lane : state.lanes()) {
    add(lane.waiting().data(), lane.waiting().data() + lane.waiting_size(), true);
  }
}

void WorkInOrder::add(Row from, Row to, bool one_lane) {
  if (from != to) {
    runs_.push_back({from, to, one_lane});
  }
}

const QueueItem* WorkInOrder::next() {
  last_ = nullptr;
  for (Run& run : runs_) {
    if (run.from != run.to && (last_ == nullptr || comes_before(*run.from, *last_->from))) {
      last_ = &run;
    }
  }
  return last_ == nullptr ? nullptr : *last_->from++;
}

void WorkInOrder::pass_over_lane() {
  if (last_->one_lane) {
    last_->from = last_->to;
  }
}

}  // namespace escalon::queue
