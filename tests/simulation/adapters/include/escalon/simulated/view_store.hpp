#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/simulated/faults.hpp"
#include "escalon/simulated/scheduler.hpp"

namespace escalon::simulated {

/// One view as it is stored.
struct StoredView {
  using TimerKey = std::tuple<std::int64_t, std::string, std::string>;  ///< Due, key, timer.
  journal::ViewMeta meta;
  std::map<std::string, std::string> states;  ///< Key to envelope.
  std::map<TimerKey, journal::TimerRow> timers;
};

/// How long the simulated view takes.
struct ViewTimes {
  absl::Duration answer_most = absl::Milliseconds(4);   ///< There, and back again.
  absl::Duration slow_most = absl::Seconds(5);          ///< A slow answer.
  absl::Duration unreachable_most = absl::Seconds(15);  ///< How long nothing is answered.
  std::size_t roll_back_most = 40;                      ///< Changes that a roll-back takes away.
};

/// The views of all stages: they survive every process and can be rolled back, wiped and cut off.
/// Calls go through SimulatedView; each is one atomic step here. The world may look at the rows.
class ViewStore {
 public:
  ViewStore(Scheduler& scheduler, Faults& faults, ViewTimes times = {},
            std::uint32_t fold_version = 1);
  ViewStore(const ViewStore&) = delete;
  ViewStore& operator=(const ViewStore&) = delete;

  [[nodiscard]] journal::ViewAnswer acquire(const journal::StagePartition& at, journal::Epoch epoch,
                                            journal::OnAcquire mode);
  [[nodiscard]] journal::ViewAnswer load(const journal::ViewVersion& version,
                                         const std::vector<Key>& keys) const;
  [[nodiscard]] journal::ViewAnswer horizon(const journal::ViewVersion& version,
                                            const journal::TimerPosition& after,
                                            std::int64_t until_ms, int limit) const;
  [[nodiscard]] journal::ViewAnswer apply(const journal::ViewVersion& version,
                                          const journal::ViewBatch& batch);

  /// The view as it is now; null where there is none.
  [[nodiscard]] const StoredView* find(const journal::StagePartition& at) const;

  /// Takes the last `changes` (acquire or apply) of a view back, as many as are remembered.
  void roll_back(const journal::StagePartition& at, std::size_t changes);
  /// Removes a view.
  void wipe(const journal::StagePartition& at);
  /// Nothing is answered for `lasting`.
  void cut_off(absl::Duration lasting);
  [[nodiscard]] bool reachable() const { return scheduler_.now() >= unreachable_until_; }

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] const ViewTimes& times() const { return times_; }

 private:
  // What a change replaced; a whole view where it was wiped or rebuilt.
  struct Undo {
    journal::ViewMeta meta;
    std::vector<std::pair<std::string, std::optional<std::string>>> states;
    std::vector<std::pair<StoredView::TimerKey, std::optional<journal::TimerRow>>> timers;
    std::optional<StoredView> whole;
  };
  struct Entry {
    StoredView view;
    std::deque<Undo> history;
  };
  [[nodiscard]] std::optional<journal::ViewAnswer> refuse(const journal::ViewVersion& version,
                                                          const Entry* entry, bool exact) const;
  [[nodiscard]] const Entry* entry(const journal::StagePartition& at) const;
  static void remember(Entry& entry, Undo undo);
  static void write(StoredView& view, const journal::PostImage& image, Undo& undo);
  static void take_back(Entry& entry);

  Scheduler& scheduler_;
  Faults& faults_;
  ViewTimes times_;
  std::uint32_t fold_version_;
  Random random_;
  journal::SteadyTime unreachable_until_;
  std::map<journal::StagePartition, Entry> views_;
};

}  // namespace escalon::simulated
