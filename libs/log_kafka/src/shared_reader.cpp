#include "shared_reader.hpp"

#include <string_view>
#include <utility>

#include "escalon/base/assert.hpp"
#include "record_codec.hpp"

namespace escalon::log_kafka {
namespace {

constexpr std::chrono::seconds kLookAgain{5};
constexpr std::string_view kNoMember = "sharing";

}  // namespace

Result<std::unique_ptr<journal::OutsideReader>> SharedReader::open(const KafkaOptions& options,
                                                                   const std::string& topic,
                                                                   Trouble& trouble) {
  ESCALON_ASSERT(options.stages.empty());  // the group would give partitions of journals too
  std::unique_ptr<SharedReader> reader(new SharedReader(options, topic, trouble));
  Result<Client> client = make_client(Role::kSharer, options, reader.get());
  if (!client.ok()) {
    return client.error();
  }
  reader->client_ = *std::move(client);
  const PartitionList topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), cluster_name(options, topic).c_str(),
                                    RD_KAFKA_PARTITION_UA);
  ESCALON_ASSERT(rd_kafka_subscribe(reader->client_.get(), topics.get()) ==
                 RD_KAFKA_RESP_ERR_NO_ERROR);
  return std::unique_ptr<journal::OutsideReader>(std::move(reader));
}

SharedReader::~SharedReader() {
  if (client_) {
    rd_kafka_consumer_close(client_.get());
  }
}

std::vector<journal::OutsideRecord> SharedReader::poll(int records_max,
                                                       std::chrono::milliseconds longest) {
  look_again();
  std::vector<journal::OutsideRecord> records;
  auto wait = static_cast<int>(longest.count());
  while (static_cast<int>(records.size()) < records_max) {
    const Message message(rd_kafka_consumer_poll(client_.get(), wait));
    if (!message) {
      break;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      client_error(message->err, rd_kafka_message_errstr(message.get()));
      break;
    }
    goes_on();
    records.push_back(decode_outside(*message, topic_));
    next_[records.back().at.partition] = message->offset + 1;
    wait = 0;
  }
  return records;
}

// What fails to be committed is read again by whoever has the partition then.
void SharedReader::commit() {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(next_.size())));
  for (const auto& [partition, next] : std::exchange(next_, {})) {
    rd_kafka_topic_partition_list_add(list.get(), cluster_name(options_, topic_).c_str(),
                                      static_cast<std::int32_t>(partition))
        ->offset = next;
  }
  if (list->cnt > 0 && rd_kafka_assignment_lost(client_.get()) == 0) {
    rd_kafka_commit(client_.get(), list.get(), 1);
  }
}

// Whoever has the partitions next may have committed more of them than we would.
void SharedReader::rebalance(rd_kafka_resp_err_t code,
                             rd_kafka_topic_partition_list_t* partitions) {
  next_.clear();
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(client_.get(), partitions);
    trouble_.ends(kNoMember, "group " + options_.group + " is joined");
  } else {
    rd_kafka_assign(client_.get(), nullptr);
  }
}

void SharedReader::client_error(rd_kafka_resp_err_t code, const std::string& reason) {
  if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    goes_on();
  } else if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    trouble_.begins(kNoMember, "group " + options_.group + " cannot be joined: " + reason +
                                   "; give this user the right to");
  } else if (says_absent(code) || code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    trouble_.begins(trouble_name_,
                    "topic " + cluster_name(options_, topic_) + " cannot be read: " + reason +
                        (says_absent(code) ? "; restore it" : "; give this user the right to"));
    troubled_at_ = std::chrono::steady_clock::now();
  }
  // Whatever else goes wrong librdkafka gets over by itself, and that no broker answers the
  // producer tells.
}

void SharedReader::goes_on() {
  trouble_.ends(trouble_name_, "topic " + cluster_name(options_, topic_) + " is read again");
  troubled_at_.reset();
}

// librdkafka tells neither an error nor an end twice, so it has to begin anew to tell which it is.
void SharedReader::look_again() {
  const auto now = std::chrono::steady_clock::now();
  if (!troubled_at_ || now - *troubled_at_ < kLookAgain) {
    return;
  }
  troubled_at_ = now;
  rd_kafka_topic_partition_list_t* raw = nullptr;
  if (rd_kafka_assignment(client_.get(), &raw) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const PartitionList assignment(raw);
    if (assignment->cnt > 0) {
      next_.clear();
      rd_kafka_assign(client_.get(), assignment.get());
    }
  }
}

}  // namespace escalon::log_kafka
