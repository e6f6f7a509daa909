#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core.hpp"
#include "escalon/journal/owner.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "gap_watch.hpp"
#include "scribe.hpp"
#include "view_writer.hpp"

namespace escalon::journal {

/// The owner's state machine. The parts that it drives each have a file: take-over (takeover.cpp),
/// what it is told (owner.cpp), wake-ups (waking.cpp), decisions on inputs (deciding.cpp), timers,
/// horizon and effects (firing.cpp), policies (sweeping.cpp).
class Owner::Impl {
 public:
  Impl(const Stage& stage, const Topology& topology, std::uint32_t partition, std::string process,
       OwnerPorts ports, OwnerSettings settings);

  void handle(MailboxMessage&& message);
  bool step();
  void close();
  [[nodiscard]] bool quiet() const;
  [[nodiscard]] std::string describe() const;

  Core core;
  OwnerPhase phase = OwnerPhase::kIdle;

 private:
  // owner.cpp: what the owner is told.
  void on(Records& records);
  void on(const EndOfLog& end);
  void on(const BelowStart& below);
  void on(const AppendFailed& failed);
  void on(const Ends& ends);
  void on(const Assigned& assigned);
  void on(const Revoked& revoked);
  void on(const Confirmed& confirmed);
  void on(const NotOwner& not_owner);
  void on(const Wake& wake);
  void on(ViewAnswer& answer);
  void on(EffectOutcome& outcome);
  bool step_running();
  /// True when nothing is in flight, to be folded or to be decided.
  [[nodiscard]] bool nothing_waits() const;
  void finish_closing();
  void stop_for_good(const std::string& why);
  void stop_below(const TopicPartition& at, Offset end, Offset next);
  void watch_gaps();

  // waking.cpp
  void schedule_wake();

  // takeover.cpp
  void take_over_again(bool confirm, const std::string& why);
  void drop_memory();
  void acquire(OnAcquire mode);
  void acquired(const ViewAnswer& answer);
  void append_marker(const ViewMeta& meta, PartitionFold viewed);
  bool roll();
  bool own_record(const LogRecord& log);
  void read_back(const LogRecord& log);
  bool read_back_own(const LogRecord& log);
  void started_epoch(const LogRecord& log, const DecodedRecordPtr& decoded, Verdict verdict);
  void start_running();
  [[nodiscard]] ReaderId reader(size_t source) const {
    return reader_base_ + session_ * kReadersPerSession + source;
  }
  /// Which of this session's readers an id names; none for those of others and of earlier sessions.
  [[nodiscard]] std::optional<size_t> source_of(ReaderId id) const {
    const ReaderId first = reader(0);
    return id >= first && id - first < kReadersPerSession ? std::optional<size_t>(id - first)
                                                          : std::nullopt;
  }

  // deciding.cpp
  bool decide_inputs();
  bool decide_next(InputSource& source);
  void consumed(InputSource& source, bool recorded);
  /// Finds the states that `ready` concerns, for decide_record; false when one is not in memory.
  bool resident(const ReadyInput& ready);
  bool decide_record(InputSource& source, ReadyInput& ready);
  bool adopt(InputSource& source, const ReadyInput& ready);
  void retarget(StateEntry& entry);
  /// Whether nothing more may be decided now: too much is in flight, or waits for a view that is
  /// away. Then inputs stop at half the bound, timers at all of it.
  [[nodiscard]] bool full(bool for_timer) const;
  /// Whether the current policy has nothing more to change of the entry.
  [[nodiscard]] bool looked_at(const StateEntry& entry) const {
    return entry.policy == core.policy->hash() || entry.looked_at_by == core.policy->hash();
  }
  bool decide_outcomes();
  /// Careful mode: whether `cause` may be decided now. False = not yet, or it was set aside
  /// (`*set_aside`).
  bool admit(const v1::Cause& cause, bool* set_aside);
  void admitted_done(bool recorded);
  void noted(bool recorded);
  void prefetch_inputs();
  void request_states();
  void want(const Key& key);

  // firing.cpp
  static constexpr int kFiredAtOnce = 256;
  int fire();  // how many fired, kFiredAtOnce at most
  bool fire_one(const TimerHint& hint, absl::Time now);
  std::optional<TimerHint> next_due(absl::Time now, const std::set<TimerHint>& passed);
  void start_effect(StateEntry& entry, const DueTimer& timer);
  using Effects = std::map<std::pair<Key, std::string>, std::pair<TimerHint, SteadyTime>>;
  /// The attempt of an effect that was begun and is not decided yet; end() where it is another one.
  [[nodiscard]] Effects::iterator find_effect(const Key& key, const std::string& effect_id,
                                              std::uint64_t attempt);
  void expire_effects();
  bool raise_horizon(absl::Time now);
  void query_horizon();
  void merge_horizon(const ViewAnswer& answer);
  bool prefetch_timers(absl::Time now);
  void probe(absl::Time now);
  [[nodiscard]] bool wants_probe(absl::Time now) const;

  // sweeping.cpp
  bool sweep();
  void swept(const ViewAnswer& answer);
  void request_sweep_page();
  void forget_sweep();

  static constexpr std::uint64_t kReadersPerSession = 4096;
  static constexpr size_t kOwnJournal = 0;  // sources follow at 1…

  Scribe scribe_{core};
  ViewWriter writer_{core};
  PartitionFold accepted_;
  const ReaderId reader_base_;  // ids are unique among all owners of the process
  std::uint64_t session_ = 0;
  std::uint64_t tries_ = 0;
  std::optional<SteadyTime> retry_at_;
  Epoch epoch_tried_ = 0;
  Epoch epoch_seen_ = 0;
  std::string nonce_;
  bool rolled_ = false;
  bool told_epoch_ = false;
  bool closing_ = false;
  bool closing_written_ = false;
  Ticket acquire_ticket_ = 0;
  std::deque<LogRecord> journal_;  // read and not yet folded
  std::vector<std::shared_ptr<void>> journal_credits_;

  std::vector<StateEntry*> deciding_;  // by resident(), in the order of the input's keys
  std::set<Key> wanted_;               // ordered: what is asked for does not depend on addresses
  std::set<Key> loading_;
  Ticket load_ticket_ = 0;

  std::deque<EffectOutcome> outcomes_;
  // Begun and not yet decided, each with its deadline.
  Effects effects_;

  Ticket horizon_ticket_ = 0;
  TimerPosition horizon_after_;
  bool horizon_incomplete_ = false;
  std::map<int, TimerPosition> prefetched_;
  absl::Time prefetch_at_ = absl::InfiniteFuture();  // when there is a timer more to prefetch for
  std::map<int, absl::Time> opened_at_;
  std::set<int> held_;
  bool probing_ = false;
  std::optional<SteadyTime> probed_at_;

  bool substantive_ = false;
  std::uint64_t quiet_inputs_ = 0;
  std::optional<SteadyTime> progress_at_;
  int careful_left_ = 0;
  std::string attempted_;  // id of the cause that was announced and may be decided once its Attempt
                           // is accepted

  Ticket sweep_ticket_ = 0;
  std::optional<ViewAnswer> sweep_page_;
  std::optional<v1::SweepMoved> swept_;  // as last appended; nothing = as accepted

  GapWatch gap_;
};

/// Why a cause is set aside in careful mode.
inline constexpr std::string_view kEndedProcesses = "deciding it ended three processes";

/// The id of a cause, as attempts and dead letters name it.
[[nodiscard]] std::string cause_name(const v1::Cause& cause);

}  // namespace escalon::journal
