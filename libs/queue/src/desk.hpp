#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/queue/queue.hpp"
#include "seat.hpp"

namespace escalon::queue {

/// A decision of a team in the making: who has what after the events so far. The waiting work,
/// which may be long, is looked at and never copied.
class Desk {
 public:
  /// Everybody whom the policy counts as present from the beginning is there from here on.
  Desk(const TeamState& state, const TeamRule& team, const QueuePolicy& policy, absl::Time at);

  /// The item of an escalation, waiting or given, as it was before this decision; null where there
  /// is none.
  [[nodiscard]] const team::v1::QueueItem* find(std::string_view escalation_id) const;
  [[nodiscard]] bool knows(std::string_view person) const;
  /// The capacity of a person where no command says.
  [[nodiscard]] int usual_capacity(std::string_view person) const;

  /// The item leaves the team's hands.
  void release(const team::v1::QueueItem& item, std::string_view reason);
  /// The item is settled; who has it has that in their record.
  void settle(const team::v1::QueueItem& item, bool well);
  /// The item waits from here on; where it has not waited here before, on the team's terms.
  void enqueue(team::v1::QueueItem item);
  /// A waiting item has reached its next ring.
  void relax(const team::v1::QueueItem& item);
  /// A person of the team took the item without being offered it.
  void take(const team::v1::QueueItem& item, const std::string& person);
  /// The person who has the item has acknowledged it.
  void keep(const team::v1::QueueItem& item);
  /// A person comes, goes or changes capacity. Who goes offline gives back what they have not
  /// acknowledged.
  void set_presence(const std::string& person, const std::string& presence, int capacity,
                    const std::string& command_id);
  void refuse(const std::string& person, const std::string& command_id, std::string reason);

  /// Gives out what waits as far as there is capacity, says for newly queued work that nobody is
  /// free, and ends the decision.
  [[nodiscard]] Events hand_out();

 private:
  [[nodiscard]] Event about(const team::v1::QueueItem& item) const;
  [[nodiscard]] Seat* find_seat(std::string_view person);
  [[nodiscard]] bool anybody_free() const;
  [[nodiscard]] bool still_waits(const team::v1::QueueItem& item) const;
  void leave(const team::v1::QueueItem& item);
  void found();
  void set_terms(team::v1::QueueItem& item) const;
  void set_next_ring(team::v1::QueueTerms& terms) const;
  void reach_next_ring(team::v1::QueueTerms& terms) const;
  /// Offers the item to whom the strategy chooses; false where nobody can take it.
  bool give(const team::v1::QueueItem& item);
  void say_nobody_free();

  const TeamState& state_;
  const TeamRule& team_;
  const QueuePolicy& policy_;
  std::int64_t at_ms_;
  std::uint64_t turns_;
  std::vector<Seat> seats_;
  std::vector<const team::v1::QueueItem*> gone_;  // no longer waiting as they were
  std::vector<team::v1::QueueItem> added_;        // waiting since this decision
  std::vector<team::v1::QueueItem> relaxed_;      // waiting on other terms since this decision
  Events events_;
};

}  // namespace escalon::queue
