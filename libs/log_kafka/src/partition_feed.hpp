#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::log_kafka {

/// A reader of one partition and how far it has been served.
struct Subscription {
  journal::ReaderId reader = 0;
  journal::Offset next = 0;
  journal::Mailbox* mailbox = nullptr;
  std::optional<journal::Offset> told_end;
  std::shared_ptr<std::atomic<int>> outstanding = std::make_shared<std::atomic<int>>(0);
};
using SubscriptionPtr = std::shared_ptr<Subscription>;

/// What readers of a partition are sent at once, and what is kept for those who come after.
struct FeedBounds {
  std::size_t batch_records_max = 0;
  std::size_t batch_bytes_max = 0;
  std::size_t recent_bytes_max = 0;
  int outstanding_max = 0;
  /// False: the first reader leads, and who cannot follow falls behind. True: readers that are far
  /// apart are served one after the other, the next when one has all that it may hold.
  bool in_turn = false;
};

/// One live position in one partition and the readers that are served from it: each record is
/// fetched once and goes to all who want it. The last of them are kept, up to a bound, for readers
/// that lag; who is further back is *behind* and must be served otherwise. Knows nothing of Kafka.
/// Not thread-safe.
class PartitionFeed {
 public:
  /// `released` is called, from any thread, when a reader that was full can be sent more.
  /// `furthest` is shared by all feeds of the partition.
  PartitionFeed(journal::TopicPartition at, FeedBounds bounds, std::function<void()> released,
                std::shared_ptr<journal::Offset> furthest = std::make_shared<journal::Offset>(0))
      : at_(std::move(at)),
        bounds_(bounds),
        released_(std::move(released)),
        furthest_(std::move(furthest)) {}

  void add(SubscriptionPtr subscription) { subscriptions_.push_back(std::move(subscription)); }
  void remove(journal::ReaderId reader);
  [[nodiscard]] bool empty() const { return subscriptions_.empty(); }

  /// The next offset that is wanted of the fetch; nothing while nothing is fetched.
  [[nodiscard]] std::optional<journal::Offset> position() const { return position_; }
  /// The fetch begins anew at `from`, or ends.
  void restarted(journal::Offset from);
  void stopped();

  /// Where the fetch must begin anew to serve somebody; nothing where it goes on as it is.
  [[nodiscard]] std::optional<journal::Offset> restart_at() const;
  /// True when what is wanted was passed by and cannot be served from here.
  [[nodiscard]] bool passed(journal::Offset next) const { return position_ && next < kept_from_; }
  /// Takes the readers that are behind, unless all are.
  [[nodiscard]] std::vector<SubscriptionPtr> split_off_behind();
  /// Takes the readers of which `there` is true.
  [[nodiscard]] std::vector<SubscriptionPtr> split_off(
      const std::function<bool(const Subscription&)>& there);

  /// True when somebody has taken all that was fetched and may be sent more.
  [[nodiscard]] bool wants_more() const;
  /// Records that were fetched, in order; and, when the log ended after them, its end.
  void took(std::vector<journal::LogRecord> records, std::optional<journal::Offset> end);
  /// Sends what is kept to the readers that lag, and the end to whom it is news. True if something
  /// was sent.
  bool serve();

  /// Tells BelowStart to the readers that want less than `start`, and lets them go.
  void tell_below(journal::Offset start);

 private:
  void send(Subscription& subscription, std::vector<journal::LogRecord> records);
  bool serve(Subscription& subscription);
  void evict();
  [[nodiscard]] bool full(const Subscription& subscription) const;
  [[nodiscard]] std::optional<journal::Offset> lowest(bool of_ready) const;
  [[nodiscard]] journal::Offset lead() const;
  [[nodiscard]] std::shared_ptr<void> make_credit(const Subscription& subscription) const;

  journal::TopicPartition at_;
  FeedBounds bounds_;
  std::function<void()> released_;
  std::vector<SubscriptionPtr> subscriptions_;
  std::optional<journal::Offset> position_;
  journal::Offset kept_from_ = 0;  // all records in [kept_from_, position_) are in recent_
  std::deque<journal::LogRecord> recent_;
  std::size_t recent_bytes_ = 0;
  std::optional<journal::Offset> end_;
  std::shared_ptr<journal::Offset> furthest_;  // the log reaches there, whoever has read it
};

}  // namespace escalon::log_kafka
