#pragma once

#include <map>
#include <string>
#include <vector>

namespace escalon::queue {

/// How a free person is chosen.
enum class Strategy {
  kLongestIdle,  ///< Who has been free longest; then by name.
};

/// One person of a team, as the policy lists them.
struct PersonRule {
  std::string name = {};
  /// How many escalations at once; 0 = the default capacity.
  int capacity = 0;
  /// True: counts as present from the team's first event on, until a presence command says
  /// otherwise.
  bool present = false;
};

/// One team.
struct TeamRule {
  std::string name = {};
  std::vector<PersonRule> people = {};
  Strategy strategy = Strategy::kLongestIdle;
  /// How many escalations at once a person has who is not listed, or listed without a capacity; 0 =
  /// the policy's.
  int default_capacity = 0;
};

/// The compiled team part of a policy. A plain value; share it const between threads.
struct QueuePolicy {
  std::map<std::string, TeamRule, std::less<>> teams = {};
  /// How many escalations at once where neither person nor team says.
  int default_capacity = 1;
  /// False: a presence command for a person whom the team does not list is refused.
  bool anyone_may_join = true;
};

}  // namespace escalon::queue
