#include "escalon/simulated/scheduler.hpp"

#include <algorithm>
#include <utility>

namespace escalon::simulated {

bool Scheduler::later(const Event& left, const Event& right) {
  return left.when != right.when ? left.when > right.when : left.rank > right.rank;
}

void Scheduler::at(journal::SteadyTime when, std::function<void()> what) {
  heap_.push_back({std::max(when, now_), random_.next(), std::move(what)});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

bool Scheduler::step() {
  if (heap_.empty()) {
    return false;
  }
  std::pop_heap(heap_.begin(), heap_.end(), later);
  const Event event = std::move(heap_.back());
  heap_.pop_back();
  now_ = event.when;
  ++steps_;
  event.what();
  return true;
}

void Scheduler::run_until(journal::SteadyTime until) {
  while (!heap_.empty() && heap_.front().when <= until) {
    step();
  }
  now_ = std::max(now_, until);
}

}  // namespace escalon::simulated
