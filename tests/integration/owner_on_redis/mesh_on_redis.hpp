#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "escalon/journal/owner.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/view_redis/redis_view.hpp"

namespace escalon::owner_on_redis {

/// One policy that decides everything, and no effects.
class OnePolicy final : public journal::PolicyBook, public journal::EffectExecutor {
 public:
  OnePolicy();
  std::shared_ptr<const journal::CompiledPolicy> find(const std::string& hash) override;
  Result<std::shared_ptr<const journal::CompiledPolicy>> learn(
      const journal::Record& record) override;
  void execute(journal::EffectRequest request, journal::Mailbox& mailbox) override;

 private:
  std::shared_ptr<const journal::CompiledPolicy> policy_;
};

/// Keeps which key's timer each accepted record fired, by offset. Read `fired_keys` once the loop
/// has stopped.
class Listener final : public journal::OwnerListener {
 public:
  void fired(const journal::StagePartition& at, int kind, absl::Duration gate_wait,
             absl::Duration firing) override;
  void accepted(const journal::StagePartition& at, journal::Offset offset,
                const journal::Record& record, bool own) override;
  void alarm(const journal::StagePartition& at, const std::string& text) override;

  std::map<journal::Offset, std::string> fired_keys;
  std::vector<std::string> alarms;
  std::atomic<std::size_t> accepted_firings = 0;
};

/// The owner in its loop. The atomics may be read from any thread.
class Member final : public service::LoopMember {
 public:
  explicit Member(const journal::OwnerPorts& ports);
  void handle(journal::MailboxMessage message) override;
  bool step() override;
  void close();

  std::atomic<journal::OwnerPhase> phase = journal::OwnerPhase::kIdle;
  std::atomic<bool> quiet = false;
  std::atomic<std::uint64_t> takeovers = 0;

 private:
  journal::Mailbox& mailbox_;
  journal::Topology topology_;
  journal::Owner owner_;
  std::atomic<bool> closing_ = false;
  bool closed_ = false;
};

/// One owner of the simulation's stage `tally`, with its log in a file and its view in Redis.
class MeshOnRedis {
 public:
  MeshOnRedis(const std::filesystem::path& directory, const std::string& redis_socket);
  ~MeshOnRedis();
  MeshOnRedis(const MeshOnRedis&) = delete;
  MeshOnRedis& operator=(const MeshOnRedis&) = delete;

  /// Publishes the policy; once in a directory's life.
  void publish_policy();
  /// Asks for a timer of `key` after `delay`.
  void arm(const std::string& key, absl::Duration delay);
  /// Waits, a minute at most.
  [[nodiscard]] bool wait(const std::function<bool()>& done) const;
  [[nodiscard]] bool wait_until_quiet() const;
  /// Stops in order.
  void stop();

  [[nodiscard]] Listener& listener() { return listener_; }
  [[nodiscard]] Member& owner() { return *owner_; }
  [[nodiscard]] view_redis::RedisView& view() { return *view_; }

 private:
  void produce(std::string topic, journal::RecordHeader header, std::string body);

  OnePolicy policy_;
  Listener listener_;
  service::EventLoop loop_{"tally"};
  std::unique_ptr<store_sqlite::SqliteStore> store_;
  std::unique_ptr<view_redis::RedisView> view_;
  std::unique_ptr<service::MeshClock> clock_;
  std::unique_ptr<Member> owner_;
};

}  // namespace escalon::owner_on_redis
