#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/queue/queue.hpp"

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
  /// The item waits from here on.
  void enqueue(team::v1::QueueItem item);
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
  struct Seat {
    std::string_view person = {};
    bool present = false;
    int capacity = 0;
    int load = 0;
    std::int64_t idle_since_ms = 0;
  };

  [[nodiscard]] Event about(const team::v1::QueueItem& item) const;
  [[nodiscard]] Seat* seat_of(std::string_view person);
  [[nodiscard]] Seat* seat_for(const team::v1::QueueItem& item);
  [[nodiscard]] bool anybody_free() const;
  [[nodiscard]] bool still_waits(const team::v1::QueueItem& item) const;
  void vacate(const team::v1::QueueItem& item);
  void found();
  void offer(const team::v1::QueueItem& item, Seat& seat);
  void say_nobody_free();

  const TeamState& state_;
  const TeamRule& team_;
  const QueuePolicy& policy_;
  std::int64_t at_ms_;
  std::vector<Seat> seats_;
  std::vector<const team::v1::QueueItem*> gone_;  // no longer waiting
  std::vector<team::v1::QueueItem> added_;        // waiting since this decision
  Events events_;
};

}  // namespace escalon::queue
