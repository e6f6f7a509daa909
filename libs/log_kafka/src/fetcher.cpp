#include "fetcher.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "escalon/base/assert.hpp"
#include "record_codec.hpp"
#include "topics.hpp"

namespace escalon::log_kafka {
namespace {

constexpr std::size_t kMessagesAtOnce = 64;

}  // namespace

Result<std::unique_ptr<Fetcher>> Fetcher::open(const KafkaOptions& options,
                                               const std::vector<ReadPartition>& partitions,
                                               const Wakeup& wakeup, Trouble& trouble) {
  Result<Client> client = make_client(Role::kReader, options, nullptr);
  if (!client.ok()) {
    return client.error();
  }
  std::unique_ptr<Fetcher> fetcher(new Fetcher(*std::move(client), partitions, wakeup, trouble));
  Status warmed = warm(fetcher->client_.get(), options);
  if (!warmed.ok()) {
    return warmed.error();
  }
  return fetcher;
}

Fetcher::Fetcher(Client client, const std::vector<ReadPartition>& partitions, const Wakeup& wakeup,
                 Trouble& trouble)
    : client_(std::move(client)), partitions_(partitions), wakeup_(wakeup), trouble_(trouble) {
  for (const ReadPartition& partition : partitions_) {
    // A topic's handle is counted, so partitions of one topic share it.
    reading_.push_back(
        {Topic(rd_kafka_topic_new(client_.get(), partition.topic.c_str(), nullptr)), nullptr});
  }
}

Fetcher::~Fetcher() {
  for (std::size_t partition = 0; partition < reading_.size(); ++partition) {
    stop(partition);
  }
}

std::int32_t Fetcher::number(std::size_t partition) const {
  return static_cast<std::int32_t>(partitions_[partition].at.partition);
}

// A queue of its own for each start: nothing of an earlier position can come out of it.
void Fetcher::start(std::size_t partition, journal::Offset from) {
  stop(partition);
  Reading& reading = reading_[partition];
  reading.queue.reset(rd_kafka_queue_new(client_.get()));
  const std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(reading.queue.get(), wakeup_.descriptor(), &one, sizeof one);
  ESCALON_ASSERT(rd_kafka_consume_start_queue(reading.topic.get(), number(partition),
                                              static_cast<std::int64_t>(from),
                                              reading.queue.get()) == 0);
}

void Fetcher::stop(std::size_t partition) {
  Reading& reading = reading_[partition];
  if (reading.queue) {
    rd_kafka_consume_stop(reading.topic.get(), number(partition));
    rd_kafka_queue_io_event_enable(reading.queue.get(), -1, nullptr, 0);
    reading.queue.reset();
  }
}

Pulled Fetcher::pull(std::size_t partition, std::size_t records_max, std::size_t bytes_max) {
  Pulled pulled;
  rd_kafka_queue_t* queue = reading_[partition].queue.get();
  std::size_t bytes = 0;
  // A look at the length is much cheaper than a batch that finds nothing.
  while (queue != nullptr && rd_kafka_queue_length(queue) > 0 &&
         pulled.records.size() < records_max && bytes < bytes_max) {
    std::array<rd_kafka_message_t*, kMessagesAtOnce> raw;
    const ssize_t count = rd_kafka_consume_batch_queue(queue, 0, raw.data(), raw.size());
    for (ssize_t i = 0; i < count; ++i) {
      const Message message(raw[static_cast<std::size_t>(i)]);
      take(partition, *message, pulled, bytes);
    }
    if (count <= 0) {
      break;
    }
  }
  return pulled;
}

void Fetcher::take(std::size_t partition, const rd_kafka_message_t& message, Pulled& pulled,
                   std::size_t& bytes) {
  const auto offset = static_cast<journal::Offset>(message.offset);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    pulled.records.push_back({offset, decode(message)});
    pulled.end.reset();
    bytes += weight(*pulled.records.back().record);
  } else if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    pulled.end = offset;
  } else {
    take_error(partition, message, pulled);
  }
}

// librdkafka goes on trying after any other error than an offset that is not there.
void Fetcher::take_error(std::size_t partition, const rd_kafka_message_t& message, Pulled& pulled) {
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
      message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
    pulled.out_of_range = true;
    return;
  }
  trouble_.begins("reading " + partitions_[partition].topic,
                  fmt::format("{} cannot be read: {}; {}", partitions_[partition].topic,
                              rd_kafka_message_errstr(&message),
                              says_absent(message.err)
                                  ? "the topic is gone from the cluster; restore it"
                                  : "look at the cluster, and at the rights of this user"));
}

}  // namespace escalon::log_kafka
