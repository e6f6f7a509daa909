#include "reading.hpp"

#include <algorithm>
#include <utility>

namespace escalon::log_kafka {

Reading::Reading(const KafkaOptions& options, const std::vector<ReadPartition>& partitions,
                 std::shared_ptr<Wakeup> wakeup, std::unique_ptr<Fetcher> live, Trouble& trouble)
    : options_(options),
      partitions_(partitions),
      wakeup_(std::move(wakeup)),
      trouble_(trouble),
      furthest_(partitions.size()),
      live_{std::move(live), make_lanes(false)},
      catch_up_{nullptr, make_lanes(true)} {}

std::vector<Reading::Lane> Reading::make_lanes(bool in_turn) {
  const FeedBounds bounds = {options_.read_batch_records_max, options_.read_batch_bytes_max,
                             options_.recent_bytes_max, options_.read_batches_outstanding_max,
                             in_turn};
  std::vector<Lane> lanes;
  lanes.reserve(partitions_.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    if (furthest_[i] == nullptr) {
      furthest_[i] = std::make_shared<journal::Offset>(0);
    }
    lanes.push_back(
        {PartitionFeed(
             partitions_[i].at, bounds, [wakeup = wakeup_] { wakeup->ask(); }, furthest_[i]),
         false, std::nullopt});
  }
  return lanes;
}

void Reading::read_from(journal::ReaderId reader, std::size_t partition, journal::Offset next,
                        journal::Mailbox& mailbox) {
  auto subscription = std::make_shared<Subscription>();
  subscription->reader = reader;
  subscription->next = next;
  subscription->mailbox = &mailbox;
  {
    const std::lock_guard lock(mutex_);
    live_.lanes[partition].feed.remove(reader);
    catch_up_.lanes[partition].feed.remove(reader);
    live_.lanes[partition].feed.add(std::move(subscription));
  }
  wakeup_->ask();
}

void Reading::stop(journal::ReaderId reader, std::size_t partition) {
  {
    const std::lock_guard lock(mutex_);
    live_.lanes[partition].feed.remove(reader);
    catch_up_.lanes[partition].feed.remove(reader);
  }
  wakeup_->ask();
}

journal::Offset Reading::position(std::size_t partition) const {
  const std::lock_guard lock(mutex_);
  return live_.lanes[partition].feed.position().value_or(0);
}

void Reading::found_bounds(std::size_t partition, journal::Offset start, journal::Offset end) {
  {
    const std::lock_guard lock(mutex_);
    for (Side* side : {&live_, &catch_up_}) {
      if (side->lanes[partition].finding_bounds) {
        side->lanes[partition].bounds = Bounds{start, end};
      }
    }
  }
  wakeup_->ask();
}

void Reading::run(std::stop_token stop, Prober& prober) {
  const std::stop_callback wake(stop, [this] { wakeup_->ask(); });
  while (!stop.stop_requested()) {
    wakeup_->wait();
    for (bool worked = true; worked && !stop.stop_requested();) {
      worked = false;
      for (std::size_t partition = 0; partition < partitions_.size(); ++partition) {
        worked = turn(live_, partition, prober) || worked;
        worked = turn(catch_up_, partition, prober) || worked;
      }
    }
  }
}

// The consumer belongs to this thread, so it is used without the lock.
bool Reading::turn(Side& side, std::size_t partition, Prober& prober) {
  if (!ready(side, partition)) {
    return false;
  }
  const Plan todo = plan(side, partition);
  if (todo.stop) {
    side.fetcher->stop(partition);
  }
  if (todo.start) {
    side.fetcher->start(partition, *todo.start);
  }
  Pulled pulled;
  if (todo.pull) {
    pulled = side.fetcher->pull(partition, options_.read_batch_records_max,
                                options_.read_batch_bytes_max);
  }
  const bool worked = took(side.lanes[partition], partition, std::move(pulled), prober);
  return worked || todo.moved;
}

Reading::Plan Reading::plan(Side& side, std::size_t partition) {
  const std::lock_guard lock(mutex_);
  Lane& lane = side.lanes[partition];
  Plan plan;
  plan.moved = &side == &live_ ? move_to_catch_up(partition) : join_live(partition);
  if (lane.finding_bounds && !lane.bounds) {
    return plan;
  }
  const std::optional<Bounds> bounds = std::exchange(lane.bounds, std::nullopt);
  if (bounds) {
    lane.finding_bounds = false;
    *furthest_[partition] = bounds->end;
    lane.feed.tell_below(bounds->start);
  }
  if (bounds || lane.feed.empty()) {
    plan.stop = lane.feed.position().has_value();
    lane.feed.stopped();
  }
  plan.start = lane.feed.restart_at();
  if (plan.start) {
    plan.start = bounds ? std::min(*plan.start, bounds->end) : *plan.start;
    lane.feed.restarted(*plan.start);
  }
  plan.pull = lane.feed.wants_more();
  return plan;
}

bool Reading::move_to_catch_up(std::size_t partition) {
  std::vector<SubscriptionPtr> behind = live_.lanes[partition].feed.split_off_behind();
  for (SubscriptionPtr& subscription : behind) {
    catch_ups_.fetch_add(1);
    catch_up_.lanes[partition].feed.add(std::move(subscription));
  }
  return !behind.empty();
}

bool Reading::join_live(std::size_t partition) {
  PartitionFeed& live = live_.lanes[partition].feed;
  std::vector<SubscriptionPtr> near = catch_up_.lanes[partition].feed.split_off(
      [&](const Subscription& s) { return live.empty() || !live.passed(s.next); });
  for (SubscriptionPtr& subscription : near) {
    live.add(std::move(subscription));
  }
  return !near.empty();
}

// False while there is nobody to serve, or no consumer to serve them by.
bool Reading::ready(Side& side, std::size_t partition) {
  if (side.fetcher) {
    return true;
  }
  {
    const std::lock_guard lock(mutex_);
    if (side.lanes[partition].feed.empty()) {
      return false;
    }
  }
  Result<std::unique_ptr<Fetcher>> fetcher =
      Fetcher::open(options_, partitions_, *wakeup_, trouble_);
  if (!fetcher.ok()) {
    trouble_.begins("catch-up", "readers that are behind wait: " + fetcher.error().message);
    wakeup_->ask();  // an attempt takes as long as the patience with a broker
    return false;
  }
  trouble_.ends("catch-up", "readers that are behind are served again");
  side.fetcher = *std::move(fetcher);
  return true;
}

// Posting happens under the lock: it never blocks, and whoever has stopped or moved a reader is
// sure to hear no more.
bool Reading::took(Lane& lane, std::size_t partition, Pulled pulled, Prober& prober) {
  const bool worked = !pulled.nothing();
  records_read_.fetch_add(pulled.records.size());
  if (worked && !pulled.out_of_range) {
    trouble_.ends("reading " + partitions_[partition].topic,
                  partitions_[partition].topic + " is read again");
  }
  const std::lock_guard lock(mutex_);
  if (pulled.out_of_range) {
    lane.finding_bounds = true;
    prober.find_bounds(partition);
  }
  if (lane.feed.position()) {
    lane.feed.took(std::move(pulled.records), pulled.end);
  }
  return lane.feed.serve() || worked;
}

}  // namespace escalon::log_kafka
