#include "raw_log.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

namespace escalon::chaos {
namespace {

constexpr int kAnswerWithinMs = 10'000;
constexpr int kPollMs = 100;
constexpr std::chrono::seconds kPatience{30};
constexpr const char* kHeaderName = "escalon";

template <typename T, void (*destroy)(T*)>
struct Destroy {
  void operator()(T* object) const { destroy(object); }
};
template <typename T, void (*destroy)(T*)>
using Owned = std::unique_ptr<T, Destroy<T, destroy>>;
using Consumer = Owned<rd_kafka_t, rd_kafka_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using Places = Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

Error unavailable(const std::string& what) {
  return {Error::Kind::kUnavailable, what + "; is the broker up?"};
}

Result<Consumer> make_consumer(const RawLogOptions& options) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char why[512];
  for (const auto& [name, value] :
       {std::pair{"bootstrap.servers", options.brokers.c_str()},
        std::pair{"group.id", "escalon-chaos-checker"}, std::pair{"enable.auto.commit", "false"},
        std::pair{"auto.offset.reset", "error"}, std::pair{"fetch.wait.max.ms", "20"}}) {
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      return Error{Error::Kind::kInvalid, why};
    }
  }
  Consumer consumer(rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why));
  if (!consumer) {
    rd_kafka_conf_destroy(conf);
    return unavailable(why);
  }
  rd_kafka_poll_set_consumer(consumer.get());
  return consumer;
}

std::string cluster_name(const RawLogOptions& options, const std::string& topic) {
  return options.prefix + topic + options.suffix;
}

// Asks how many partitions a topic has.
Result<int> partitions_of(rd_kafka_t* consumer, const std::string& name) {
  rd_kafka_topic_t* topic = rd_kafka_topic_new(consumer, name.c_str(), nullptr);
  const rd_kafka_metadata_t* told = nullptr;
  const auto code = rd_kafka_metadata(consumer, 0, topic, &told, kAnswerWithinMs);
  rd_kafka_topic_destroy(topic);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return unavailable(fmt::format("topic {}: {}", name, rd_kafka_err2str(code)));
  }
  const int count = told->topic_cnt == 1 ? told->topics[0].partition_cnt : 0;
  rd_kafka_metadata_destroy(told);
  return count > 0 ? Result<int>(count) : unavailable(fmt::format("topic {} is absent", name));
}

RawRecord raw_record(const rd_kafka_message_t& message, std::string topic) {
  RawRecord raw;
  raw.topic = std::move(topic);
  raw.partition = static_cast<std::uint32_t>(message.partition);
  raw.offset = static_cast<journal::Offset>(message.offset);
  raw.stored_at_ms = rd_kafka_message_timestamp(&message, nullptr);
  raw.record.body.assign(static_cast<const char*>(message.payload), message.len);
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      rd_kafka_header_get_last(headers, kHeaderName, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    auto header = journal::decode_header(std::string_view(static_cast<const char*>(value), size));
    if (header) {
      raw.record.header = *std::move(header);
    }
  }
  return raw;
}

class Reader {
 public:
  Reader(const RawLogOptions& options, Consumer consumer)
      : options_(options), consumer_(std::move(consumer)) {}

  Status find_ends(const std::vector<std::string>& topics) {
    Places places(rd_kafka_topic_partition_list_new(16));
    for (const std::string& topic : topics) {
      const std::string name = cluster_name(options_, topic);
      const Result<int> count = partitions_of(consumer_.get(), name);
      if (!count) {
        return count.error();
      }
      logical_[name] = topic;
      for (int partition = 0; partition < *count; ++partition) {
        if (Status found = find_end(name, partition, *places); !found) {
          return found;
        }
      }
    }
    const auto code = rd_kafka_assign(consumer_.get(), places.get());
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? Status() : unavailable(rd_kafka_err2str(code));
  }

  Result<RawLog> read_to_the_ends() {
    auto patient_until = std::chrono::steady_clock::now() + kPatience;
    while (open_ > 0) {
      const Message message(rd_kafka_consumer_poll(consumer_.get(), kPollMs));
      if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        take(*message);
        patient_until = std::chrono::steady_clock::now() + kPatience;
      } else if (std::chrono::steady_clock::now() > patient_until) {
        return unavailable(fmt::format("{} partitions were not read to their ends", open_));
      }
    }
    return std::move(log_);
  }

 private:
  Status find_end(const std::string& name, int partition, rd_kafka_topic_partition_list_t& places) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    const auto code = rd_kafka_query_watermark_offsets(consumer_.get(), name.c_str(), partition,
                                                       &low, &high, kAnswerWithinMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return unavailable(fmt::format("{}/{}: {}", name, partition, rd_kafka_err2str(code)));
    }
    log_[{logical_[name], static_cast<std::uint32_t>(partition)}].end =
        static_cast<journal::Offset>(high);
    if (high > low) {
      rd_kafka_topic_partition_list_add(&places, name.c_str(), partition)->offset = low;
      open_ += 1;
    }
    return {};
  }

  void take(const rd_kafka_message_t& message) {
    const std::string topic = logical_[rd_kafka_topic_name(message.rkt)];
    RawPartition& partition = log_[{topic, static_cast<std::uint32_t>(message.partition)}];
    if (static_cast<journal::Offset>(message.offset) >= partition.end) {
      return;
    }
    partition.records.push_back(raw_record(message, topic));
    open_ -= partition.records.back().offset + 1 == partition.end ? 1 : 0;
  }

  const RawLogOptions& options_;
  Consumer consumer_;
  std::map<std::string, std::string> logical_;
  RawLog log_;
  int open_ = 0;
};

}  // namespace

Result<RawLog> read_raw_log(const RawLogOptions& options, const std::vector<std::string>& topics) {
  Result<Consumer> consumer = make_consumer(options);
  if (!consumer) {
    return consumer.error();
  }
  Reader reader(options, *std::move(consumer));
  if (Status found = reader.find_ends(topics); !found) {
    return found.error();
  }
  return reader.read_to_the_ends();
}

}  // namespace escalon::chaos
