#include "escalon/simulated/broker.hpp"

#include <algorithm>

#include "escalon/base/assert.hpp"

namespace escalon::simulated {

Broker::Broker(Scheduler& scheduler, Faults& faults, BrokerTimes times)
    : scheduler_(scheduler), faults_(faults), times_(times), random_(scheduler.random().fork()) {}

void Broker::add_topic(const std::string& name, std::uint32_t partitions, bool plain) {
  for (std::uint32_t i = 0; i < partitions; ++i) {
    partitions_[{name, i}].plain = plain;
  }
}

journal::Offset Broker::append(const journal::TopicPartition& at, journal::RecordPtr record) {
  Partition& to = partition(at);
  if (times_.hole_rate > 0 && random_.chance(times_.hole_rate)) {
    ++to.end;
  }
  const journal::Offset offset = to.end++;
  to.records.push_back({offset, std::move(record)});
  std::erase_if(to.watchers, [](const auto& watcher) { return watcher.expired(); });
  for (std::size_t i = 0; i < to.watchers.size(); ++i) {
    if (const auto grown = to.watchers[i].lock()) {
      (*grown)();
    }
  }
  return offset;
}

const std::vector<journal::LogRecord>& Broker::records(const journal::TopicPartition& at) const {
  return partition(at).records;
}

journal::Offset Broker::end(const journal::TopicPartition& at) const {
  return partition(at).end;
}

journal::Offset Broker::start(const journal::TopicPartition& at) const {
  return partition(at).start;
}

void Broker::trim(const journal::TopicPartition& at, journal::Offset start) {
  Partition& to = partition(at);
  to.start = std::max(to.start, start);
  std::erase_if(to.records,
                [&](const journal::LogRecord& record) { return record.offset < start; });
}

absl::flat_hash_map<journal::TopicPartition, journal::Offset> Broker::plain_ends() const {
  absl::flat_hash_map<journal::TopicPartition, journal::Offset> ends;
  for (const auto& [at, partition] : partitions_) {
    if (partition.plain) {
      ends.emplace(at, partition.end);
    }
  }
  return ends;
}

std::shared_ptr<void> Broker::watch(const journal::TopicPartition& at,
                                    std::function<void()> grown) {
  auto watcher = std::make_shared<std::function<void()>>(std::move(grown));
  partition(at).watchers.push_back(watcher);
  return watcher;
}

Broker::Partition& Broker::partition(const journal::TopicPartition& at) {
  const auto found = partitions_.find(at);
  ESCALON_ASSERT(found != partitions_.end());
  return found->second;
}

const Broker::Partition& Broker::partition(const journal::TopicPartition& at) const {
  const auto found = partitions_.find(at);
  ESCALON_ASSERT(found != partitions_.end());
  return found->second;
}

}  // namespace escalon::simulated
