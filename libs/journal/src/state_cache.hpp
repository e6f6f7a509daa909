#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/v1/journal.pb.h"

namespace escalon::journal {

/// One key's state in memory, as its last appended record left it.
struct StateEntry {
  Key key;
  MessagePtr state;
  std::string policy;                           ///< Hash of the policy that last looked at the key.
  std::vector<v1::MutedTimer> muted;            ///< Timers that are never to fire.
  std::vector<DueTimer> timers;                 ///< timers(state) less the muted ones.
  std::shared_ptr<const std::string> envelope;  ///< The encoded state; null = there is no row.
  std::vector<TimerRow> viewed;  ///< Timers that the view has, what is being applied included.
  std::uint32_t pins = 0;        ///< Appended and not yet applied records that touch it.
};

/// The states of one partition that are in memory. A pinned entry is never evicted.
/// Thread-compatible.
class StateCache {
 public:
  StateCache(const Stage& stage, size_t entries_max) : stage_(stage), entries_max_(entries_max) {}

  /// The entry of `key`, marked as used; null when it is not resident.
  StateEntry* find(const Key& key);
  /// Makes `row` resident; a key that is resident already keeps what it has: memory is newer than
  /// the view.
  StateEntry& admit(const StateRow& row);
  /// Encodes the state with its envelope, recomputes its timers.
  void refresh(StateEntry& entry) const;
  /// Goes back to what `entry.envelope` says, after evolve was begun and the record could not be
  /// made.
  void restore(StateEntry& entry) const;
  /// Evicts the longest unused entries until the bound holds, but none that is pinned or has a
  /// timer due by `awaited_until`: firing never waits for a load.
  void evict(absl::Time awaited_until);
  void clear();

  [[nodiscard]] size_t size() const { return slots_.size(); }
  template <typename Visitor>
  void for_each(Visitor&& visit) {
    for (auto& slot : order_) {
      visit(slot);
    }
  }

 private:
  const Stage& stage_;
  size_t entries_max_;
  std::list<StateEntry> order_;  // most recently used first
  absl::flat_hash_map<Key, std::list<StateEntry>::iterator> slots_;
};

/// The rows of an entry's timers.
[[nodiscard]] std::vector<TimerRow> timer_rows(const Key& key, const std::vector<DueTimer>& timers);

}  // namespace escalon::journal
