#include "appender.hpp"

#include <fmt/format.h>

#include <mutex>
#include <thread>
#include <utility>

#include "escalon/base/assert.hpp"
#include "record_codec.hpp"
#include "topics.hpp"

namespace escalon::log_kafka {
namespace {

constexpr int kPollMs = 100;
// An owner learns from its journal what was appended, so reports for owners are taken together.
constexpr std::chrono::milliseconds kReportsGather{2};
// An owner's appends may wait in a longer queue than a producer's: it bounds them itself, and its
// answers to a full queue are costlier.
constexpr std::size_t kOwnersShare = 4;

// What no repetition will make succeed.
bool can_never_succeed(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
         code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
         code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE;
}

const char* remedy_for(rd_kafka_resp_err_t code) {
  if (can_never_succeed(code)) {
    return "raise message.max.bytes of the clients and max.message.bytes of the topic above what "
           "is appended";
  }
  if (says_absent(code)) {
    return "the topic is gone from the cluster; restore it";
  }
  switch (code) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return "too much waits to be appended; try again later";
    case RD_KAFKA_RESP_ERR__DESTROY:
      return "the log is closed; start the process anew";
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
      return "the producer has failed and is replaced; try again";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return "give this user the right to write the topic";
    default:
      return "it is not known whether it was appended; look at the cluster";
  }
}

Error::Kind kind_of(rd_kafka_resp_err_t code) {
  if (can_never_succeed(code)) {
    return Error::Kind::kInvalid;
  }
  return code == RD_KAFKA_RESP_ERR__QUEUE_FULL ? Error::Kind::kExhausted
                                               : Error::Kind::kUnavailable;
}

}  // namespace

// librdkafka refers to the record's bytes until it tells what became of them.
struct Appender::Pending {
  journal::TopicPartition at;
  journal::RecordPtr record;  // null where it is for others
  std::string header;
  journal::OutsideRecord outside;
  Waiting waiting;
  std::size_t bytes = 0;
};

Result<std::unique_ptr<Appender>> Appender::open(const KafkaOptions& options, Trouble& trouble) {
  std::unique_ptr<Appender> appender(new Appender(options, trouble));
  Result<std::shared_ptr<Producer>> producer = appender->make_producer();
  if (!producer.ok()) {
    return producer.error();
  }
  Status warmed = warm((*producer)->client.get(), options);
  if (!warmed.ok()) {
    return warmed.error();
  }
  appender->producer_ = *std::move(producer);
  return appender;
}

Appender::~Appender() = default;

Result<std::shared_ptr<Appender::Producer>> Appender::make_producer() {
  auto producer = std::make_shared<Producer>();
  Result<Client> client = make_client(Role::kProducer, options_, this);
  if (!client.ok()) {
    return client.error();
  }
  producer->client = *std::move(client);
  for (const TopicOptions& topic : options_.topics) {
    producer->topics.emplace(
        topic.name, rd_kafka_topic_new(producer->client.get(),
                                       cluster_name(options_, topic.name).c_str(), nullptr));
  }
  return producer;
}

std::shared_ptr<Appender::Producer> Appender::producer() {
  const std::shared_lock lock(mutex_);
  return producer_;
}

void Appender::append(journal::TopicPartition at, journal::RecordPtr record, Waiting waiting) {
  auto pending = std::make_unique<Pending>();
  pending->at = std::move(at);
  pending->header = encode_header(record->header);
  pending->bytes = weight(*record);
  pending->record = std::move(record);
  pending->waiting = std::move(waiting);
  enter(std::move(pending));
}

void Appender::write(journal::OutsideRecord record, std::function<void(Status)> done) {
  auto pending = std::make_unique<Pending>();
  pending->at = record.at;
  pending->bytes = weight(record);
  pending->outside = std::move(record);
  pending->waiting.done = [done = std::move(done)](const Result<journal::Offset>& offset) {
    done(offset.ok() ? Status() : Status(offset.error()));
  };
  enter(std::move(pending));
}

void Appender::enter(std::unique_ptr<Pending> pending) {
  const std::size_t share = pending->waiting.done ? 1 : kOwnersShare;
  awaited_ += pending->waiting.done ? 1U : 0U;
  if (bytes_.fetch_add(pending->bytes) > share * options_.queue_bytes_max) {
    refuse(*pending, RD_KAFKA_RESP_ERR__QUEUE_FULL);
    return;
  }
  const rd_kafka_resp_err_t code = hand_over(*pending);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    refuse(*pending, code);
    return;
  }
  (void)pending.release();  // `delivered` takes it back
}

// The lock is held while a record is handed over, so that none goes to a producer that has been
// given up.
rd_kafka_resp_err_t Appender::hand_over(Pending& pending) {
  const std::shared_lock lock(mutex_);
  if (!producer_) {
    return RD_KAFKA_RESP_ERR__DESTROY;
  }
  if (pending.record == nullptr) {
    return hand_over_outside(pending);
  }
  const auto topic = producer_->topics.find(pending.at.topic);
  // Which topics there are is the program's own knowledge.
  ESCALON_ASSERT(topic != producer_->topics.end());
  const std::string& body = pending.record->body;
  const std::string& key = message_key(*pending.record);
  return rd_kafka_producev(producer_->client.get(), RD_KAFKA_V_RKT(topic->second.get()),
                           RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(pending.at.partition)),
                           RD_KAFKA_V_VALUE(const_cast<char*>(body.data()), body.size()),
                           RD_KAFKA_V_KEY(key.data(), key.size()),
                           RD_KAFKA_V_HEADER(kHeaderName, pending.header.data(),
                                             static_cast<ssize_t>(pending.header.size())),
                           RD_KAFKA_V_MSGFLAGS(0), RD_KAFKA_V_OPAQUE(&pending), RD_KAFKA_V_END);
}

