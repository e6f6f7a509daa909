#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/faults.hpp"
#include "escalon/simulated/process.hpp"
#include "escalon/simulated/random.hpp"

namespace escalon::simulated {

/// An attempt that was carried out.
struct Executed {
  journal::StagePartition at;
  Key key;
  std::string effect_id;
  std::uint64_t attempt = 0;
  bool delivered = false;
  journal::SteadyTime when;
  std::string process;
};

/// The outside world: everything that was ever carried out in it, by whichever process.
class Outside {
 public:
  /// Encodes what an attempt came to, as the stage's `new_input("outcome")` reads it.
  using EncodeOutcome = std::function<std::string(const journal::EffectRequest&, bool delivered)>;

  Outside(Scheduler& scheduler, Faults& faults, EncodeOutcome encode)
      : faults_(faults), encode_(std::move(encode)), random_(scheduler.random().fork()) {}
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

  [[nodiscard]] const std::vector<Executed>& executed() const { return executed_; }

 private:
  friend class SimulatedExecutor;
  Faults& faults_;
  EncodeOutcome encode_;
  Random random_;
  std::vector<Executed> executed_;
};

/// One process's way to the outside: the port EffectExecutor. An attempt takes a while, may fail,
/// and is recorded when it reaches the outside; its outcome comes back later, unless the process
/// has died.
class SimulatedExecutor final : public journal::EffectExecutor {
 public:
  SimulatedExecutor(Outside& outside, Process process)
      : outside_(outside), process_(std::move(process)) {}
  void execute(journal::EffectRequest request, journal::Mailbox& mailbox) override;

 private:
  Outside& outside_;
  Process process_;
};

}  // namespace escalon::simulated
