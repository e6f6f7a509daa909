#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "escalon/journal/owner.hpp"
#include "escalon/simulated/broker.hpp"
#include "escalon/simulated/clock.hpp"
#include "escalon/simulated/executor.hpp"
#include "escalon/simulated/log.hpp"
#include "escalon/simulated/ownership.hpp"
#include "escalon/simulated/process.hpp"
#include "escalon/simulated/view.hpp"
#include "mesh_under_test.hpp"

namespace escalon::simulation {

/// What every process of a schedule shares: the outside.
struct Surroundings {
  simulated::Scheduler& scheduler;
  simulated::Broker& broker;
  simulated::ViewStore& views;
  simulated::Registrar& registrar;
  simulated::Outside& outside;
  const MeshUnderTest& mesh;
  journal::PolicyBook& policies;
  journal::OwnerListener& listener;
  absl::Time origin;
};

/// One simulated process with an owner for every partition of every stage; those that it is not
/// assigned are idle.
class Host {
 public:
  /// `ended` is told when a stage ended the process.
  Host(Surroundings& around, std::string name, absl::Duration clock_off_by,
       std::function<void(Host&)> ended);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  [[nodiscard]] simulated::Process& process() { return process_; }
  [[nodiscard]] simulated::SimulatedClock& clock() { return clock_; }
  [[nodiscard]] bool quiet() const;
  /// Sums of what the owners have done.
  [[nodiscard]] journal::OwnerStatistics statistics() const;
  /// What its owners wait for that are not quiet.
  [[nodiscard]] std::string describe() const;

 private:
  struct Seat;  // an owner with its mailbox

  Surroundings& around_;
  simulated::Process process_;
  simulated::SimulatedLog log_;
  simulated::SimulatedView view_;
  simulated::SimulatedClock clock_;
  simulated::SimulatedOwnership ownership_;
  simulated::SimulatedExecutor executor_;
  std::function<void(Host&)> ended_;
  std::vector<std::unique_ptr<Seat>> seats_;
};

}  // namespace escalon::simulation
