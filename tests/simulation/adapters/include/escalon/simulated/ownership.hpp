#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/process.hpp"
#include "escalon/simulated/random.hpp"

namespace escalon::simulated {

/// Who owns what, as the world decides.
class Registrar {
 public:
  explicit Registrar(Scheduler& scheduler) : random_(scheduler.random().fork()) {}
  Registrar(const Registrar&) = delete;
  Registrar& operator=(const Registrar&) = delete;

  /// Gives a partition to a process. The owner so far is told if it is alive and `tell_former`; if
  /// not, there are two owners: the former believes until it is refused, or confirms.
  void assign(const journal::StagePartition& at, const Process& process, bool tell_former = true);
  [[nodiscard]] std::optional<Process> owner(const journal::StagePartition& at) const;

 private:
  friend class SimulatedOwnership;
  struct Follower {
    Process process;
    std::string stage;
    journal::Mailbox* mailbox = nullptr;
  };
  void tell(const Follower& follower, journal::MailboxMessage message);

  Random random_;
  std::map<journal::StagePartition, Process> owners_;
  std::vector<Follower> followers_;
};

/// One process's way to the registrar: the port Ownership.
class SimulatedOwnership final : public journal::Ownership {
 public:
  SimulatedOwnership(Registrar& registrar, Process process)
      : registrar_(registrar), process_(std::move(process)) {}
  void follow(const std::string& stage, journal::Mailbox& mailbox) override;
  void confirm(journal::StagePartition at, journal::Mailbox& mailbox) override;

 private:
  Registrar& registrar_;
  Process process_;
};

}  // namespace escalon::simulated
