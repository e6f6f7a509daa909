#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/view_redis/options.hpp"

namespace escalon::view_redis {

/// What is known of the server, as of the last look at it.
struct RedisHealth {
  bool reachable = false;
  std::vector<std::string> troubles;  ///< One sentence each: what is wrong, and what to do.
  std::uint64_t used_memory_bytes = 0;
  std::uint64_t max_memory_bytes = 0;  ///< 0 = the server sets no bound.
};

/// What a view has done since it was opened. Counters only grow.
struct RedisStatistics {
  std::uint64_t applies = 0;      ///< Batches that were applied.
  std::uint64_t refusals = 0;     ///< Calls answered FENCED or STALE.
  std::uint64_t unreachable = 0;  ///< Calls answered kUnreachable.
  std::uint64_t connects = 0;     ///< Connections that were made.
  std::uint64_t libraries = 0;    ///< Times that the function library was loaded.
};

/// The port View over one Redis server. One call of the port is one call of a Redis function, so it
/// is atomic; only the emptying of a large view takes several, behind a mark that keeps all others
/// out. Thread-safe. One thread and one connection of its own; what waits is sent in one pipeline.
///
/// A question is answered kUnreachable, with the reason, whenever it may not have been carried out:
/// no connection, or an answer of the server that is none of ours (OOM, READONLY, LOADING, MOVED
/// …). The connection is made again by itself. Mailboxes must outlive the view or close().
class RedisView final : public journal::View {
 public:
  /// Starts and connects. Errors are what waiting does not mend: kInvalid for a wrong password or
  /// missing rights, TLS that this build lacks, a server before 7.0; kConflict for a replica, a
  /// server that evicts keys, or a newer function library that no longer serves this program. A
  /// server that cannot be reached now is no error: health() says so.
  [[nodiscard]] static Result<std::unique_ptr<RedisView>> open(RedisOptions options);

  ~RedisView() override;
  RedisView(const RedisView&) = delete;
  RedisView& operator=(const RedisView&) = delete;

  void acquire(journal::StagePartition at, journal::Epoch epoch, journal::OnAcquire mode,
               journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void load(journal::ViewVersion version, std::vector<Key> keys, journal::Ticket ticket,
            journal::Mailbox& mailbox) override;
  void horizon(journal::ViewVersion version, journal::TimerPosition after, absl::Time until,
               int limit, journal::Ticket ticket, journal::Mailbox& mailbox) override;
  void apply(journal::ViewVersion version, journal::ViewBatch batch, journal::Ticket ticket,
             journal::Mailbox& mailbox) override;

  /// Answers what waits, then stops: nothing is posted or called afterwards.
  void close();

  [[nodiscard]] RedisHealth health() const;
  [[nodiscard]] RedisStatistics statistics() const;

 private:
  class Impl;
  explicit RedisView(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::view_redis
