#pragma once

#include "draft.hpp"
#include "escalon/queue/queue_policy.hpp"

namespace escalon::policy {

/// Reads one team: its people and how work is given to them.
void read_team(const Cursor& at, Draft& out);

/// How many escalations at once: 1 to 1000.
void read_capacity(const Cursor& at, int& out);

/// Channel to how many of it at once, 0 to 1000.
void read_channel_capacities(const Cursor& at, std::map<std::string, int, std::less<>>& out);

/// Skill to level, 1 to 10. Names of skills are letters, digits, `_`, `-` and `.`.
void read_skills(const Cursor& at, std::map<std::string, int, std::less<>>& out);

/// Reads who belongs to a team: a list of names, or a map of names to what is said of each. The
/// names are appended to `members` in the order of the file.
void read_members(const Cursor& at, queue::TeamRule& out, std::vector<std::string>& members);

/// Reads what cases ask of a team's people, for a team that is read already.
void read_needs(const Cursor& at, const queue::TeamRule& team, escalation::QueueRule& out);

}  // namespace escalon::policy
