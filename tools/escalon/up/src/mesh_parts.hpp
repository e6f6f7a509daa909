#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "escalon/journal/topology.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service/journal_follower.hpp"
#include "escalon/store_sqlite/options.hpp"
#include "escalon/up/mesh_options.hpp"

namespace escalon::up {

/// The stages of the mesh. Each list shares a thread.
[[nodiscard]] const std::vector<std::vector<const journal::Stage*>>& stages_by_thread();

/// Topics, stages and sizes of the store.
[[nodiscard]] store_sqlite::StoreOptions store_options(const MeshOptions& options,
                                                       const journal::Topology& topology);

/// All partitions of some journals.
[[nodiscard]] std::vector<journal::TopicPartition> partitions_of(
    const std::vector<std::string>& journals, const journal::Topology& topology);

/// A follower of journals in a loop of its own.
class FollowerLoop {
 public:
  FollowerLoop(std::string name, journal::Log& log, journal::ReaderId reader,
               service::JournalSink& sink);
  ~FollowerLoop() { stop(); }
  FollowerLoop(const FollowerLoop&) = delete;
  FollowerLoop& operator=(const FollowerLoop&) = delete;

  /// Before `start`.
  void follow(const journal::TopicPartition& at, journal::Offset next, journal::Fold fold);
  void start() { loop_.start(); }
  void stop() { loop_.stop(); }
  /// True when a journal cannot be read on.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::atomic<bool> failed_ = false;
  service::EventLoop loop_;
  journal::Mailbox& mailbox_;
  service::JournalFollower follower_;
};

}  // namespace escalon::up
