#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>

#include "escalon/intake/intake.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/up/play_plan.hpp"

namespace escalon::up {

/// Tells a mesh what happened, each thing when mesh time has reached the millisecond before its
/// instant. Mesh time is held there until the thing is durable, so nothing is ever decided before
/// what it should have known: not even a timer that is due at that very instant. A thread of its
/// own.
class Player {
 public:
  struct Outcome {
    std::size_t told = 0;
    std::string trouble;  ///< Why it stopped early; empty otherwise.
  };

  /// The last bound of mesh time once everything was told; `until` = InfiniteFuture lets it run on.
  Player(PlayItems items, absl::Time until, service::MeshClock& clock, intake::Intake& intake);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Begins at the first thing that is not before `resume_at`: everything before is durable.
  void start(absl::Time resume_at, std::function<void(const Outcome&)> finished);
  void stop();

  [[nodiscard]] std::size_t told() const { return told_; }
  [[nodiscard]] std::size_t total() const { return items_.size(); }

 private:
  void run(const std::stop_token& stop, std::size_t first);
  [[nodiscard]] std::size_t end_of_instant(std::size_t from) const;
  [[nodiscard]] Status tell(std::size_t from, std::size_t to, const std::stop_token& stop);
  [[nodiscard]] std::size_t position_of(absl::Time resume_at) const;

  const PlayItems items_;
  const absl::Time until_;
  service::MeshClock& clock_;
  intake::Intake& intake_;
  std::function<void(const Outcome&)> finished_;
  std::atomic<std::size_t> told_ = 0;
  std::jthread thread_;
};

}  // namespace escalon::up
