#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/routing/public_chain.hpp"
#include "escalon/routing/topic_maker.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::service {
class MeshMetrics;
}

namespace escalon::routing {

/// How far each partition of the journal has been published: the newest of each key is kept. Who
/// owns a partition of it, as stage kPublication, publishes that partition of the journal.
inline constexpr const char* kPublished = "published";
inline constexpr const char* kPublication = "publication";

/// What publishing needs. All outlive it.
struct PublicPorts {
  journal::Log& log;
  journal::Producer& producer;
  journal::OutsideLog& outside;
  journal::Ownership& ownership;
  journal::Clock& clock;
  TopicMaker& maker;
  service::MeshMetrics& metrics;
};

/// Publishes the partitions of the journal `escalation` that this process owns. Begins where the
/// topic `published` says that everything before is durable; a process that dies has published more
/// than it says there, and its successor writes that again, identically. What cannot be written is
/// written again from there on, less and less often, and what cannot be read likewise: nothing is
/// left out, and what is durable is not published anew. Runs in an event loop.
class PublicTopics final : public service::LoopMember {
 public:
  PublicTopics(PublicPorts ports, PublicOptions options, journal::Mailbox& mailbox);

  /// Asks for partitions. Once.
  void follow();
  void handle(journal::MailboxMessage message) override;
  bool step() override;

  /// What is wrong outside; empty when nothing is. Any thread.
  [[nodiscard]] std::string trouble() const;

 private:
  enum class Phase { kIdle, kRestoring, kFollowing };
  enum class Way { kReading, kWriting };
  // A public record that is not durable, or has one before it that is not.
  struct Outgoing {
    journal::OutsideRecord record;
    std::shared_ptr<void> credit;  // the journal sends no more than a few batches that are held
    bool durable = false;
  };
  // A state of the chain that is to be stored once everything issued before it is durable.
  struct Snapshot {
    std::uint64_t issued = 0;
    publication::v1::PublicationState state;
  };
  // What has failed rests; each time twice as long.
  struct Rest {
    std::optional<journal::SteadyTime> until;
    absl::Duration next;
  };
  struct Partition {
    Partition(std::uint32_t number, const PublicOptions& options) : chain(number, options) {}
    Phase phase = Phase::kIdle;
    PublicChain chain;
    journal::ReaderId reader = 0;  // what comes for an earlier one is passed over
    publication::v1::PublicationState stored;
    std::deque<Outgoing> outgoing;
    std::size_t sent = 0;       // of outgoing, from its front
    std::uint64_t durable = 0;  // records that have left outgoing
    std::uint64_t attempt = 0;  // answers to an earlier one are passed over
    std::map<Way, Rest> rests;
    std::uint64_t since_stored = 0;  // journal records
    bool published = false;          // since the last snapshot
    std::optional<Snapshot> snapshot;
    journal::SteadyTime store_at;
  };
  struct Answer {
    std::uint32_t partition = 0;
    std::uint64_t attempt = 0;
    std::uint64_t number = 0;
    Status status;
  };
  using Numbered = std::pair<const std::uint32_t, Partition>;

  void begin(std::uint32_t partition);
  void end(std::uint32_t partition);
  void read(Partition& one, journal::TopicPartition at, journal::Offset next);
  void take_stored(Partition& one, const journal::Records& records) const;
  void take_journal(Numbered& numbered, const journal::Records& records);
  void reached_end(Numbered& numbered, const journal::EndOfLog& end);
  void stop_reading(Numbered& numbered, const std::string& why);
  void send(Numbered& numbered);
  void write(Numbered& numbered, std::size_t index);
  void take_answers();
  void written(Numbered& numbered, std::uint64_t number);
  void send_again(Numbered& numbered, const std::string& why);
  void go_on(Numbered& numbered, journal::SteadyTime now);
  void store(Numbered& numbered, journal::SteadyTime now);
  void rests(Numbered& numbered, Way way, const std::string& why);
  void goes_on(Numbered& numbered, Way way);
  [[nodiscard]] Numbered* reads(journal::ReaderId reader, const journal::TopicPartition& at);

  PublicPorts ports_;
  const PublicOptions options_;
  journal::Mailbox& mailbox_;
  std::map<std::uint32_t, Partition> partitions_;  // those that are or were owned
  journal::ReaderId last_reader_;
  mutable std::mutex mutex_;
  std::vector<Answer> answers_;                                    // guarded by mutex_
  std::map<std::pair<std::uint32_t, Way>, std::string> troubles_;  // guarded by mutex_
};

}  // namespace escalon::routing
