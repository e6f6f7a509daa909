#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/queue/queue.hpp"

namespace escalon::queue {

/// A person of a team while it is decided: what they have after the events so far.
struct Seat {
  std::string_view person = {};
  bool present = false;
  int capacity = 0;
  int load = 0;
  std::int64_t idle_since_ms = 0;
  std::uint64_t last_turn = 0;
  const team::v1::Person* known = nullptr;  ///< As the state has them; null for a newcomer.
  const PersonRule* rule = nullptr;         ///< Null for somebody whom the policy does not list.
  std::vector<std::pair<std::string, int>> channel_changes = {};  ///< In this decision.
};

[[nodiscard]] Seat seat_of(const team::v1::Person& person, const TeamRule& team);

/// Adds `change` to what the person has in hand.
void load(Seat& seat, const team::v1::QueueItem& item, int change);

/// Why a person cannot take an item.
enum class Obstacle { kNone, kAbsent, kBusy, kSkill, kNotAsked };

/// The first obstacle in the order of the enumerators. `kBusy` is also a channel that is full.
[[nodiscard]] Obstacle obstacle(const Seat& seat, const team::v1::QueueItem& item,
                                const TeamRule& team);

/// Whether the strategy prefers `one` to `other`. A strict order: names are the last resort.
[[nodiscard]] bool preferred(const Seat& one, const Seat& other, const team::v1::QueueItem& item,
                             Strategy strategy);

/// Why the seat, of `candidates` who could take the item, was chosen.
[[nodiscard]] std::string reason_for(const Seat& seat, const team::v1::QueueItem& item,
                                     Strategy strategy, int candidates, std::int64_t at_ms);

/// Why none of the seats can take the item.
[[nodiscard]] std::string reason_against(const std::vector<Seat>& seats,
                                         const team::v1::QueueItem& item, const TeamRule& team);

}  // namespace escalon::queue
