#include "faces.hpp"

#include <utility>

#include "escalon/base/assert.hpp"

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

void OwnershipFace::follow(const std::string& stage, journal::Mailbox& mailbox) {
  ESCALON_ASSERT(member_ != nullptr);
  member_->follow(stage, mailbox);
}

void OwnershipFace::confirm(journal::StagePartition at, journal::Mailbox& mailbox) {
  ESCALON_ASSERT(member_ != nullptr);
  member_->confirm(std::move(at), mailbox);
}

}  // namespace escalon::log_kafka
