#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/scheduler.hpp"

namespace escalon::simulated {

/// The life of one simulated process. Every adapter that a process uses is made with it, and every
/// message to it goes through it: a dead process gets none, a paused one gets them all when it goes
/// on (the zombie that comes back). Copies mean the same process. The scheduler must outlive it.
class Process {
 public:
  Process(Scheduler& scheduler, std::string name);

  [[nodiscard]] const std::string& name() const { return life_->name; }
  [[nodiscard]] bool alive() const { return life_->alive; }
  [[nodiscard]] bool paused() const { return life_->paused; }
  [[nodiscard]] Scheduler& scheduler() const { return *life_->scheduler; }

  /// Ends it for good. What is on its way to it vanishes; what it has sent may still arrive.
  void kill();
  void pause() { life_->paused = true; }
  /// Lets what was held back happen, in the order in which it came, before anything newer.
  void resume();

  /// Does `what` within the process after `delay`: never if it is dead by then, later if it is
  /// paused.
  void later(absl::Duration delay, std::function<void()> what) const {
    later_at(scheduler().now() + delay, std::move(what));
  }
  void later_at(journal::SteadyTime when, std::function<void()> what) const;

  friend bool operator==(const Process& left, const Process& right) {
    return left.life_ == right.life_;
  }

 private:
  struct Life {
    Scheduler* scheduler = nullptr;
    std::string name;
    bool alive = true;
    bool paused = false;
    std::deque<std::function<void()>> held;
  };
  static void happen(const std::shared_ptr<Life>& life, std::function<void()> what);
  static void release(const std::shared_ptr<Life>& life);

  std::shared_ptr<Life> life_;
};

}  // namespace escalon::simulated
