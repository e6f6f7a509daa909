#pragma once

#include <functional>
#include <map>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/process.hpp"
#include "escalon/simulated/view_store.hpp"

namespace escalon::simulated {

/// One process's way to the views: the port View. Calls on one view are carried out in order, each
/// in one step, and answered later. An unreachable view may have carried out what it never answers.
/// What a dead process has sent may still be carried out.
class SimulatedView final : public journal::View {
 public:
  SimulatedView(ViewStore& store, Process process) : store_(store), process_(std::move(process)) {}

  void acquire(journal::StagePartition at, journal::Epoch epoch, journal::OnAcquire mode,
               journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void load(journal::ViewVersion version, std::vector<Key> keys, journal::Ticket ticket,
            journal::Mailbox& mailbox) override;
  void horizon(journal::ViewVersion version, journal::TimerPosition after, absl::Time until,
               int limit, journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void apply(journal::ViewVersion version, journal::ViewBatch batch, journal::Ticket ticket,
             journal::Mailbox& mailbox) override;

 private:
  using Step = std::function<journal::ViewAnswer(ViewStore&)>;
  void call(journal::StagePartition at, journal::Ticket ticket, journal::Mailbox& mailbox,
            Step step);
  void answer(journal::ViewAnswer answer, journal::Mailbox& mailbox);
  static void strike(ViewStore& store, const journal::StagePartition& at);

  ViewStore& store_;
  Process process_;
  std::map<journal::StagePartition, journal::SteadyTime> last_call_;
  std::map<journal::StagePartition, journal::SteadyTime> last_answer_;
};

}  // namespace escalon::simulated
