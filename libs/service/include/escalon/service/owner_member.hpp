#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "escalon/journal/owner.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::service {

class MeasuredFamily;
class MeshMetrics;

/// Counts and logs what happens inside owners.
class OwnerReporter final : public journal::OwnerListener {
 public:
  explicit OwnerReporter(MeshMetrics& metrics) : metrics_(metrics) {}
  void fired(const journal::StagePartition& at, int kind, absl::Duration gate_wait,
             absl::Duration firing) override;
  void accepted(const journal::StagePartition&, journal::Offset, const journal::Record&,
                bool) override {}
  void alarm(const journal::StagePartition& at, const std::string& text) override;

 private:
  MeshMetrics& metrics_;
};

/// An owner in an event loop. `close`, `phase`, `stopped_for_good`, `quiet` and `at` may be called
/// from any thread.
class OwnerMember final : public LoopMember {
 public:
  OwnerMember(const journal::Stage& stage, const journal::Topology& topology,
              std::uint32_t partition, const std::string& process, journal::OwnerPorts ports,
              const journal::OwnerSettings& settings, MeshMetrics& metrics);

  void handle(journal::MailboxMessage message) override;
  bool step() override;

  /// Asks for an orderly stop.
  void close();
  [[nodiscard]] journal::OwnerPhase phase() const { return phase_; }
  /// It stopped although nobody asked it to: its partition stands still until an operator acts.
  [[nodiscard]] bool stopped_for_good() const {
    return phase_ == journal::OwnerPhase::kStopped && !closing_;
  }
  [[nodiscard]] bool quiet() const { return quiet_; }
  [[nodiscard]] const journal::StagePartition& at() const { return owner_.at(); }

 private:
  void publish_state();
  void publish(MeasuredFamily& gauge, std::size_t now, std::size_t& told);

  journal::Mailbox& mailbox_;
  MeshMetrics& metrics_;
  journal::Owner owner_;
  bool closed_ = false;
  std::uint64_t take_overs_ = 0;
  std::size_t near_timers_ = 0;
  std::size_t waiting_inputs_ = 0;
  std::atomic<bool> closing_ = false;
  std::atomic<journal::OwnerPhase> phase_ = journal::OwnerPhase::kIdle;
  std::atomic<bool> quiet_ = false;
};

}  // namespace escalon::service
