#pragma once

#include <atomic>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "escalon/journal/topology.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service/journal_follower.hpp"

namespace escalon::service {

/// All partitions of some topics.
[[nodiscard]] std::vector<journal::TopicPartition> partitions_of(
    const std::vector<std::string>& topics, const journal::Topology& topology);

/// A follower of journals in a loop of its own.
class FollowerLoop {
 public:
  /// `name` is the thread's name, `reader` unique in the process. References outlive the loop.
  FollowerLoop(std::string name, journal::Log& log, journal::ReaderId reader, JournalSink& sink);
  ~FollowerLoop() { stop(); }
  FollowerLoop(const FollowerLoop&) = delete;
  FollowerLoop& operator=(const FollowerLoop&) = delete;

  /// Before `start`.
  void follow(const journal::TopicPartition& at, journal::Offset next, journal::Fold fold);
  void start() { loop_.start(); }
  void stop() { loop_.stop(); }
  /// True when a journal cannot be read on.
  [[nodiscard]] bool failed() const { return failed_; }
  /// True when every partition has been read to its end at least once.
  [[nodiscard]] bool caught_up() const { return behind_ == 0; }
  /// Why what the sink knows is not all there is; empty when it is.
  [[nodiscard]] std::string not_ready() const;

 private:
  // Hands everything on, and counts who has come to the end.
  class CountingSink final : public JournalSink {
   public:
    CountingSink(JournalSink& sink, std::atomic<std::size_t>& behind)
        : sink_(sink), behind_(behind) {}
    void decided(const journal::TopicPartition& at, journal::Offset offset,
                 const journal::DecodedRecordPtr& record) override;
    void advanced(const std::vector<Advance>& moved) override;
    void caught_up(const journal::TopicPartition& at) override;

   private:
    JournalSink& sink_;
    std::atomic<std::size_t>& behind_;
    std::set<journal::TopicPartition> read_;
  };

  std::atomic<bool> failed_ = false;
  std::atomic<std::size_t> behind_ = 0;
  CountingSink sink_;
  EventLoop loop_;
  journal::Mailbox& mailbox_;
  JournalFollower follower_;
};

}  // namespace escalon::service
