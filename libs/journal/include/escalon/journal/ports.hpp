#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <google/protobuf/message.h>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/journal/record.hpp"
#include "escalon/journal/stage.hpp"

namespace escalon::journal {

/// Steady time since an arbitrary origin; it goes on while the machine sleeps and never steps.
using SteadyTime = absl::Duration;
/// Tells an answer's question; unique within one owner.
using Ticket = std::uint64_t;
/// Names a reader of a log within its process.
using ReaderId = std::uint64_t;

/// One partition of one stage.
struct StagePartition {
  std::string stage;
  std::uint32_t partition = 0;
  friend auto operator<=>(const StagePartition&, const StagePartition&) = default;
};

/// Where a reader wants to go on.
struct Position {
  TopicPartition at;
  Offset next = 0;
};

// ---- Messages: everything that an owner is told arrives in its mailbox as one of these. ----

/// Records of one partition in order. While `credit` is held the log sends this reader no more than
/// a few further batches: back-pressure.
struct Records {
  ReaderId reader = 0;
  TopicPartition at;
  std::vector<LogRecord> records;
  std::shared_ptr<void> credit;
};
/// The reader has been told everything below `next`.
struct EndOfLog {
  ReaderId reader = 0;
  TopicPartition at;
  Offset next = 0;
};
/// The wanted offset is no longer kept; `start` is the oldest that is.
struct BelowStart {
  ReaderId reader = 0;
  TopicPartition at;
  Offset start = 0;
};
/// An append was not, or perhaps not, carried out. Success is told by reading the record back.
struct AppendFailed {
  TopicPartition at;
  Ticket ticket = 0;
  bool fatal = false;  ///< True: nothing can be appended until the process starts anew.
  std::string reason;
};
/// The ends of all plain topics at some moment not before `asked_at`.
struct Ends {
  absl::Time asked_at;  ///< Trusted time of the question, in mesh time.
  absl::flat_hash_map<TopicPartition, Offset> next;
};
/// The process has become the owner of this partition.
struct Assigned {
  StagePartition at;
};
/// The process is about to lose this partition, or has lost it.
struct Revoked {
  StagePartition at;
};
/// Answer to a question for confirmation: this process still owns the partition.
struct Confirmed {
  StagePartition at;
};
/// Answer to a question for confirmation: another process owns the partition.
struct NotOwner {
  StagePartition at;
};
/// A due instant that wake_at was given has come.
struct Wake {};

/// A timer as a view stores it.
struct TimerRow {
  Key key;
  std::string timer;
  std::uint64_t generation = 0;
  std::int64_t due_ms = 0;
  int kind = 0;
  friend bool operator==(const TimerRow&, const TimerRow&) = default;
};
/// A state as a view stores it; `envelope` is an encoded journal.v1.Envelope, absent when there is
/// no such row.
struct StateRow {
  Key key;
  std::optional<std::string> envelope;
};
/// What a view says of itself. `partition_state` is an encoded journal.v1.PartitionState.
struct ViewMeta {
  Epoch epoch = 0;
  Offset version = 0;  ///< m: the view is the fold of the journal below it.
  std::string partition_state;
  std::uint32_t fold_version = 0;
};
/// How a view answered: done, fenced by a later epoch, older than the caller's version, or not at
/// all.
enum class ViewCode { kOk, kFenced, kStale, kUnreachable };
/// Answer to any question to a view. `meta` is filled by acquire and by a load without keys, and
/// always on FENCED.
struct ViewAnswer {
  StagePartition at;
  Ticket ticket = 0;
  ViewCode code = ViewCode::kOk;
  ViewMeta meta;
  std::vector<StateRow> states;  ///< load: one for each key asked for, in the order asked.
  std::vector<TimerRow> timers;  ///< horizon: ascending by (due, key, timer).
  std::string reason;            ///< For people, on anything but kOk.
};
/// What the execution of an effect came to. `payload` is an encoded message of the type that the
/// stage's `new_input("outcome")` makes.
struct EffectOutcome {
  StagePartition at;
  Key key;
  std::string effect_id;
  std::uint64_t attempt = 0;
  std::string payload;
};

using MailboxMessage = std::variant<Records, EndOfLog, BelowStart, AppendFailed, Ends, Assigned,
                                    Revoked, Confirmed, NotOwner, Wake, ViewAnswer, EffectOutcome>;

/// Where an owner is told things. `post` may be called from any thread and never blocks.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual void post(MailboxMessage message) = 0;
};

// ---- Ports. Every call that can wait returns at once and answers by a message. Thread-safe. ----

/// The log: topics of partitions of records. One a process.
class Log {
 public:
  virtual ~Log() = default;
  /// Sends `reader` Records from `position` on, then EndOfLog each time it has caught up, for ever;
  /// replaces the reader's position in that partition. BelowStart where the position is no longer
  /// kept.
  virtual void read_from(ReaderId reader, Position position, Mailbox& mailbox) = 0;
  /// Sends nothing more of that partition to `reader`. What is on its way may still arrive.
  virtual void stop(ReaderId reader, TopicPartition at) = 0;
  /// Appends in the order of the calls for a partition. Success is the read-back; AppendFailed
  /// otherwise.
  virtual void append(TopicPartition at, RecordPtr record, Ticket ticket, Mailbox& mailbox) = 0;
  /// Drops what is queued for the partition and not yet on its way.
  virtual void purge(TopicPartition at) = 0;
  /// Answers Ends{asked_at} with the ends of all plain topics as they are at some moment after the
  /// call.
  virtual void probe_ends(absl::Time asked_at, Mailbox& mailbox) = 0;
};

