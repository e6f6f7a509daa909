#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
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
  /// `stages` outlive the mesh. `heard` is told every event, in the order of decisions; it may be
  /// empty.
  DirectMesh(std::vector<const journal::Stage*> stages,
             std::shared_ptr<const journal::CompiledPolicy> policy,
             std::function<void(const Decided&)> heard, EffectModel effects);

  /// Fires what is due before `at`, then tells every stage that reads plain topic `topic`. An input
  /// dated earlier than the mesh's time is told now. `id` is the cause's id, `tenant/event_id`.
  void tell(std::string_view topic, const Key& key, const journal::Message& message,
            std::string_view id, absl::Time at);
  /// Fires everything that is due at or before `until`.
  void advance(absl::Time until);
  /// `policy` decides from now on; every key is retargeted.
  void adopt(std::shared_ptr<const journal::CompiledPolicy> policy);

  /// The state of `key` in stage `stage`; null when there is none.
  [[nodiscard]] const journal::Message* state(std::string_view stage, const Key& key) const;
  /// Visits every state of a stage, in no particular order.
  void for_each(std::string_view stage,
                const std::function<void(const Key&, const journal::Message&)>& visit) const;
  [[nodiscard]] absl::Time now() const { return now_; }
  /// Timers fired so far.
  [[nodiscard]] std::uint64_t firings() const { return firings_; }
  /// Causes that could not be decided, since deciding threw.
  [[nodiscard]] std::uint64_t set_aside() const { return set_aside_; }

 private:
  struct Slot {
    journal::MessagePtr state;
    std::vector<DueTimer> timers;
    std::vector<DueTimer> muted;
  };
  struct StageSlot {
    const journal::Stage* stage = nullptr;
    absl::flat_hash_map<Key, Slot> states;
    std::vector<bool> effect_kinds;  // by kind
  };
  struct Told {
    size_t from = 0;  // index of the stage whose journal it is
    std::string decision_id;
    std::vector<std::pair<Key, journal::MessagePtr>> events;
  };
  struct Due {
    std::int64_t due_ms;
    size_t stage;
    Key key;
    std::string timer;
    std::uint64_t generation;
    int kind;
    friend auto operator<=>(const Due&, const Due&) = default;
  };
  using Work = std::function<void(StageSlot&, Told&)>;

  Slot& slot(StageSlot& of, const Key& key);
  void decide(size_t stage, std::string_view kind, const std::string& id, const Key& about,
              const Work& work);
  void add(StageSlot& of, const Key& key, journal::Events events, Told& told);
  void rearm(size_t stage, const Key& key);
  void hand_on(const Told& told);
  void settle();
  void fire_one();
  void fire_before(std::int64_t limit_ms);
  void fire(const Due& due, const DueTimer& timer);
  void run_effect(const Due& due, const DueTimer& timer);
  [[nodiscard]] const StageSlot* find(std::string_view stage) const;
  [[nodiscard]] bool is_effect(size_t stage, int kind) const;

  std::vector<StageSlot> stages_;
  std::shared_ptr<const journal::CompiledPolicy> policy_;
  std::function<void(const Decided&)> heard_;
  EffectModel effects_;
  absl::Time now_ = absl::InfinitePast();
  std::deque<Told> told_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t firings_ = 0;
  std::uint64_t set_aside_ = 0;
};

}  // namespace escalon::direct_mesh