// Others' topics come and go while the process runs, so librdkafka finds them by their names.
rd_kafka_resp_err_t Appender::hand_over_outside(Pending& pending) {
  const journal::OutsideRecord& record = pending.outside;
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const std::string topic = cluster_name(options_, record.at.topic);
  const rd_kafka_resp_err_t code = rd_kafka_producev(
      producer_->client.get(), RD_KAFKA_V_TOPIC(topic.c_str()),
      RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(record.at.partition)),
      RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
      RD_KAFKA_V_KEY(record.key.data(), record.key.size()), RD_KAFKA_V_HEADERS(headers),
      RD_KAFKA_V_MSGFLAGS(0), RD_KAFKA_V_OPAQUE(&pending), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_headers_destroy(headers);  // librdkafka has them where it has the message
  }
  return code;
}

void Appender::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const std::shared_ptr<Producer> current = producer();
    if (rd_kafka_poll(current->client.get(), kPollMs) > 0 && awaited_ == 0) {
      std::this_thread::sleep_for(kReportsGather);
    }
    char why[512];
    if (rd_kafka_fatal_error(current->client.get(), why, sizeof why) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
      replace(why);
    }
    // Who has nothing to append would not hear that a broker is back.
    if (trouble_.begun(kNoBroker) && answers(current->client.get())) {
      trouble_.ends(kNoBroker, "a Kafka broker can be reached again");
    }
  }
  std::shared_ptr<Producer> last;
  {
    const std::unique_lock lock(mutex_);
    last = std::exchange(producer_, nullptr);
  }
  rd_kafka_flush(last->client.get(), static_cast<int>(options_.close_patience.count()));
  give_up(*last);
}

void Appender::replace(const std::string& why) {
  Result<std::shared_ptr<Producer>> next = make_producer();
  if (!next.ok()) {
    trouble_.begins("producer", "the Kafka producer has failed and no other can be made: " +
                                    next.error().message);
    return;  // tried again after the next poll
  }
  std::shared_ptr<Producer> failed;
  {
    const std::unique_lock lock(mutex_);
    failed = std::exchange(producer_, *std::move(next));
  }
  replaced_.fetch_add(1);
  trouble_.begins("producer", "the Kafka producer has failed: " + why +
                                  "; a new one is made, and whoever had something under way "
                                  "takes over again");
  give_up(*failed);
  trouble_.ends("producer", "a new Kafka producer is at work");
}

// Every record that it still has is told to have failed.
void Appender::give_up(Producer& producer) {
  rd_kafka_purge(producer.client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(producer.client.get()) > 0) {
    rd_kafka_poll(producer.client.get(), kPollMs);
  }
  producer.topics.clear();
}

void Appender::client_error(rd_kafka_resp_err_t code, const std::string& reason) {
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    trouble_.begins(kNoBroker, "no Kafka broker can be reached: " + reason +
                                   "; what is appended waits, nothing is lost; start the broker");
  } else if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL) {
    trouble_.begins("security",
                    "Kafka refuses this client: " + reason + "; correct the security settings");
  }
}

void Appender::delivered(const rd_kafka_message_t& message) {
  const std::unique_ptr<Pending> pending(static_cast<Pending*>(message._private));
  // A broker that knows nothing of the producer takes any first batch. When one overtakes another
  // that is to be repeated, it calls the repetition a duplicate: librdkafka reports success, but
  // knows no offset, and the record is not in the log.
  const bool vanished = message.err == RD_KAFKA_RESP_ERR_NO_ERROR && message.offset < 0;
  end(*pending, vanished ? RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER : message.err,
      static_cast<journal::Offset>(message.offset));
}

void Appender::end(Pending& pending, rd_kafka_resp_err_t code, journal::Offset offset) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    refuse(pending, code);
    return;
  }
  leaves(pending);
  appended_.fetch_add(1);
  trouble_.ends(kNoBroker, "a Kafka broker can be reached again");
  if (pending.waiting.done) {
    pending.waiting.done(offset);
  }
}

void Appender::leaves(const Pending& pending) {
  bytes_ -= pending.bytes;
  awaited_ -= pending.waiting.done ? 1U : 0U;
}

void Appender::refuse(Pending& pending, rd_kafka_resp_err_t code) {
  leaves(pending);
  failed_.fetch_add(1);
  const std::string why = fmt::format("{}/{}: {}; {}", cluster_name(options_, pending.at.topic),
                                      pending.at.partition, text_of(code), remedy_for(code));
  if (says_absent(code)) {
    trouble_.begins("absent " + pending.at.topic, why);
  }
  if (pending.waiting.done) {
    pending.waiting.done(Error{kind_of(code), why});
    return;
  }
  const bool fatal = can_never_succeed(code) || code == RD_KAFKA_RESP_ERR__DESTROY;
  pending.waiting.owner->post(
      journal::AppendFailed{pending.at, pending.waiting.ticket, fatal, why});
}

}  // namespace escalon::log_kafka
