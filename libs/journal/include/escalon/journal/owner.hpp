#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/topology.hpp"

namespace escalon::journal {

/// Bounds and intervals of an owner. Instants marked *mesh* follow the (possibly sped-up) mesh
/// clock, all others real steady time. The defaults are the protocol's.
struct OwnerSettings {
  size_t in_flight_records_max =
      4096;  ///< Appended and not read back; inputs stop here, timers at twice.
  size_t in_flight_bytes_max = 8U << 20U;  ///< The same in bytes of records.
  /// What may wait for a view that is away: timers wait at it, inputs at half of it. Well above
  /// what waits for a view that answers.
  size_t away_records_max = 12'288;
  size_t away_bytes_max = 24U << 20U;   ///< The same in bytes of records.
  size_t cached_states_max = 100'000;   ///< States in memory that are not pinned.
  size_t decision_bytes_max = 950'000;  ///< A larger decision is a dead letter.
  size_t view_operations_max = 500;     ///< Of one decision.
  size_t apply_operations_max = 2'000;  ///< Of one apply, about.
  /// Appends go to the log at once, or where some went less than this before, all together at the
  /// next multiple of it, which all partitions of a process share. A log's work goes by requests.
  absl::Duration append_interval = absl::Milliseconds(2);
  /// While there is work, an apply begins no sooner after the one before, unless much waits: a busy
  /// key is written once for many records, the view lags behind by so much, and a take-over folds
  /// as many records.
  absl::Duration apply_interval = absl::Seconds(4);
  absl::Duration apply_calm = absl::Milliseconds(200);  ///< Without work for so long it begins.
  absl::Duration horizon = absl::Seconds(60);  ///< Mesh: timers due within it are in memory.
  absl::Duration prefetch =
      absl::Seconds(30);                   ///< Mesh: states of timers due within it are resident.
  size_t prefetch_bytes_max = 64U << 20U;  ///< Nothing is prefetched while states take more.
  absl::Duration gate_margin = absl::Milliseconds(100);  ///< Mesh: see Gate.
  absl::Duration gate_override = absl::Seconds(10);
  absl::Duration probe_interval = absl::Milliseconds(50);  ///< Zero where ends are local.
  absl::Duration progress_interval = absl::Milliseconds(20);
  absl::Duration backoff_min = absl::Milliseconds(50);
  absl::Duration backoff_max = absl::Seconds(5);
  absl::Duration effect_deadline =
      absl::Seconds(60);  ///< After it an outcome is no longer awaited.
  absl::Duration short_epoch =
      absl::Seconds(60);                      ///< Two such epochs in a row ask for careful mode.
  std::uint64_t full_cursor_every = 1000;     ///< Records.
  std::uint64_t quiet_movement_max = 10'000;  ///< Inputs decided without a record.
  /// Foreign movement is listed in the next record when it was last listed so long ago.
  absl::Duration quiet_listed_after = absl::Milliseconds(100);
  absl::Duration gap_alarm = absl::Seconds(30);  ///< A gap that no higher marker follows.
  int careful_causes = 64;

  /// For a log and a view in the owner's own process: ends are asked for without a pause, and an
  /// apply is cheap to begin and may be long. A take-over folds up to twice as many.
  [[nodiscard]] static OwnerSettings local() {
    OwnerSettings settings;
    settings.probe_interval = absl::ZeroDuration();
    settings.append_interval = absl::ZeroDuration();
    settings.apply_operations_max = 20'000;
    settings.apply_interval = absl::Seconds(1);
    settings.apply_calm = absl::ZeroDuration();
    return settings;
  }
};

/// What an owner has done, for metrics and for the simulation. Counted since the process began.
struct OwnerStatistics {
  std::uint64_t inputs = 0;     ///< Records of inputs that were decided, no-ops included.
  std::uint64_t decisions = 0;  ///< Accepted decisions of this owner.
  std::uint64_t firings = 0;    ///< Timers decided.
  std::uint64_t dead_letters = 0;
  std::uint64_t takeovers = 0;
  std::uint64_t progress = 0;
  std::uint64_t refused_epoch = 0;   ///< Records of older epochs dropped in the own journal.
  std::uint64_t refused_seq = 0;     ///< Duplicates and gaps dropped in the own journal.
  std::uint64_t refused_fenced = 0;  ///< Answers of the view.
  std::uint64_t refused_stale = 0;
  std::uint64_t gate_held = 0;  ///< Due timers that the gate made wait.
  std::uint64_t gate_overrides = 0;
  std::uint64_t effects_started = 0;
};

/// Hears of what happens inside an owner, on the owner's thread.
class OwnerListener {
 public:
  virtual ~OwnerListener() = default;
  /// A timer was decided: how long the gate held it, and how long firing took after that.
  virtual void fired(const StagePartition& at, int kind, absl::Duration gate_wait,
                     absl::Duration firing) = 0;
  /// A record of the own journal was accepted; `own` = appended by this owner.
  virtual void accepted(const StagePartition& at, Offset offset, const Record& record,
                        bool own) = 0;
  /// Something an operator should know.
  virtual void alarm(const StagePartition& at, const std::string& text) = 0;
};

/// Everything outside an owner. All outlive it.
struct OwnerPorts {
  Log& log;
  Ownership& ownership;
  View& view;
  Clock& clock;
  PolicyBook& policies;
  Producer& producer;        ///< For copies of dead letters.
  EffectExecutor& executor;  ///< For stages with effects.
  OwnerListener& listener;
  Mailbox& mailbox;  ///< The owner's own; whoever drains it calls handle().
};

/// Where an owner stands.
enum class OwnerPhase {
  kIdle,        ///< Owns nothing.
  kWaiting,     ///< Backs off before it takes over.
  kConfirming,  ///< Was superseded; asks whether it still owns.
  kAcquiring,   ///< Raises the view's epoch.
  kRolling,     ///< Reads the journal up to its own marker.
  kRunning,
  kStopped,  ///< Stopped in order, or for good with an alarm.
};

/// Decides for one partition of one stage, exactly as the stage protocol says. A single-threaded
/// state machine: one thread hands it every message of its mailbox and calls step() until there is
/// nothing to do.
class Owner {
 public:
  /// `process` is random for each start of a process; `partition` < topology.partitions_of(the
  /// stage's journal).
  Owner(const Stage& stage, const Topology& topology, std::uint32_t partition, std::string process,
        OwnerPorts ports, OwnerSettings settings);
  ~Owner();

  /// Takes one message of the mailbox.
  void handle(MailboxMessage message);
  /// Does a bounded piece of work. True when there is more to do at once.
  bool step();
  /// Begins an orderly stop: what is appended is applied, a closing record is written.
  void close();

  [[nodiscard]] OwnerPhase phase() const;
  /// True when nothing is in flight, ready or being applied: with no new input, nothing more will
  /// happen before the next timer.
  [[nodiscard]] bool quiet() const;
  [[nodiscard]] const StagePartition& at() const;
  [[nodiscard]] const OwnerStatistics& statistics() const;
  /// What it is doing and what it waits for, in one line for people.
  [[nodiscard]] std::string describe() const;
  /// How many timers are armed within the horizon.
  [[nodiscard]] size_t near_timers() const;
  /// How many records of its inputs are read and not yet decided. The log sends an owner no more
  /// than a few batches ahead, so this says that there is a backlog, not how long it is.
  [[nodiscard]] size_t waiting_inputs() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::journal
