#pragma once

#include <functional>
#include <map>
#include <string>

#include "escalon/journal/fold.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::journal::v1 {
class Decision;
}

namespace escalon::service {

/// What has come of one journal's partition. All calls come from the follower's thread.
class JournalSink {
 public:
  virtual ~JournalSink() = default;
  /// An accepted decision. The record is where the journal says.
  virtual void decided(const journal::TopicPartition& at, journal::Offset offset,
                       const journal::v1::Decision& decision) = 0;
  /// Everything below `next` has been handed out; `fold` is the state to go on from. Comes after
  /// each batch: store both in one atomic write with what the decisions made.
  virtual void advanced(const journal::TopicPartition& at, journal::Offset next,
                        const journal::Fold& fold) = 0;
  /// There is nothing more at the moment.
  virtual void caught_up(const journal::TopicPartition& at) = 0;
};

/// Reads journals by the fold rule for whoever is not their owner. A damaged journal (a missing
/// marker, a body that cannot be parsed) ends the reading of that partition with an alarm. Runs in
/// an event loop.
class JournalFollower final : public LoopMember {
 public:
  using Alarm = std::function<void(const std::string& text)>;

  /// `reader` is unique in the process. All references outlive the follower.
  JournalFollower(journal::Log& log, journal::Mailbox& mailbox, journal::ReaderId reader,
                  JournalSink& sink, Alarm alarm);

  /// Follows a partition from `next` on with the fold as it was there.
  void follow(const journal::TopicPartition& at, journal::Offset next, journal::Fold fold);

  void handle(journal::MailboxMessage message) override;
  bool step() override { return false; }

 private:
  void take(const journal::Records& records);
  bool take_one(const journal::TopicPartition& at, const journal::LogRecord& record,
                journal::Fold& fold);
  void give_up(const journal::TopicPartition& at, journal::Offset offset,
               const std::string& reason);

  journal::Log& log_;
  journal::Mailbox& mailbox_;
  const journal::ReaderId reader_;
  JournalSink& sink_;
  Alarm alarm_;
  struct Following {
    journal::Offset next = 0;
    journal::Fold fold;
  };
  std::map<journal::TopicPartition, Following> following_;
};

}  // namespace escalon::service
