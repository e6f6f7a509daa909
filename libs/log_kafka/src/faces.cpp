#include "faces.hpp"

#include <utility>

#include "escalon/base/assert.hpp"
#include "shared_reader.hpp"
#include "topics.hpp"

namespace escalon::log_kafka {
namespace {

// Which topics there are is the program's own knowledge, so a name that is not there is a mistake
// of ours.
std::size_t index_of(const PartitionIndex& index, const journal::TopicPartition& at) {
  const auto found = index.find(at);
  ESCALON_ASSERT(found != index.end());
  return found->second;
}

}  // namespace

void LogFace::read_from(journal::ReaderId reader, journal::Position position,
                        journal::Mailbox& mailbox) {
  reading_.read_from(reader, index_of(index_, position.at), position.next, mailbox);
}

void LogFace::stop(journal::ReaderId reader, journal::TopicPartition at) {
  reading_.stop(reader, index_of(index_, at));
}

void LogFace::append(journal::TopicPartition at, journal::RecordPtr record, journal::Ticket ticket,
                     journal::Mailbox& mailbox) {
  appender_.append(std::move(at), std::move(record), {ticket, &mailbox, nullptr});
}

void LogFace::purge(journal::TopicPartition /*at*/) {}

void LogFace::probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) {
  prober_.probe_ends(asked_at, mailbox);
}

void ProducerFace::produce(journal::TopicPartition at, journal::RecordPtr record,
                           std::function<void(Result<journal::Offset>)> done) {
  appender_.append(std::move(at), std::move(record), {0, nullptr, std::move(done)});
}

Status OutsideFace::make_topics(const std::vector<std::string>& topics, std::uint32_t partitions) {
  KafkaOptions some = options_;
  some.topics.clear();
  for (const std::string& topic : topics) {
    some.topics.push_back({topic, partitions, Keeps::kForAWhile});
  }
  return topics.empty() ? Status() : prepare_topics(some);
}

void OutsideFace::write(journal::OutsideRecord record, std::function<void(Status)> done) {
  appender_.write(std::move(record), std::move(done));
}

Result<std::unique_ptr<journal::OutsideReader>> OutsideFace::share(const std::string& topic) {
  return SharedReader::open(options_, topic, trouble_);
}

void OwnershipFace::follow(const std::string& stage, journal::Mailbox& mailbox) {
  ESCALON_ASSERT(member_ != nullptr);
  member_->follow(stage, mailbox);
}

void OwnershipFace::confirm(journal::StagePartition at, journal::Mailbox& mailbox) {
  ESCALON_ASSERT(member_ != nullptr);
  member_->confirm(std::move(at), mailbox);
}

}  // namespace escalon::log_kafka
