#include "escalon/service/follower_loop.hpp"

#include <utility>

#include "escalon/service/logging.hpp"

namespace escalon::service {

std::vector<journal::TopicPartition> partitions_of(const std::vector<std::string>& topics,
                                                   const journal::Topology& topology) {
  std::vector<journal::TopicPartition> all;
  for (const std::string& topic : topics) {
    for (std::uint32_t partition = 0; partition < topology.partitions_of(topic); ++partition) {
      all.push_back({topic, partition});
    }
  }
  return all;
}

FollowerLoop::FollowerLoop(std::string name, journal::Log& log, journal::ReaderId reader,
                           JournalSink& sink)
    : sink_(sink, behind_),
      loop_(std::move(name)),
      mailbox_(loop_.open_mailbox()),
      follower_(log, mailbox_, reader, sink_, [this](const std::string& text) {
        failed_ = true;
        log_error(text);
      }) {
  loop_.attach(mailbox_, follower_);
}

void FollowerLoop::follow(const journal::TopicPartition& at, journal::Offset next,
                          journal::Fold fold) {
  ++behind_;
  follower_.follow(at, next, std::move(fold));
}

std::string FollowerLoop::not_ready() const {
  if (failed_) {
    return "a journal is damaged, the log says where";
  }
  return caught_up() ? "" : "reads the journals";
}

void FollowerLoop::CountingSink::decided(const journal::TopicPartition& at, journal::Offset offset,
                                         const journal::DecodedRecordPtr& record) {
  sink_.decided(at, offset, record);
}

void FollowerLoop::CountingSink::advanced(const std::vector<Advance>& moved) {
  sink_.advanced(moved);
}

void FollowerLoop::CountingSink::caught_up(const journal::TopicPartition& at) {
  sink_.caught_up(at);
  if (read_.insert(at).second) {
    --behind_;
  }
}

}  // namespace escalon::service
