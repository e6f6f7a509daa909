#include "feeder.hpp"

#include "escalon/store_sqlite/batch_codec.hpp"

namespace escalon::store_sqlite {

void Feeder::Wakeup::ask() {
  {
    const std::lock_guard lock(mutex);
    asked = true;
  }
  changed.notify_one();
}

Feeder::Feeder(const std::vector<Partition>& partitions, FeedBounds bounds) : bounds_(bounds) {
  for (const Partition& partition : partitions) {
    partitions_.push_back({partition.at, partition.number, partition.plain, partition.end, {}, 0});
  }
}

void Feeder::read_from(journal::ReaderId reader, std::size_t partition, journal::Offset next,
                       journal::Mailbox& mailbox) {
  auto subscription = std::make_shared<Subscription>();
  subscription->reader = reader;
  subscription->partition = partition;
  subscription->next = next;
  subscription->mailbox = &mailbox;
  subscription->outstanding = std::make_shared<std::atomic<int>>(0);
  {
    const std::lock_guard lock(mutex_);
    SubscriptionPtr& place = subscriptions_[{reader, partition}];
    if (place) {
      place->active = false;
    }
    place = std::move(subscription);
  }
  wakeup_->ask();
}

void Feeder::stop(journal::ReaderId reader, std::size_t partition) {
  const std::lock_guard lock(mutex_);
  const auto found = subscriptions_.find({reader, partition});
  if (found != subscriptions_.end()) {
    found->second->active = false;
    subscriptions_.erase(found);
  }
}

void Feeder::publish(const std::vector<Appended>& appended) {
  {
    const std::lock_guard lock(mutex_);
    for (const Appended& batch : appended) {
      Recent& recent = partitions_[batch.partition];
      for (const journal::LogRecord& record : batch.records) {
        recent.records.push_back(record);
        recent.bytes += weight(*record.record);
      }
      recent.end = batch.records.back().offset + 1;
      while (recent.bytes > bounds_.recent_bytes_max) {
        recent.bytes -= weight(*recent.records.front().record);
        recent.records.pop_front();
      }
    }
  }
  wakeup_->ask();
}

absl::flat_hash_map<journal::TopicPartition, journal::Offset> Feeder::plain_ends() const {
  absl::flat_hash_map<journal::TopicPartition, journal::Offset> ends;
  const std::lock_guard lock(mutex_);
  for (const Recent& partition : partitions_) {
    if (partition.plain) {
      ends.emplace(partition.at, partition.end);
    }
  }
  return ends;
}

void Feeder::run(std::stop_token stop, LogReader& file,
                 const std::function<void(std::string)>& trouble) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(wakeup_->mutex);
      wakeup_->changed.wait(lock, stop, [this] { return wakeup_->asked; });
      wakeup_->asked = false;
    }
    for (bool sent = true; sent && !stop.stop_requested();) {
      sent = false;
      for (const SubscriptionPtr& subscription : subscriptions()) {
        sent = serve(*subscription, file, trouble) || sent;
      }
    }
  }
}

std::vector<Feeder::SubscriptionPtr> Feeder::subscriptions() const {
  std::vector<SubscriptionPtr> all;
  const std::lock_guard lock(mutex_);
  all.reserve(subscriptions_.size());
  for (const auto& [key, subscription] : subscriptions_) {
    all.push_back(subscription);
  }
  return all;
}

bool Feeder::serve(Subscription& subscription, LogReader& file,
                   const std::function<void(std::string)>& trouble) {
  std::optional<journal::Offset> from;
  if (serve_from_memory(subscription, from)) {
    return true;
  }
  if (!from) {
    return false;
  }
  auto records = file.read(partitions_[subscription.partition].number, *from, bounds_.message);
  disk_reads_.fetch_add(1);
  if (!records.ok() || records->empty()) {
    trouble(records.ok() ? "the log has lost records that it had; restore it from a backup"
                         : records.error().message);
    return false;
  }
  const std::lock_guard lock(mutex_);
  if (subscription.active) {
    send(subscription, *std::move(records));
  }
  return true;
}

// Posting happens under the lock: it never blocks, and whoever has stopped or moved a reader is
// sure to hear no more.
bool Feeder::serve_from_memory(Subscription& subscription,
                               std::optional<journal::Offset>& read_file_from) {
  const std::lock_guard lock(mutex_);
  const Recent& recent = partitions_[subscription.partition];
  if (!subscription.active) {
    return false;
  }
  if (subscription.next >= recent.end) {
    tell_end(subscription, recent.end);
    return false;
  }
  if (subscription.outstanding->load() >= bounds_.outstanding_max) {
    return false;
  }
  if (recent.records.empty() || recent.records.front().offset > subscription.next) {
    read_file_from = subscription.next;
    return false;
  }
  send(subscription, recent_from(recent, subscription.next));
  return true;
}

void Feeder::tell_end(Subscription& subscription, journal::Offset end) {
  if (subscription.told_end != end) {
    subscription.told_end = end;
    subscription.mailbox->post(
        journal::EndOfLog{subscription.reader, partitions_[subscription.partition].at, end});
  }
}

std::vector<journal::LogRecord> Feeder::recent_from(const Recent& recent,
                                                    journal::Offset next) const {
  std::vector<journal::LogRecord> records;
  std::size_t bytes = 0;
  for (auto index = static_cast<std::size_t>(next - recent.records.front().offset);
       index < recent.records.size() && records.size() < bounds_.message.records_max &&
       bytes < bounds_.message.bytes_max;
       ++index) {
    records.push_back(recent.records[index]);
    bytes += weight(*records.back().record);
  }
  return records;
}

void Feeder::send(Subscription& subscription, std::vector<journal::LogRecord> records) {
  subscription.next = records.back().offset + 1;
  subscription.outstanding->fetch_add(1);
  subscription.mailbox->post(journal::Records{subscription.reader,
                                              partitions_[subscription.partition].at,
                                              std::move(records), make_credit(subscription)});
}

// Releasing a credit takes no lock of the feeder's, because a mailbox may drop a message while it
// is being posted.
std::shared_ptr<void> Feeder::make_credit(const Subscription& subscription) const {
  auto release = [outstanding = subscription.outstanding, wakeup = wakeup_,
                  full = bounds_.outstanding_max](void*) {
    if (outstanding->fetch_sub(1) == full) {
      wakeup->ask();
    }
  };
  return {static_cast<void*>(subscription.outstanding.get()), std::move(release)};
}

}  // namespace escalon::store_sqlite
