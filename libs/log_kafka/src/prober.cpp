#include "prober.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "topics.hpp"

namespace escalon::log_kafka {
namespace {

constexpr int kAnswerMs = 1'000;
constexpr std::chrono::milliseconds kAskAgain{50};

}  // namespace

Result<std::unique_ptr<Prober>> Prober::open(const KafkaOptions& options,
                                             const std::vector<ReadPartition>& partitions,
                                             Found found) {
  Result<Client> client = make_client(Role::kReader, options, nullptr);
  if (!client.ok()) {
    return client.error();
  }
  std::unique_ptr<Prober> prober(new Prober(*std::move(client), partitions, std::move(found)));
  Status warmed = warm(prober->client_.get(), options);
  if (!warmed.ok()) {
    return warmed.error();
  }
  return prober;
}

Prober::Prober(Client client, const std::vector<ReadPartition>& partitions, Found found)
    : client_(std::move(client)), partitions_(partitions), found_(std::move(found)) {
  for (const ReadPartition& partition : partitions_) {
    topics_.emplace_back(rd_kafka_topic_new(client_.get(), partition.topic.c_str(), nullptr));
  }
}

void Prober::probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) {
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({asked_at, &mailbox});
  }
  changed_.notify_one();
}

void Prober::find_bounds(std::size_t partition) {
  {
    const std::lock_guard lock(mutex_);
    lost_.push_back(partition);
  }
  changed_.notify_one();
}

void Prober::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !questions_.empty() || !lost_.empty(); })) {
    auto questions = std::exchange(questions_, {});
    auto lost = std::exchange(lost_, {});
    lock.unlock();
    if (questions.empty() || answer_ends(questions)) {
      questions.clear();
    }
    std::erase_if(lost, [this](std::size_t partition) { return answer_bounds(partition); });
    const bool unanswered = !questions.empty() || !lost.empty();
    if (unanswered) {
      answers(client_.get());  // a question does not make librdkafka doubt whom it asks
    }
    lock.lock();
    if (unanswered) {
      questions_.insert(questions_.begin(), questions.begin(), questions.end());
      lost_.insert(lost_.begin(), lost.begin(), lost.end());
      changed_.wait_for(lock, stop, kAskAgain, [] { return false; });
    }
  }
}

bool Prober::answer_ends(const std::vector<Question>& questions) {
  const std::optional<EndsByPartition> ends = ask_ends();
  if (!ends) {
    return false;
  }
  for (const Question& question : questions) {
    question.mailbox->post(journal::Ends{question.asked_at, *ends});
  }
  return true;
}

// One request a broker, whatever the number of partitions.
std::optional<Prober::EndsByPartition> Prober::ask_ends() {
  EndsByPartition ends;
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions_.size())));
  std::vector<const ReadPartition*> asked;
  for (const ReadPartition& partition : partitions_) {
    if (partition.plain) {
      asked.push_back(&partition);
      rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(),
                                        static_cast<std::int32_t>(partition.at.partition))
          ->offset = RD_KAFKA_OFFSET_END;
    }
  }
  if (asked.empty()) {
    return ends;
  }
  if (rd_kafka_offsets_for_times(client_.get(), list.get(), kAnswerMs) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  for (const ReadPartition* partition : asked) {
    const rd_kafka_topic_partition_t* answer = rd_kafka_topic_partition_list_find(
        list.get(), partition->topic.c_str(), static_cast<std::int32_t>(partition->at.partition));
    if (answer == nullptr || answer->err != RD_KAFKA_RESP_ERR_NO_ERROR || answer->offset < 0) {
      return std::nullopt;
    }
    ends.emplace(partition->at, static_cast<journal::Offset>(answer->offset));
  }
  return ends;
}

bool Prober::answer_bounds(std::size_t partition) {
  const ReadPartition& asked = partitions_[partition];
  std::int64_t start = 0;
  std::int64_t end = 0;
  if (rd_kafka_query_watermark_offsets(client_.get(), asked.topic.c_str(),
                                       static_cast<std::int32_t>(asked.at.partition), &start, &end,
                                       kAnswerMs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return false;
  }
  found_(partition, static_cast<journal::Offset>(start), static_cast<journal::Offset>(end));
  return true;
}

}  // namespace escalon::log_kafka