/// Appends to plain topics for whoever is not an owner: intake, policy publication, dead letters.
class Producer {
 public:
  virtual ~Producer() = default;
  /// Appends one record; `done` is called once, from any thread, when the record is durable (with
  /// its offset) or could not be appended (with what to do).
  virtual void produce(TopicPartition at, RecordPtr record,
                       std::function<void(Result<Offset>)> done) = 0;
};

/// Who owns which partition.
class Ownership {
 public:
  virtual ~Ownership() = default;
  /// Tells `mailbox` Assigned and Revoked for the stage from now on.
  virtual void follow(const std::string& stage, Mailbox& mailbox) = 0;
  /// Answers Confirmed or NotOwner.
  virtual void confirm(StagePartition at, Mailbox& mailbox) = 0;
};

/// Which version of a view a call believes in.
struct ViewVersion {
  StagePartition at;
  Epoch epoch = 0;
  Offset version = 0;
};
/// Whether acquire keeps the rows or empties the view (version 0) so that it is rebuilt from the
/// journal.
enum class OnAcquire { kKeep, kRebuild };
/// The absolute state of one key after an accepted record.
struct PostImage {
  Key key;
  std::shared_ptr<const std::string> envelope;  ///< Null = the row is deleted.
  std::vector<TimerRow> timers;                 ///< All timers of the key now.
  std::size_t kept = 0;  ///< So many of `timers`, the first, the view has as they are.
  /// Timers that the view has and that are no longer armed as they were: a timer whose due instant,
  /// generation or kind has changed is here as the view has it, and in `timers` as it is now.
  std::vector<TimerRow> removed;

  /// Those of `timers` that the view is to be given.
  [[nodiscard]] std::span<const TimerRow> armed() const { return std::span(timers).subspan(kept); }
};
/// Moves a view from one version to another, atomically.
struct ViewBatch {
  Offset to_version = 0;
  std::string partition_state;
  std::vector<PostImage> images;  ///< At most one for each key.
};
/// The order of armed timers: (due, key, timer). Pages go on after the last one seen.
struct TimerPosition {
  std::int64_t due_ms = INT64_MIN;
  std::string key;
  std::string timer;
  friend auto operator<=>(const TimerPosition&, const TimerPosition&) = default;
};

/// The materialised view of one stage's journals. Refusals: kFenced when the view's epoch is above
/// the call's; kStale for any other mismatch, an absent view included (for all but acquire).
class View {
 public:
  virtual ~View() = default;
  /// Raises the view's epoch to `epoch` (which must be above it, else kFenced with meta). Makes an
  /// absent view.
  virtual void acquire(StagePartition at, Epoch epoch, OnAcquire mode, Ticket ticket,
                       Mailbox& mailbox) = 0;
  /// The states of `keys`; meta alone where there are none. Needs an equal epoch and a view version
  /// not below.
  virtual void load(ViewVersion version, std::vector<Key> keys, Ticket ticket,
                    Mailbox& mailbox) = 0;
  /// Armed timers after `after` that are due by `until`, at most `limit`. Versions as load.
  virtual void horizon(ViewVersion version, TimerPosition after, absl::Time until, int limit,
                       Ticket ticket, Mailbox& mailbox) = 0;
  /// Moves the view from exactly `version` to `batch.to_version`, all or nothing.
  virtual void apply(ViewVersion version, ViewBatch batch, Ticket ticket, Mailbox& mailbox) = 0;
};

/// Trusted wall time: anchored, carried by steady time, never stepping.
struct Trusted {
  absl::Time now;
  bool trusted = true;  ///< False after a jump that nobody has explained yet: nothing fires.
};

/// Time. Only adapters read the machine's clocks.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Trusted trusted() = 0;
  [[nodiscard]] virtual SteadyTime steady() = 0;
  /// Posts Wake when trusted time has reached `at`; one pending wake a mailbox, the earliest wins.
  virtual void wake_at(absl::Time at, Mailbox& mailbox) = 0;
  /// The same for real steady time, which no speed-up accelerates; a pending wake of its own.
  virtual void wake_at_steady(SteadyTime at, Mailbox& mailbox) = 0;
};

/// What an effect asks for.
struct EffectRequest {
  StagePartition at;
  Key key;
  std::string effect_id;
  std::uint64_t attempt = 0;
  std::shared_ptr<const google::protobuf::Message> payload;
  std::string traceparent = {};  ///< Trace that the key keeps; empty = none.
};

/// Every version of the policy that this process knows, by content hash. One a process, filled from
/// the whole topic `policy` before anything is owned.
class PolicyBook {
 public:
  virtual ~PolicyBook() = default;
  /// The policy of that hash; null when it was never learnt.
  [[nodiscard]] virtual std::shared_ptr<const CompiledPolicy> find(const std::string& hash) = 0;
  /// Compiles and keeps the policy that a record of the topic `policy` carries; idempotent.
  virtual Result<std::shared_ptr<const CompiledPolicy>> learn(const Record& record) = 0;
};

/// Carries out effects. Each execute ends in one EffectOutcome, or in none when the process dies.
class EffectExecutor {
 public:
  virtual ~EffectExecutor() = default;
  virtual void execute(EffectRequest request, Mailbox& mailbox) = 0;
};

}  // namespace escalon::journal
