#include <atomic>
#include <chrono>
#include <utility>

#include "adapter.hpp"
#include "client.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/log_kafka/kafka_log.hpp"
#include "escalon/testkit/kafka_broker.hpp"
#include "victim.hpp"

namespace escalon::adapter_conformance {
namespace {

using log_kafka::KafkaLog;
using log_kafka::Keeps;

constexpr std::chrono::seconds kPatience{60};
constexpr const char* kFenceTopic = "fence";

// One broker for the whole program; each adapter has topics of its own.
testkit::KafkaBroker& broker() {
  static testkit::KafkaBroker broker;
  return broker;
}

std::unique_ptr<KafkaLog> open_log(const std::string& prefix) {
  log_kafka::KafkaOptions options;
  // A busy machine may hold up a member for longer than is usual.
  options.client = {{"bootstrap.servers", broker().bootstrap_servers()},
                    {"session.timeout.ms", "120000"}};
  options.prefix = prefix;
  options.topics = {{kPlainTopic, kPartitions, Keeps::kForAWhile, true},
                    {kJournal, kPartitions, Keeps::kForEver},
                    {kFenceTopic, 1, Keeps::kForAWhile}};
  options.stages = {{kStage, kJournal}};
  options.group = prefix + "group";
  options.replication_factor = 1;
  options.in_sync_replicas_min = 1;
  options.recent_bytes_max = 64U << 10U;  // Small, so that readers fall behind as well.
  auto log = KafkaLog::open(std::move(options));
  ESCALON_ASSERT(log.ok());
  return *std::move(log);
}

class KafkaAdapter final : public Adapter {
 public:
  KafkaAdapter() : KafkaAdapter("conformance-" + std::to_string(++count()) + ".") {}
  explicit KafkaAdapter(std::string prefix) : prefix_(std::move(prefix)), log_(open_log(prefix_)) {}

  journal::Log& log() override { return log_->log(); }
  journal::Producer& producer() override { return log_->producer(); }
  journal::Ownership& ownership() override { return log_->ownership(); }
  Signal& signal() override { return signal_; }

  bool wait(const std::function<bool()>& done) override {
    std::unique_lock lock(signal_.mutex);
    return signal_.changed.wait_for(lock, kPatience, done);
  }

  // All partitions are fetched by the same requests, and the end of one is told after a request
  // that found nothing: what the broker had before has come by then.
  void settle() override {
    RecordingMailbox mailbox(signal_);
    const journal::TopicPartition fence = {kFenceTopic, 0};
    const auto offset = Client(*this).produce(fence, "fence");
    ESCALON_ASSERT(offset && offset->ok());
    constexpr journal::ReaderId kFence = 999'999;
    log().read_from(kFence, {fence, **offset}, mailbox);
    ESCALON_ASSERT(wait([&] { return mailbox.told_end(kFence, **offset + 1); }));
    log().stop(kFence, fence);
  }

  // The log is closed before the fork, so that the child starts with one thread.
  std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) override {
    log_.reset();
    std::vector<std::string> lines = run_and_kill(reports, [&](const Report& report) {
      KafkaAdapter adapter(prefix_);
      work(adapter, report);
    });
    log_ = open_log(prefix_);
    return lines;
  }

 private:
  static std::atomic<int>& count() {
    static std::atomic<int> count = 0;
    return count;
  }

  Signal signal_;
  std::string prefix_;
  std::unique_ptr<KafkaLog> log_;
};

}  // namespace

std::vector<Candidate> log_candidates() {
  return {{"kafka", [] { return std::make_unique<KafkaAdapter>(); }}};
}

}  // namespace escalon::adapter_conformance
