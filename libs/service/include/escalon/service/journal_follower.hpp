#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "escalon/journal/decoded_record.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::service {

/// How far a journal's partition has been handed out: everything below `next`, with the fold's
/// state to go on from.
struct Advance {
  journal::TopicPartition at;
  journal::Offset next = 0;
  journal::Fold fold;
};

/// What has come of followed journals. All calls come from the follower's thread.
class JournalSink {
 public:
  virtual ~JournalSink() = default;
  /// An accepted decision, which the sink may keep. The record is where the journal says.
  virtual void decided(const journal::TopicPartition& at, journal::Offset offset,
                       const journal::DecodedRecordPtr& record) = 0;
  /// What has been handed out since the last call, all partitions together: store it in one atomic
  /// write with what the decisions made. Told once everything there is has been handed out, and
  /// four times a second while there is ever more.
  virtual void advanced(const std::vector<Advance>& moved) = 0;
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
  bool step() override;

 private:
  void take(const journal::Records& records);
  [[nodiscard]] bool worth_telling() const;
  void tell_advanced();
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
    bool moved = false;   // since the sink was last told
    bool behind = false;  // more is coming, EndOfLog at the least
  };
  std::map<journal::TopicPartition, Following> following_;
  std::set<journal::TopicPartition> ended_;  // of which the sink is still to be told
  std::optional<std::chrono::steady_clock::time_point> moved_at_;  // first, since it was told
};

}  // namespace escalon::service
