#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapter.hpp"

namespace escalon::adapter_conformance {

/// A record whose body is `body`.
[[nodiscard]] journal::RecordPtr record_of(std::string body);
/// The bodies of records, in order.
[[nodiscard]] std::vector<std::string> bodies(const std::vector<journal::LogRecord>& records);
[[nodiscard]] journal::TopicPartition journal_partition(std::uint32_t partition = 0);
[[nodiscard]] journal::TopicPartition plain_partition(std::uint32_t partition = 0);
[[nodiscard]] journal::StagePartition stage_partition(std::uint32_t partition = 0);

/// Asks an adapter and waits for its answer, so that tests read as stories.
class Client {
 public:
  explicit Client(Adapter& adapter) : adapter_(adapter), mailbox_(adapter.signal()) {}

  /// Appends as an owner, without waiting.
  void append(const journal::TopicPartition& at, std::string body);
  /// Appends as a producer and waits. Nothing when the wait was in vain.
  std::optional<Result<journal::Offset>> produce(const journal::TopicPartition& at,
                                                 std::string body);
  /// Reads from `next` until `count` records have come.
  std::vector<journal::LogRecord> read(const journal::TopicPartition& at, journal::Offset next,
                                       std::size_t count);
  /// Waits until an owner's append, the `count`th of the partition, has been read back.
  bool read_back(const journal::TopicPartition& at, std::size_t count);

  journal::ViewAnswer acquire(journal::Epoch epoch,
                              journal::OnAcquire mode = journal::OnAcquire::kKeep,
                              std::uint32_t partition = 0);
  journal::ViewAnswer load(journal::Epoch epoch, journal::Offset version,
                           const std::vector<std::string>& keys = {}, std::uint32_t partition = 0);
  journal::ViewAnswer horizon(journal::Epoch epoch, journal::Offset version,
                              journal::TimerPosition after, std::int64_t until_ms,
                              int limit = 1'000);
  journal::ViewAnswer apply(journal::Epoch epoch, journal::Offset version, journal::ViewBatch batch,
                            std::uint32_t partition = 0);

  /// True when the last question had an answer.
  [[nodiscard]] bool answered() const { return answered_; }
  [[nodiscard]] RecordingMailbox& mailbox() { return mailbox_; }

 private:
  journal::ViewAnswer answer(journal::Ticket ticket);

  Adapter& adapter_;
  RecordingMailbox mailbox_;
  journal::Ticket ticket_ = 0;
  journal::ReaderId reader_ = 1'000;
  bool answered_ = true;
};

/// A state with one timer that is due at `due_ms`; no timer where that is 0.
[[nodiscard]] journal::PostImage image_of(const std::string& key, const std::string& envelope,
                                          std::int64_t due_ms = 0);
/// A timer of `key`.
[[nodiscard]] journal::TimerRow timer_of(const std::string& key, std::int64_t due_ms,
                                         const std::string& timer = "timer",
                                         std::uint64_t generation = 1);
/// A batch that moves a view to `to_version`.
[[nodiscard]] journal::ViewBatch batch_of(journal::Offset to_version,
                                          std::vector<journal::PostImage> images,
                                          std::string partition_state = "");

}  // namespace escalon::adapter_conformance
