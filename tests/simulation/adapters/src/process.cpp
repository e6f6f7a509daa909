#include "escalon/simulated/process.hpp"

#include <utility>

namespace escalon::simulated {

Process::Process(Scheduler& scheduler, std::string name) : life_(std::make_shared<Life>()) {
  life_->scheduler = &scheduler;
  life_->name = std::move(name);
}

void Process::kill() {
  life_->alive = false;
  life_->held.clear();
}

void Process::later_at(journal::SteadyTime when, std::function<void()> what) const {
  life_->scheduler->at(
      when, [life = life_, what = std::move(what)]() mutable { happen(life, std::move(what)); });
}

void Process::happen(const std::shared_ptr<Life>& life, std::function<void()> what) {
  if (!life->alive) {
    return;
  }
  if (life->paused || !life->held.empty()) {
    life->held.push_back(std::move(what));
    return;
  }
  what();
}

void Process::resume() {
  life_->paused = false;
  release(life_);
}

// What is held back may pause or kill the process again.
void Process::release(const std::shared_ptr<Life>& life) {
  while (life->alive && !life->paused && !life->held.empty()) {
    const std::function<void()> what = std::move(life->held.front());
    life->held.pop_front();
    what();
  }
}

}  // namespace escalon::simulated
