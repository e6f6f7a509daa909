#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "escalon/base/due_timer.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/journal/stage.hpp"

namespace escalon::direct_mesh {

/// One event that a stage decided.
struct Decided {
  const journal::Stage& stage;
  const Key& key;
  const journal::Message& event;
  const journal::Message& before;  ///< The state that the event is about to change.
  absl::Time now;
  std::string_view decision_id;
};

/// What an effect comes to in virtual time: an encoded-free message of the stage's outcome type, or
/// null when nothing is ever heard of it.
using EffectModel =
    std::function<journal::MessagePtr(const journal::Stage& stage, const Key& key,
                                      const DueTimer& timer, const journal::Message& request)>;

/// Runs stages in virtual time without records, fold or view: an event goes by reference from
/// decide to evolve and to the next stage. It never fails, which makes it the reference that every
/// schedule of the simulation is held against, and it is what replays a recorded log. Ids are those
/// that the protocol would make. Thread-compatible.
class DirectMesh {
 public:
  /// `stages` outlive the mesh. `heard` is told every event, in the order of decisions, those of a
  /// cause that is set aside after them too; it may be empty.
  DirectMesh(std::vector<const journal::Stage*> stages,
             std::shared_ptr<const journal::CompiledPolicy> policy,
             std::function<void(const Decided&)> heard, EffectModel effects);

  /// Fires what is due before `at`, then tells every stage that reads plain topic `topic`. An input
  /// dated earlier than the mesh's time is told now. `id` is the cause's id, `tenant/event_id`.
  void tell(std::string_view topic, const Key& key, const journal::Message& message,
            std::string_view id, absl::Time at);
  /// Time passes without an input for this mesh: fires what is due before `before`, then it is
  /// `now`, unless it is later already. An input of somebody else at `at` is pass(at, at).
  void pass(absl::Time before, absl::Time now);
  /// Fires everything that is due at or before `until`.
  void advance(absl::Time until);
  /// `policy` decides from now on; every key is retargeted.
  void adopt(std::shared_ptr<const journal::CompiledPolicy> policy);

  /// Forgets every key, timer and count, and the time: as new, with the same stages and policy.
  void start_over();
  /// From now on a key is only worth running as long as nobody else could have a say in what
  /// becomes of it: once an event is addressed to an other-keyed stage (Stage::addressed), the mesh
  /// has `strayed`, and neither fires nor tells anything more until start_over().
  void stop_where_paths_cross() { stops_where_paths_cross_ = true; }
  [[nodiscard]] bool strayed() const { return strayed_; }

  /// The state of `key` in stage `stage`; null when there is none.
  [[nodiscard]] const journal::Message* state(std::string_view stage, const Key& key) const;
  /// Visits every state of a stage, in no particular order.
  void for_each(std::string_view stage,
                const std::function<void(const Key&, const journal::Message&)>& visit) const;
  [[nodiscard]] absl::Time now() const { return now_; }
  /// Timers fired so far.
  [[nodiscard]] std::uint64_t firings() const { return firings_; }
  /// Causes that could not be decided, since deciding threw; they change no state.
  [[nodiscard]] std::uint64_t set_aside() const { return set_aside_; }

 private:
  struct Slot;
  // All that is known of a key, by stage; null where a stage knows nothing of it.
  struct Entry {
    Key key;
    std::vector<Slot*> slots;
  };
  struct Slot {
    Entry* entry;
    journal::MessagePtr state;
    std::vector<DueTimer> timers;
    std::vector<DueTimer> muted;
  };
  struct StageSlot {
    const journal::Stage* stage = nullptr;
    std::deque<Slot> slots;  // in the order of their making: memory is given back in its own order
    std::vector<bool> effect_kinds;  // by kind
    std::vector<size_t> readers;     // of its journal
  };
  struct Cause {
    size_t stage = 0;  // index of the stage that decides
    std::string_view kind;
    std::string_view id;
    const Key* about = nullptr;
  };
  struct Event {
    Slot* slot;
    journal::MessagePtr message;
    std::string id;  // made when a reader first needs it
  };
  struct Image {
    Slot* slot;
    journal::MessagePtr before;
  };
  struct Told {
    size_t from = 0;          // index of the stage whose journal it is
    std::string decision_id;  // made with the first event
    std::vector<Event> events;
    std::vector<Image> images;  // of states that a cause changed before its last part is decided
  };
  enum class Part { kEarlier, kLast };
  struct Heard {
    size_t event = 0;
    std::vector<Key> keys;
  };
  struct Due {
    std::int64_t due_ms = 0;
    size_t stage = 0;
    Slot* slot = nullptr;
    DueTimer timer;
  };
  // Orders the heap: the earliest first; equals by stage, key, timer and generation.
  struct Later {
    bool operator()(const Due& a, const Due& b) const;
  };
  using Work = absl::FunctionRef<void(Told&)>;

  [[nodiscard]] const Entry* find(const Key& key) const;
  Entry& entry(const Key& key, Entry* likely);
  Slot& slot(size_t stage, const Key& key, Entry* likely);
  std::vector<size_t> readers_of(std::string_view topic) const;
  void decide(const Cause& cause, Work work);
  void add(Slot& at, journal::Events events, Part part, Told& told);
  static void undo(Told& told);
  void rearm(size_t stage, Slot& at);
  void take_new_timers(size_t stage, Slot& at);
  void hand_on(Told& told);
  void hear(size_t stage, Told& told);
  void settle();
  enum class Limit { kBefore, kWithin };
  bool next_is_due(std::int64_t limit_ms, Limit limit) const;
  void fire_one();
  void fire_before(std::int64_t limit_ms);
  void fire(const Due& due);
  void run_effect(const Due& due);
  [[nodiscard]] const StageSlot* find(std::string_view stage) const;
  [[nodiscard]] bool is_effect(size_t stage, int kind) const;

  std::deque<StageSlot> stages_;
  std::deque<Entry> entries_;
  absl::flat_hash_map<std::string_view, Entry*> by_key_;
  std::map<std::string, std::vector<size_t>, std::less<>> readers_;  // by plain topic, as told
  std::shared_ptr<const journal::CompiledPolicy> policy_;
  std::uint64_t adoptions_ = 1;  // the policy that it began with included
  std::function<void(const Decided&)> heard_;
  EffectModel effects_;
  absl::Time now_ = absl::InfinitePast();
  Cause deciding_;  // while a stage decides
  std::deque<Told> told_;
  std::vector<Due> due_;  // a heap
  std::vector<DueTimer> armed_;
  std::vector<Heard> concerns_;
  std::vector<Key> keys_;
  std::vector<journal::Address> addresses_;
  bool stops_where_paths_cross_ = false;
  bool strayed_ = false;
  std::uint64_t firings_ = 0;
  std::uint64_t set_aside_ = 0;
};

}  // namespace escalon::direct_mesh
