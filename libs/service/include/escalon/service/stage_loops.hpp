#pragma once

#include <memory>
#include <string>
#include <vector>

#include "escalon/journal/owner.hpp"
#include "escalon/journal/topology.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service/owner_member.hpp"

namespace escalon::service {

class MeshMetrics;

/// Stages of a process; each list shares a thread.
using StagesByThread = std::vector<std::vector<const journal::Stage*>>;

/// A topic that a process uses.
struct TopicUse {
  std::string name;
  bool plain = false;  ///< True when gates look at its ends (a topic that is no stage's journal).
  friend auto operator<=>(const TopicUse&, const TopicUse&) = default;
};

/// What the stages read, write and look at through their gates, sorted; `policy` and `dead-letter`
/// are used by every stage and are not among them.
[[nodiscard]] std::vector<TopicUse> topics_of(const StagesByThread& stages);

/// Everything outside the owners of a process. All outlive them.
struct StagePorts {
  journal::Log& log;
  journal::Ownership& ownership;
  journal::View& view;
  journal::Clock& clock;
  journal::PolicyBook& policies;
  journal::Producer& producer;
  journal::EffectExecutor& executor;
};

/// How the owners of a process work.
struct StageLoopsOptions {
  journal::OwnerSettings
      owner;  ///< What it keeps in memory is of a stage, all partitions together.
  bool owns_everything = false;  ///< True where nobody shares the partitions: none may be missing.
};

/// The settings of the owner of one of so many partitions: each has its share of what a process may
/// keep in memory of the stage, so that memory is bounded however many partitions there are.
[[nodiscard]] journal::OwnerSettings share_of(journal::OwnerSettings stage,
                                              std::uint32_t partitions);

/// An owner for each partition of each stage, in event loops. Owners of partitions that belong to
/// other processes are idle. Thread-safe.
class StageLoops {
 public:
  /// Starts the threads.
  StageLoops(const StagesByThread& stages, const journal::Topology& topology,
             const StagePorts& ports, StageLoopsOptions options, MeshMetrics& metrics);
  ~StageLoops() { stop(); }
  StageLoops(const StageLoops&) = delete;
  StageLoops& operator=(const StageLoops&) = delete;

  /// Why the stages do not do their work yet, or no longer; empty when they do.
  [[nodiscard]] std::string not_ready() const;
  /// Sets the gauges that are cheaper to ask for than to keep.
  void measure() const;
  /// True when every owner runs and has nothing left to do before its next timer.
  [[nodiscard]] bool quiet() const;

  /// Asks every owner to stop in order: what is appended is applied, a closing record is written.
  void close();
  /// True when all have stopped.
  [[nodiscard]] bool closed() const;
  /// Waits until all have stopped, at most so long; true when they have.
  [[nodiscard]] bool wait_until_closed(absl::Duration longest) const;
  /// Ends the threads.
  void stop();

 private:
  const StageLoopsOptions options_;
  MeshMetrics& metrics_;
  OwnerReporter reporter_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::unique_ptr<OwnerMember>> owners_;
};

}  // namespace escalon::service
