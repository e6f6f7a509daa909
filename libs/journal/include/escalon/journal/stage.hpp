#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"

namespace escalon::journal {

using Message = google::protobuf::Message;
using MessagePtr = std::unique_ptr<Message>;
/// What a decision says, in order; each is the stage's one event type. Empty = nothing happened.
using Events = std::vector<MessagePtr>;

/// A policy, ready to decide with. The runtime knows its hash alone; stages know the type behind
/// it.
class CompiledPolicy {
 public:
  CompiledPolicy() = default;
  CompiledPolicy(const CompiledPolicy&) = delete;
  CompiledPolicy& operator=(const CompiledPolicy&) = delete;
  virtual ~CompiledPolicy() = default;
  /// Content hash; two policies with one hash decide alike.
  [[nodiscard]] virtual const std::string& hash() const = 0;
};

/// One thing that a stage is told.
struct Input {
  std::string_view topic;  ///< Logical topic, or `outcome` for what an effect's execution reports.
  const Key& key;          ///< The key that the upstream record names.
  const Message& message;  ///< Of the type that the stage's `new_input` made for the topic.
  std::string_view
      id;  ///< Id of the event; what a decision makes of it derives its own ids from here.
};

/// Where an input topic's partitions go.
enum class InputScope {
  kSamePartition,  ///< Partition p is read by the owner of p.
  kAllPartitions,  ///< Each owner reads every partition and keeps what the header's destinations
                   ///< name.
};

/// A topic that a stage reads.
struct InputSpec {
  std::string topic;
  bool journal = false;  ///< True for another stage's journal: the fold rule applies.
  InputScope scope = InputScope::kSamePartition;
};

/// One entry of the gate table: a timer waits until the owner has seen what is in `plain_topic`.
struct GateEntry {
  std::string plain_topic;
  std::string via;  ///< The journal that tells how far; empty = the stage reads the topic itself.
};

/// A kind of timer. A kind without a row in a stage's table does not exist.
struct TimerKindSpec {
  int kind = 0;
  std::string name;
  bool effect = false;  ///< True: due timers go to the executor, not to decide.
  std::vector<GateEntry> gate;
};

/// What the runtime must know of a stage before it runs it.
struct StageSpec {
  std::string name;     ///< `sla`.
  std::string journal;  ///< Topic of its journal; the same word as the name but for the classifier.
  std::vector<InputSpec> inputs;
  std::vector<TimerKindSpec> timer_kinds;
  /// Plain topics that some gate table routes through this journal: moving past their records is
  /// substantive.
  std::vector<std::string> gated_plain_topics;
  /// True where a key is one story: what its timers and effects come to goes on in the trace of the
  /// first input with a trace that the key was told of.
  bool keeps_trace = false;
};

/// A partition of an other-keyed stage that an event concerns, by key.
struct Address {
  std::string stage;
  Key key;
};

/// A pure, event-sourced state machine over keys. Every method is const, deterministic, does no
/// I/O, reads no clock and may be called from any thread. A method that throws makes a dead letter
/// of the cause.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  [[nodiscard]] virtual const StageSpec& spec() const = 0;

  /// An empty state.
  [[nodiscard]] virtual MessagePtr new_state() const = 0;
  /// An empty event of this stage's journal.
  [[nodiscard]] virtual MessagePtr new_event() const = 0;
  /// An empty message of the type that `topic` carries (one event for a journal); null for an
  /// unknown topic.
  [[nodiscard]] virtual MessagePtr new_input(std::string_view topic) const = 0;

  /// Appends the keys of this stage that `input` concerns, in any partition; the runtime keeps
  /// those of its own.
  virtual void keys(const Input& input, std::vector<Key>& out) const = 0;

  /// What `key` has to say about `input`.
  [[nodiscard]] virtual Events decide(const Message& state, const Key& key, const Input& input,
                                      absl::Time now, const CompiledPolicy& policy) const = 0;
  /// What `key` has to say when a timer of `timers(state)` has come due.
  [[nodiscard]] virtual Events decide(const Message& state, const Key& key, const DueTimer& timer,
                                      absl::Time now, const CompiledPolicy& policy) const = 0;
  /// What `key` has to say when `policy` has become the one that decides.
  [[nodiscard]] virtual Events retarget(const Message& state, const Key& key, absl::Time now,
                                        const CompiledPolicy& policy) const = 0;

  /// The only way a state changes. Total.
  virtual void evolve(Message& state, const Key& key, const Message& event) const = 0;
  /// Appends every instant at which the state wants to be woken; effects that are pending included.
  virtual void timers(const Message& state, std::vector<DueTimer>& out) const = 0;

  /// Appends the keys of other-keyed stages that an event of ours concerns.
  virtual void addressed(const Key& key, const Message& event, std::vector<Address>& out) const = 0;
  /// What the executor is to do for a due timer of an effect kind; null when it is no longer
  /// pending.
  [[nodiscard]] virtual MessagePtr effect(const Message& state, const Key& key,
                                          const DueTimer& timer) const = 0;
};

}  // namespace escalon::journal
