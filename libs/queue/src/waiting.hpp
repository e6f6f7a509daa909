#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "escalon/queue/queue.hpp"

// The work that waits: which lane it stands in, and where. Only `evolve` changes it.

namespace escalon::queue {

using Items = google::protobuf::RepeatedPtrField<team::v1::QueueItem>;

/// The level that waiting work asks of a skill by now; 0 or less where it asks for none any more.
[[nodiscard]] inline int asked_level(const team::v1::QueueTerms& terms,
                                     const escalation::v1::SkillLevel& skill) {
  return skill.level() - terms.lowered();
}

/// What work asks for, as one text: its channel and each skill with its level. Work of one lane
/// can be taken by the same people, but for those whom it is not to be given to.
[[nodiscard]] std::string lane_key(const team::v1::QueueTerms& terms);

/// The place of an item in the order in which work is given out, smallest first: by priority, due
/// instant (none comes last), age, id; or, `by_age`, by age with its credit, age, id; or,
/// `by_risk`, by risk, due instant, age, id. After a change of policy from one to the other, what
/// was queued by risk goes first, then what was queued by age.
using Place = std::tuple<int, std::int64_t, std::int64_t, std::string_view>;
[[nodiscard]] Place place_of(const team::v1::QueueItem& item);

/// The waiting item of that escalation; null where there is none.
[[nodiscard]] const team::v1::QueueItem* find_waiting(const TeamState& state,
                                                      std::string_view escalation_id);

/// Puts the item into its lane and, where it is to reach a ring, among the wakes.
void add_waiting(TeamState& state, team::v1::QueueItem item);

/// Takes the item of that escalation out and returns it; an empty item where none waits.
[[nodiscard]] team::v1::QueueItem take_waiting(TeamState& state, std::string_view escalation_id);

/// Files what waited in a state that was stored before there were lanes.
void file_old_waiting(TeamState& state);

}  // namespace escalon::queue
