#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/broker.hpp"
#include "escalon/simulated/process.hpp"

namespace escalon::simulated {

/// One process's way to the broker: the ports Log and Producer. Each partition's messages to one
/// reader, and each partition's appends, keep their order; everything else is delayed
/// independently. When its process dies, what was queued vanishes; of what was on its way a first
/// part lands, perhaps late, and the rest vanishes.
class SimulatedLog final : public journal::Log, public journal::Producer {
 public:
  SimulatedLog(Broker& broker, Process process);
  /// Ends the process: its log is gone.
  ~SimulatedLog() override;
  SimulatedLog(const SimulatedLog&) = delete;
  SimulatedLog& operator=(const SimulatedLog&) = delete;

  void read_from(journal::ReaderId reader, journal::Position position,
                 journal::Mailbox& mailbox) override;
  void stop(journal::ReaderId reader, journal::TopicPartition at) override;
  void append(journal::TopicPartition at, journal::RecordPtr record, journal::Ticket ticket,
              journal::Mailbox& mailbox) override;
  void purge(journal::TopicPartition at) override;
  void probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) override;
  void produce(journal::TopicPartition at, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override;

 private:
  struct Append;
  struct Stream;
  struct Reader;
  using ReaderPtr = std::shared_ptr<Reader>;

  void enqueue(const journal::TopicPartition& at, std::shared_ptr<Append> append);
  void send(const std::shared_ptr<Append>& append);
  void pump_soon(const ReaderPtr& reader);
  void pump(const ReaderPtr& reader);
  void deliver(const ReaderPtr& reader, journal::MailboxMessage message);
  void tell_end(const ReaderPtr& reader);
  [[nodiscard]] std::vector<journal::LogRecord> next_batch(Reader& reader);
  [[nodiscard]] std::shared_ptr<void> make_credit(const ReaderPtr& reader);

  Broker& broker_;
  Process process_;
  std::map<journal::TopicPartition, std::shared_ptr<Stream>> streams_;
  std::map<std::pair<journal::ReaderId, journal::TopicPartition>, ReaderPtr> readers_;
};

}  // namespace escalon::simulated
