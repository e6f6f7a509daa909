#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "scribe.hpp"

namespace escalon::journal {

/// A record of the own journal that has passed the fold (or was dropped by it) and is to reach the
/// view.
struct Accepted {
  Offset next = 0;  ///< The view's version once it is applied.
  RecordPtr record;
  DecodedRecordPtr decoded;  ///< Null for what was dropped.
  Touched touched;           ///< Empty for what was dropped.
};

/// Brings accepted records to the view, one atomic batch at a time: the view is always the fold of
/// a prefix. A batch waits a moment for more, so that a busy key is written once for many records,
/// and is built a piece at a time, so that no timer waits for it; while the view cannot be reached,
/// batches wait for it.
class ViewWriter {
 public:
  explicit ViewWriter(Core& core) : core_(core) {}

  /// Begins at the view that was acquired.
  void begin(Offset version, PartitionFold viewed);
  void clear();

  void accept(Accepted record);
  /// Builds a piece of the next batch unless one is on its way, and sends it when it is complete;
  /// when `at_once`, the batch waits for no more records. True when it did any.
  bool send(bool at_once);
  /// When the batch that waits for more is to be sent; nothing where none waits.
  [[nodiscard]] std::optional<SteadyTime> send_at() const;
  /// When that batch is to be sent if nothing more is accepted until then.
  [[nodiscard]] std::optional<SteadyTime> calm_at() const;
  /// True when the answer was for this writer. `lost` is set when the owner must take over again.
  bool answered(const ViewAnswer& answer, bool& lost);
  /// Asks again after the view could not be reached, when it is time.
  void reconnect(SteadyTime now);

  /// True when so much waits that nothing goes before it.
  [[nodiscard]] bool pressing() const;
  [[nodiscard]] bool idle() const { return waiting_.empty() && !batch_; }
  [[nodiscard]] size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] size_t waiting_bytes() const { return waiting_bytes_; }
  /// The version and epoch that loads and pages must be at or above.
  [[nodiscard]] ViewVersion version() const { return {core_.at, core_.epoch, version_}; }
  [[nodiscard]] bool reachable() const { return !retry_at_.has_value(); }
  /// Tells that another question found the view out of reach.
  void unreachable(SteadyTime now);
  /// When to ask again; nothing while an answer is awaited.
  [[nodiscard]] std::optional<SteadyTime> retry_at() const {
    return reconnect_ticket_ == 0 ? retry_at_ : std::nullopt;
  }
  /// Hash of the policy that the view has adopted, as acknowledged.
  [[nodiscard]] const std::string& policy() const { return policy_; }

 private:
  [[nodiscard]] SteadyTime own_turn() const;
  void begin_batch();
  void build();
  size_t take(const Accepted& accepted);
  void transmit();
  void acknowledged();
  void resume(const ViewMeta& meta, bool& lost);

  Core& core_;
  Offset version_ = 0;    // acknowledged
  PartitionFold viewed_;  // as of the batch that was built last
  std::string policy_;
  std::deque<Accepted> waiting_;
  size_t waiting_bytes_ = 0;
  std::optional<ViewBatch> batch_;
  std::vector<StateEntry*> changed_;  // one for each of the batch's images
  size_t operations_ = 0;             // of the batch, about
  bool complete_ = false;             // the batch has all its records
  SteadyTime accepted_last_ = -absl::InfiniteDuration();
  SteadyTime sent_last_ = -absl::InfiniteDuration();
  bool sent_ = false;  // a batch is built and not yet acknowledged
  Ticket ticket_ = 0;
  Ticket reconnect_ticket_ = 0;
  std::optional<SteadyTime> retry_at_;
};

}  // namespace escalon::journal
