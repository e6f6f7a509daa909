#include "escalon/log_kafka/kafka_log.hpp"

#include <thread>
#include <utility>

#include "faces.hpp"
#include "topics.hpp"

namespace escalon::log_kafka {
namespace {

std::vector<ReadPartition> partitions_of(const KafkaOptions& options) {
  std::vector<ReadPartition> partitions;
  for (const TopicOptions& topic : options.topics) {
    for (std::uint32_t partition = 0; partition < topic.partitions; ++partition) {
      partitions.push_back(
          {{topic.name, partition}, cluster_name(options, topic.name), topic.plain});
    }
  }
  return partitions;
}

PartitionIndex index_partitions(const std::vector<ReadPartition>& partitions) {
  PartitionIndex index;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    index.emplace(partitions[i].at, i);
  }
  return index;
}

}  // namespace

class KafkaLog::Impl {
 public:
  explicit Impl(KafkaOptions options)
      : options_(std::move(options)),
        trouble_(options_.on_trouble),
        partitions_(partitions_of(options_)),
        index_(index_partitions(partitions_)) {}
  ~Impl() { close(); }

  Status start() {
    Status prepared = prepare_topics(options_);
    if (!prepared.ok()) {
      return prepared;
    }
    Result<std::unique_ptr<Appender>> appender = Appender::open(options_, trouble_);
    if (!appender.ok()) {
      return appender.error();
    }
    Result<std::unique_ptr<Fetcher>> live =
        Fetcher::open(options_, partitions_, *wakeup_, trouble_);
    if (!live.ok()) {
      return live.error();
    }
    Result<std::unique_ptr<Prober>> prober =
        Prober::open(options_, partitions_,
                     [this](std::size_t partition, journal::Offset start, journal::Offset end) {
                       reading_->found_bounds(partition, start, end);
                     });
    if (!prober.ok()) {
      return prober.error();
    }
    if (!options_.stages.empty()) {
      Result<std::unique_ptr<GroupMember>> member = GroupMember::open(
          options_,
          [this](const journal::TopicPartition& at) { return reading_->position(index_.at(at)); },
          trouble_);
      if (!member.ok()) {
        return member.error();
      }
      member_ = *std::move(member);
    }
    appender_ = *std::move(appender);
    prober_ = *std::move(prober);
    compose(*std::move(live));
    return {};
  }

  void close() {
    for (std::jthread* thread :
         {&member_thread_, &appending_thread_, &reading_thread_, &probing_thread_}) {
      if (thread->joinable()) {
        thread->request_stop();
        thread->join();
      }
    }
  }

  [[nodiscard]] KafkaStatistics statistics() const {
    return {appender_->appended(), appender_->failed(), reading_->records_read(),
            reading_->catch_ups(), appender_->replaced()};
  }

  [[nodiscard]] std::vector<std::string> troubles() const { return trouble_.current(); }

  LogFace& log() { return *log_; }
  ProducerFace& producer() { return *producer_; }
  OwnershipFace& ownership() { return *ownership_; }
  OutsideFace& outside() { return *outside_; }

 private:
  void compose(std::unique_ptr<Fetcher> live) {
    reading_ = std::make_unique<Reading>(options_, partitions_, wakeup_, std::move(live), trouble_);
    log_ = std::make_unique<LogFace>(index_, *reading_, *appender_, *prober_);
    producer_ = std::make_unique<ProducerFace>(*appender_);
    ownership_ = std::make_unique<OwnershipFace>(member_.get());
    outside_ = std::make_unique<OutsideFace>(options_, *appender_, trouble_);
    appending_thread_ =
        std::jthread([this](std::stop_token stop) { appender_->run(std::move(stop)); });
    reading_thread_ =
        std::jthread([this](std::stop_token stop) { reading_->run(std::move(stop), *prober_); });
    probing_thread_ = std::jthread([this](std::stop_token stop) { prober_->run(std::move(stop)); });
    if (member_) {
      member_thread_ =
          std::jthread([this](std::stop_token stop) { member_->run(std::move(stop)); });
    }
  }

  KafkaOptions options_;
  Trouble trouble_;
  std::vector<ReadPartition> partitions_;
  PartitionIndex index_;
  std::shared_ptr<Wakeup> wakeup_ = std::make_shared<Wakeup>();
  std::unique_ptr<Appender> appender_;
  std::unique_ptr<Reading> reading_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<GroupMember> member_;  // null where there are no stages
  std::unique_ptr<LogFace> log_;
  std::unique_ptr<ProducerFace> producer_;
  std::unique_ptr<OwnershipFace> ownership_;
  std::unique_ptr<OutsideFace> outside_;
  std::jthread appending_thread_;
  std::jthread reading_thread_;
  std::jthread probing_thread_;
  std::jthread member_thread_;
};

KafkaLog::KafkaLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaLog::~KafkaLog() = default;

Result<std::unique_ptr<KafkaLog>> KafkaLog::open(KafkaOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  Status started = impl->start();
  if (!started.ok()) {
    return started.error();
  }
  return std::unique_ptr<KafkaLog>(new KafkaLog(std::move(impl)));
}

journal::Log& KafkaLog::log() {
  return impl_->log();
}
journal::Producer& KafkaLog::producer() {
  return impl_->producer();
}
journal::Ownership& KafkaLog::ownership() {
  return impl_->ownership();
}
journal::OutsideLog& KafkaLog::outside() {
  return impl_->outside();
}
void KafkaLog::close() {
  impl_->close();
}
KafkaStatistics KafkaLog::statistics() const {
  return impl_->statistics();
}
std::vector<std::string> KafkaLog::troubles() const {
  return impl_->troubles();
}

}  // namespace escalon::log_kafka
