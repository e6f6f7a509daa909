#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escalon/journal/decoded_record.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/v1/journal.pb.h"

namespace escalon::journal {

/// One key's state in memory, as its last appended record left it, and what the view has of it.
struct StateEntry {
  Key key;
  MessagePtr state;
  std::string policy;                 ///< Hash of the policy of the last record that changed it.
  std::string looked_at_by;           ///< Hash of a later policy that found nothing to change.
  std::string traceparent;            ///< Trace in which timers go on; empty = none is kept.
  std::vector<v1::MutedTimer> muted;  ///< Timers that are never to fire.
  std::vector<DueTimer> timers;       ///< timers(state) less the muted ones.

  std::shared_ptr<const std::string> envelope;  ///< The view's row; null = there is none.
  std::vector<TimerRow> viewed;                 ///< Timers that the view has.
  bool written = false;  ///< By us: `viewed` is what the view was given, not what it should have.
  /// Appended records that touch it and that the view has not acknowledged, oldest first. While
  /// there are any the entry is pinned: it is never evicted.
  std::vector<DecodedRecordPtr> since;
  std::uint32_t sent = 0;       ///< The first of `since` that are on their way to the view.
  std::uint32_t in_flight = 0;  ///< The last of `since` that have not been read back.
  bool used = false;            ///< Since eviction last came past.
};

/// The states of one partition that are in memory. A pinned entry is never evicted, and entries
/// stay at their address. Thread-compatible.
class StateCache {
 public:
  StateCache(const Stage& stage, size_t entries_max);

  /// The entry of `key`, marked as used; null when it is not resident.
  StateEntry* find(const Key& key);
  /// Makes `row` resident; a key that is resident already keeps what it has: memory is newer than
  /// the view.
  StateEntry& admit(const StateRow& row);
  /// Recomputes the timers of the state.
  void refresh(StateEntry& entry) const;
  /// The entry's state was changed by a decision with that trace, which may be empty.
  void keep_trace(StateEntry& entry, const std::string& traceparent) const;
  /// Changes the entry as the record says of its key, timers excepted.
  void fold(const DecodedRecord& record, StateEntry& entry) const;
  /// Goes back to what the view and the records since then say, after evolve was begun and the
  /// record could not be made.
  void restore(StateEntry& entry) const;
  /// The absolute state after the records of the entry that are `sent`: what the view is to have.
  [[nodiscard]] PostImage image_of(const StateEntry& entry) const;
  /// The view has `image`, which was made by image_of.
  void acknowledge(StateEntry& entry, PostImage image);
  /// Evicts entries until the bound holds, the oldest first, but none that was used since it last
  /// came past (an order by use would touch three entries at each find), that is pinned or has a
  /// timer due by `awaited_until`: firing never waits for a load. A bounded piece of work; true
  /// when there may be more to evict at once.
  bool evict(absl::Time awaited_until);
  void clear();

  [[nodiscard]] size_t size() const { return slots_.size(); }
  /// Bytes of the envelopes of what is resident.
  [[nodiscard]] size_t bytes() const { return bytes_; }
  template <typename Visitor>
  void for_each(Visitor&& visit) {
    for (auto& slot : order_) {
      visit(slot);
    }
  }

 private:
  using Slot = std::list<StateEntry>::iterator;
  void begin_at_view(StateEntry& entry) const;
  void drop(Slot slot);

  const Stage& stage_;
  size_t entries_max_;
  int looked_at_max_;  // by the next eviction: few where the last one found nothing to evict
  size_t bytes_ = 0;
  std::list<StateEntry> order_;  // eviction comes from the back
  absl::flat_hash_map<Key, Slot> slots_;
};

/// True where there is nothing to keep of a key.
[[nodiscard]] bool is_absent(const StateEntry& entry);

}  // namespace escalon::journal
