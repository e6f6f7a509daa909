#include "partition_feed.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "record_codec.hpp"

namespace escalon::log_kafka {

void PartitionFeed::remove(journal::ReaderId reader) {
  std::erase_if(subscriptions_, [&](const SubscriptionPtr& s) { return s->reader == reader; });
}

void PartitionFeed::restarted(journal::Offset from) {
  stopped();
  position_ = from;
  kept_from_ = from;
}

void PartitionFeed::stopped() {
  position_.reset();
  end_.reset();
  recent_.clear();
  recent_bytes_ = 0;
}

std::optional<journal::Offset> PartitionFeed::lowest(bool of_ready) const {
  std::optional<journal::Offset> least;
  for (const SubscriptionPtr& subscription : subscriptions_) {
    const bool counts = !of_ready || !full(*subscription);
    if (counts && (!least || subscription->next < *least)) {
      least = subscription->next;
    }
  }
  return least;
}

std::optional<journal::Offset> PartitionFeed::restart_at() const {
  const std::optional<journal::Offset> least = lowest(bounds_.in_turn);
  if (!least || !position_) {
    return least;
  }
  if (!bounds_.in_turn) {
    return passed(*least) ? least : std::nullopt;
  }
  const bool served = std::any_of(subscriptions_.begin(), subscriptions_.end(),
                                  [this](const SubscriptionPtr& subscription) {
                                    return !full(*subscription) && !passed(subscription->next) &&
                                           subscription->next <= *position_;
                                  });
  return served ? std::nullopt : least;
}

std::vector<SubscriptionPtr> PartitionFeed::split_off_behind() {
  const auto is_behind = [this](const SubscriptionPtr& s) { return passed(s->next); };
  if (std::all_of(subscriptions_.begin(), subscriptions_.end(), is_behind)) {
    return {};
  }
  return split_off([this](const Subscription& s) { return passed(s.next); });
}

std::vector<SubscriptionPtr> PartitionFeed::split_off(
    const std::function<bool(const Subscription&)>& there) {
  const auto taken = std::stable_partition(subscriptions_.begin(), subscriptions_.end(),
                                           [&](const SubscriptionPtr& s) { return !there(*s); });
  std::vector<SubscriptionPtr> all(std::make_move_iterator(taken),
                                   std::make_move_iterator(subscriptions_.end()));
  subscriptions_.erase(taken, subscriptions_.end());
  return all;
}

bool PartitionFeed::full(const Subscription& subscription) const {
  return subscription.outstanding->load() >= bounds_.outstanding_max;
}

bool PartitionFeed::wants_more() const {
  return position_ && std::any_of(subscriptions_.begin(), subscriptions_.end(),
                                  [this](const SubscriptionPtr& subscription) {
                                    const bool here = bounds_.in_turn
                                                          ? subscription->next == *position_
                                                          : subscription->next >= *position_;
                                    return here && !full(*subscription);
                                  });
}

void PartitionFeed::took(std::vector<journal::LogRecord> records,
                         std::optional<journal::Offset> end) {
  if (!records.empty()) {
    position_ = records.back().offset + 1;
    *furthest_ = std::max(*furthest_, *position_);
    end_.reset();
  }
  for (journal::LogRecord& record : records) {
    recent_bytes_ += weight(*record.record);
    recent_.push_back(std::move(record));
  }
  if (end) {
    // Markers of transactions take offsets and are not seen, so the end may lie further on.
    position_ = std::max(*position_, *end);
    end_ = position_;
    *furthest_ = std::max(*furthest_, *end);
  }
}

bool PartitionFeed::serve() {
  bool sent = false;
  for (const SubscriptionPtr& subscription : subscriptions_) {
    sent = serve(*subscription) || sent;
  }
  evict();
  return sent;
}

bool PartitionFeed::serve(Subscription& subscription) {
  if (!position_ || passed(subscription.next)) {
    return false;
  }
  std::vector<journal::LogRecord> records;
  std::size_t bytes = 0;
  const auto first = std::lower_bound(
      recent_.begin(), recent_.end(), subscription.next,
      [](const journal::LogRecord& record, journal::Offset next) { return record.offset < next; });
  for (auto record = first;
       record != recent_.end() && !full(subscription) &&
       records.size() < bounds_.batch_records_max && bytes < bounds_.batch_bytes_max;
       ++record) {
    bytes += weight(*record->record);
    records.push_back(*record);
  }
  if (!records.empty()) {
    send(subscription, std::move(records));
    return true;
  }
  // Who asked for more than there is hears of the end too, but not of one that has moved on since.
  if (first == recent_.end() && end_ && *end_ >= *furthest_ && subscription.told_end != end_) {
    subscription.next = std::max(subscription.next, *end_);
    subscription.told_end = end_;
    subscription.mailbox->post(journal::EndOfLog{subscription.reader, at_, *end_});
  }
  return false;
}

void PartitionFeed::send(Subscription& subscription, std::vector<journal::LogRecord> records) {
  subscription.next = records.back().offset + 1;
  subscription.outstanding->fetch_add(1);
  subscription.mailbox->post(
      journal::Records{subscription.reader, at_, std::move(records), make_credit(subscription)});
}

// What nobody has taken yet stays: it is no more than was pulled at once.
void PartitionFeed::evict() {
  const journal::Offset taken = lead();
  while (recent_bytes_ > bounds_.recent_bytes_max && recent_.front().offset < taken) {
    recent_bytes_ -= weight(*recent_.front().record);
    kept_from_ = recent_.front().offset + 1;
    recent_.pop_front();
  }
}

journal::Offset PartitionFeed::lead() const {
  journal::Offset most = 0;
  for (const SubscriptionPtr& subscription : subscriptions_) {
    most = std::max(most, subscription->next);
  }
  return most;
}

// Giving a credit back takes no lock, because a mailbox may drop a message while it is being
// posted.
std::shared_ptr<void> PartitionFeed::make_credit(const Subscription& subscription) const {
  auto release = [outstanding = subscription.outstanding, released = released_,
                  full = bounds_.outstanding_max](void*) {
    if (outstanding->fetch_sub(1) == full) {
      released();
    }
  };
  return {static_cast<void*>(subscription.outstanding.get()), std::move(release)};
}

void PartitionFeed::tell_below(journal::Offset start) {
  for (const SubscriptionPtr& gone :
       split_off([&](const Subscription& s) { return s.next < start; })) {
    gone->mailbox->post(journal::BelowStart{gone->reader, at_, start});
  }
}

}  // namespace escalon::log_kafka
