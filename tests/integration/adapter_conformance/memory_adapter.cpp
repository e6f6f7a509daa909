#include <optional>
#include <utility>

#include "escalon/simulated/log.hpp"
#include "escalon/simulated/ownership.hpp"
#include "escalon/simulated/view.hpp"
#include "local_adapters.hpp"

namespace escalon::adapter_conformance {
namespace {

using simulated::Broker;
using simulated::Faults;
using simulated::Process;
using simulated::Registrar;
using simulated::Scheduler;
using simulated::SimulatedLog;
using simulated::SimulatedOwnership;
using simulated::SimulatedView;
using simulated::ViewStore;

constexpr std::uint64_t kSeed = 20'231;

class MemoryAdapter final : public Adapter {
 public:
  MemoryAdapter()
      : scheduler_(kSeed),
        faults_(scheduler_.random().fork()),
        broker_(scheduler_, faults_),
        views_(scheduler_, faults_),
        registrar_(scheduler_) {
    broker_.add_topic(kPlainTopic, kPartitions, true);
    broker_.add_topic(kJournal, kPartitions, false);
    start();
  }
  ~MemoryAdapter() override { process_->process.kill(); }

  journal::Log& log() override { return process_->log; }
  journal::Producer& producer() override { return process_->log; }
  journal::View& view() override { return process_->view; }
  journal::Ownership& ownership() override { return process_->ownership; }
  Signal& signal() override { return signal_; }

  bool wait(const std::function<bool()>& done) override {
    while (!done()) {
      if (crashing_ || !scheduler_.step()) {
        return false;
      }
    }
    return true;
  }

  void settle() override {
    while (!crashing_ && scheduler_.step()) {
    }
  }

  std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) override {
    std::vector<std::string> lines;
    work(*this, [&](const std::string& line) {
      lines.push_back(line);
      if (lines.size() == reports) {
        process_->process.kill();
        crashing_ = true;
      }
    });
    crashing_ = false;
    start();
    return lines;
  }

 private:
  // A process with its ways to what lives on.
  struct Running {
    Running(Scheduler& scheduler, Broker& broker, ViewStore& views, Registrar& registrar)
        : process(scheduler, "process"),
          log(broker, process),
          view(views, process),
          ownership(registrar, process) {}
    Process process;
    SimulatedLog log;
    SimulatedView view;
    SimulatedOwnership ownership;
  };

  void start() {
    process_.emplace(scheduler_, broker_, views_, registrar_);
    for (std::uint32_t partition = 0; partition < kPartitions; ++partition) {
      registrar_.assign({kStage, partition}, process_->process);
    }
  }

  Signal signal_;
  Scheduler scheduler_;
  Faults faults_;
  Broker broker_;
  ViewStore views_;
  Registrar registrar_;
  std::optional<Running> process_;
  bool crashing_ = false;
};

}  // namespace

std::unique_ptr<Adapter> make_memory_adapter() {
  return std::make_unique<MemoryAdapter>();
}

}  // namespace escalon::adapter_conformance
