#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/journal/owner.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "timer_plan.hpp"

namespace escalon::bench {

/// One policy that decides everything.
class OnePolicyBook final : public journal::PolicyBook {
 public:
  OnePolicyBook();
  std::shared_ptr<const journal::CompiledPolicy> find(const std::string& hash) override;
  Result<std::shared_ptr<const journal::CompiledPolicy>> learn(
      const journal::Record& record) override;

 private:
  std::shared_ptr<const journal::CompiledPolicy> policy_;
};

/// No stage of this benchmark asks for effects.
class NoEffects final : public journal::EffectExecutor {
 public:
  void execute(journal::EffectRequest, journal::Mailbox&) override {}
};

/// What the owner says of its firings. Read the vectors once the owner's loop has stopped.
class FiringListener final : public journal::OwnerListener {
 public:
  void fired(const journal::StagePartition& at, int kind, absl::Duration gate_wait,
             absl::Duration firing) override;
  void accepted(const journal::StagePartition& at, journal::Offset offset,
                const journal::Record& record, bool own) override;
  void alarm(const journal::StagePartition& at, const std::string& text) override;

  std::vector<absl::Duration> gate_waits;
  std::vector<absl::Duration> firings;
  std::chrono::steady_clock::time_point first_fired;  ///< Once `firings` is not empty.
  std::atomic<std::size_t> own_accepted = 0;
};

/// The owner in its event loop. The atomics may be read from any thread.
class TimerOwner final : public service::LoopMember {
 public:
  TimerOwner(const journal::OwnerPorts& ports, const journal::Topology& topology);
  void handle(journal::MailboxMessage message) override;
  bool step() override;
  /// Asks for an orderly stop.
  void close();

  std::atomic<journal::OwnerPhase> phase = journal::OwnerPhase::kIdle;
  std::atomic<bool> quiet = false;
  std::atomic<std::size_t> near_timers = 0;
  std::chrono::steady_clock::time_point running_since;  ///< Once `phase` has been kRunning.

 private:
  journal::Mailbox& mailbox_;
  journal::Owner owner_;
  std::atomic<bool> closing_ = false;
  bool closed_ = false;
};

/// A reader of its own that takes down when each firing reached it. Read all but `count` and
/// `strangers` once its loop has stopped.
class FiringReader final : public service::LoopMember {
 public:
  FiringReader(journal::Clock& clock, const TimerPlan& plan, const TimerGroup& group);
  void handle(journal::MailboxMessage message) override;
  bool step() override { return false; }

  std::vector<absl::Duration> lateness;  ///< Received − due by the plan; negative = early.
  absl::Time last_received;
  std::chrono::steady_clock::time_point first_received;
  std::atomic<std::size_t> count = 0;      ///< Different timers of the group that fired.
  std::atomic<std::size_t> strangers = 0;  ///< Firings of other timers, and second ones.

 private:
  journal::Clock& clock_;
  const TimerPlan& plan_;
  const TimerGroup group_;
  std::vector<bool> seen_;
};

/// The embedded adapters and one owner of the simulation's stage `tally`, composed as `escalon up`
/// composes its mesh. Mesh time starts where the caller says and runs at the speed of real time.
class TimerMesh {
 public:
  /// Opens the store and starts the owner. Firings of `group` are read by a separate reader when
  /// there is one.
  TimerMesh(const std::filesystem::path& directory, absl::Time mesh_start, const TimerPlan& plan,
            const std::optional<TimerGroup>& group);
  ~TimerMesh();

  /// Publishes the policy; once in a directory's life.
  void publish_policy();
  /// Asks for the timer of that number.
  void arm(std::size_t number);
  /// Stops in order; nothing changes afterwards.
  void stop();

  [[nodiscard]] FiringListener& listener() { return listener_; }
  [[nodiscard]] TimerOwner& owner() { return *owner_; }
  [[nodiscard]] FiringReader& reader() { return *reader_; }
  [[nodiscard]] store_sqlite::SqliteStore& store() { return *store_; }
  [[nodiscard]] service::MeshClock& clock() { return *clock_; }

 private:
  void produce(const char* topic, journal::RecordHeader header, std::string body);

  const TimerPlan& plan_;
  journal::Topology topology_;
  OnePolicyBook book_;
  NoEffects effects_;
  FiringListener listener_;
  service::EventLoop loop_{"tally"};
  service::EventLoop reading_{"reader"};
  std::unique_ptr<store_sqlite::SqliteStore> store_;
  std::unique_ptr<service::MeshClock> clock_;
  std::unique_ptr<TimerOwner> owner_;
  std::unique_ptr<FiringReader> reader_;
};

/// How a store of this benchmark is opened; its file is bounded.
[[nodiscard]] store_sqlite::StoreOptions timer_store(const std::filesystem::path& directory);

}  // namespace escalon::bench
