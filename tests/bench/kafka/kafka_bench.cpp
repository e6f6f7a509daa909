// Appends to a real Kafka broker that are read back by the same process: through libs/log_kafka and
// through bare librdkafka with the same settings, in turn, on the broker that this program starts.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bare_client.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/log_kafka/kafka_log.hpp"
#include "escalon/testkit/kafka_broker.hpp"

namespace escalon::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kPartitions = 12;
constexpr std::size_t kBodyBytes = 300;
constexpr std::size_t kFlatOut = 300'000;
constexpr std::size_t kUnreadMost = 20'000;
constexpr std::size_t kSteady = 10'000;
constexpr std::chrono::microseconds kSteadyPace{1'000};
constexpr int kRounds = 3;

// Counts what is read back and knows how long each record took: its body begins with the instant at
// which it was appended.
class ReadBack {
 public:
  void take(std::string_view body) {
    Steady::rep appended = 0;
    std::memcpy(&appended, body.data(), sizeof appended);
    const auto took = Steady::now().time_since_epoch() - Steady::duration(appended);
    const std::lock_guard lock(mutex_);
    milliseconds_.push_back(std::chrono::duration<double, std::milli>(took).count());
    changed_.notify_one();
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return milliseconds_.size() >= count; });
  }
  [[nodiscard]] double percentile(double part) {
    std::sort(milliseconds_.begin(), milliseconds_.end());
    const auto last = static_cast<double>(milliseconds_.size() - 1);
    return milliseconds_[static_cast<std::size_t>(part * last)];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<double> milliseconds_;
};

std::string make_body() {
  std::string body(kBodyBytes, 'x');
  const Steady::rep now = Steady::now().time_since_epoch().count();
  std::memcpy(body.data(), &now, sizeof now);
  return body;
}

journal::RecordHeader make_header(std::size_t number) {
  journal::RecordHeader header;
  header.kind = journal::RecordKind::kDecision;
  header.stage = "sla";
  header.epoch = 1;
  header.seq = number;
  header.id = "0123456789abcdef0123456789abcdef";
  header.keys = {"default/case-" + std::to_string(number / 10)};
  return header;
}

/// Appends a record of the number given, and tells `read_back` of it later.
class Way {
 public:
  virtual ~Way() = default;
  virtual void append(std::size_t number) = 0;
  ReadBack read_back;
};

class ByLog final : public Way, public journal::Mailbox {
 public:
  ByLog(const testkit::KafkaBroker& broker, const std::string& topic) {
    log_kafka::KafkaOptions options;
    options.client = {{"bootstrap.servers", broker.bootstrap_servers()}};
    options.prefix = options.suffix = "";
    options.topics = {{topic, kPartitions, log_kafka::Keeps::kForEver}};
    options.replication_factor = 1;
    options.in_sync_replicas_min = 1;
    auto log = log_kafka::KafkaLog::open(std::move(options));
    ESCALON_ASSERT(log.ok());
    log_ = *std::move(log);
    topic_ = topic;
    for (std::uint32_t partition = 0; partition < kPartitions; ++partition) {
      log_->log().read_from(partition, {{topic_, partition}, 0}, *this);
    }
  }
  void append(std::size_t number) override {
    log_->log().append(
        {topic_, static_cast<std::uint32_t>(number % kPartitions)},
        std::make_shared<const journal::Record>(journal::Record{make_header(number), make_body()}),
        number, *this);
  }
  void post(journal::MailboxMessage message) override {
    ESCALON_ASSERT(!std::holds_alternative<journal::AppendFailed>(message));
    if (const auto* batch = std::get_if<journal::Records>(&message)) {
      for (const journal::LogRecord& record : batch->records) {
        read_back.take(record.record->body);
      }
    }
  }

 private:
  std::string topic_;
  std::unique_ptr<log_kafka::KafkaLog> log_;
};

class ByBareClient final : public Way {
 public:
  ByBareClient(const testkit::KafkaBroker& broker, const std::string& topic)
      : client_(broker.bootstrap_servers(), topic, kPartitions,
                [this](std::string_view value) { read_back.take(value); }) {}
  void append(std::size_t number) override {
    client_.append(static_cast<int>(number % kPartitions),
                   journal::encode_header(make_header(number)), make_body());
  }

 private:
  BareClient client_;
};

double flat_out(Way& way) {
  const auto start = Steady::now();
  for (std::size_t i = 0; i < kFlatOut; ++i) {
    way.append(i);
    way.read_back.wait_for(i < kUnreadMost ? 0 : i - kUnreadMost);
  }
  way.read_back.wait_for(kFlatOut);
  return kFlatOut / std::chrono::duration<double>(Steady::now() - start).count();
}

void steadily(Way& way) {
  auto next = Steady::now();
  for (std::size_t i = 0; i < kSteady; ++i, next += kSteadyPace) {
    std::this_thread::sleep_until(next);
    way.append(i);
  }
  way.read_back.wait_for(kSteady);
}

// A topic that only this round uses. The log makes it, so it opens first.
struct Round {
  Round(const testkit::KafkaBroker& broker, const std::string& topic)
      : log(std::make_unique<ByLog>(broker, topic + "-log")) {
    { const ByLog makes_the_topic(broker, topic + "-bare"); }
    bare = std::make_unique<ByBareClient>(broker, topic + "-bare");
  }
  std::unique_ptr<ByLog> log;
  std::unique_ptr<ByBareClient> bare;
};

void run_round(const testkit::KafkaBroker& broker, int number) {
  {
    Round round(broker, "flat-out-" + std::to_string(number));
    const double bare = flat_out(*round.bare);
    const double log = flat_out(*round.log);
    std::printf("  flat out      bare %8.0f records/s   log %8.0f records/s   %.2f of bare\n", bare,
                log, log / bare);
  }
  Round round(broker, "steady-" + std::to_string(number));
  steadily(*round.bare);
  steadily(*round.log);
  ReadBack& bare = round.bare->read_back;
  ReadBack& log = round.log->read_back;
  std::printf("  1,000/s       bare p50 %.2f p99 %.2f ms          log p50 %.2f p99 %.2f ms\n",
              bare.percentile(0.50), bare.percentile(0.99), log.percentile(0.50),
              log.percentile(0.99));
}

}  // namespace
}  // namespace escalon::bench

int main() {
  using namespace escalon::bench;
  const escalon::testkit::KafkaBroker broker;
  std::printf(
      "kafka: appends of %zu bytes over %d partitions, read back; %zu flat out, %zu at "
      "1,000/s; broker and clients share this machine\n",
      kBodyBytes, kPartitions, kFlatOut, kSteady);
  for (int round = 0; round < kRounds; ++round) {
    run_round(broker, round);
  }
  return EXIT_SUCCESS;
}
