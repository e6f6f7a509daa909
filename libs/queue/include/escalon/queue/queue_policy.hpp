#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace escalon::queue {

/// How one of the people who can take an escalation is chosen. Where two are equal, it is who has
/// been free longest; then by name.
enum class Strategy {
  kLongestIdle,  ///< Who has been free longest.
  kLeastLoaded,  ///< Who has the least in hand for their capacity.
  kRoundRobin,   ///< Whose last offer is the longest ago.
  kBestSkill,    ///< Who has the highest levels, summed over the skills that are asked for.
  kBestOutcome,  ///< Whose posterior mean of settling that intent well is highest.
};

/// The name of a strategy as policies write it: `longest_idle`, …
[[nodiscard]] std::string_view strategy_name(Strategy strategy);

/// One person of a team, as the policy lists them.
struct PersonRule {
  /// How many escalations at once; 0 = the default capacity.
  int capacity = 0;
  /// True: counts as present from the team's first event on, until a presence command says
  /// otherwise.
  bool present = false;
  /// Skill to level, 1 (some) to 10 (master).
  std::map<std::string, int, std::less<>> skills = {};
  /// How many of a channel at once, within the capacity; a channel that is not listed here or in
  /// the team is bounded by the capacity alone.
  std::map<std::string, int, std::less<>> channels = {};
};

/// From a certain time of waiting on, a team asks for less skill.
struct Ring {
  /// Of waiting in this queue. Rises from ring to ring.
  absl::Duration after = absl::ZeroDuration();
  /// By how much each level is lower than the case asks; what falls to 0 is not asked for any more.
  int lower = 0;
};

/// When escalations of one intent are one trouble.
struct SurgeRule {
  /// So many cases within `within`; 0 = the team watches for none. At least 2 and at most
  /// kSurgeCountMax.
  int count = 0;
  /// From the opening of the first to that of the last.
  absl::Duration within = absl::Minutes(10);
};

inline constexpr int kSurgeCountMax = 100;
/// A surge takes in so many cases; then the next of its intent begins one of their own.
inline constexpr int kSurgeMembersMax = 500;
/// So many surges of a team are open at a time; while there are as many, what would make another
/// one goes on by itself.
inline constexpr int kOpenSurgesMax = 20;

/// One team.
struct TeamRule {
  /// By name.
  std::map<std::string, PersonRule, std::less<>> people = {};
  Strategy strategy = Strategy::kLongestIdle;
  /// How many escalations at once a person has who is not listed, or listed without a capacity; 0 =
  /// the policy's.
  int default_capacity = 0;
  /// The same by channel.
  std::map<std::string, int, std::less<>> channels = {};
  /// At most kRingsMax.
  std::vector<Ring> rings = {};
  /// False: work is given out by priority, then due instant, then age. True: by age, each priority
  /// counting as `credit` older than it is.
  bool by_age = false;
  /// True: work is given out by the risk of its case, the highest first, then due instant, then
  /// age. Not together with by_age.
  bool by_risk = false;
  /// Priority to credit; none where it is not listed. With by_age.
  std::map<int, absl::Duration> credit = {};
  /// Outcomes of `resolve` that count as settled well.
  std::vector<std::string> good_outcomes = {"solved", "workaround"};
  SurgeRule surge;
};

inline constexpr int kRingsMax = 20;

/// The compiled team part of a policy. A plain value; share it const between threads.
struct QueuePolicy {
  std::map<std::string, TeamRule, std::less<>> teams = {};
  /// How many escalations at once where neither person nor team says.
  int default_capacity = 1;
  /// False: a presence command for a person whom the team does not list is refused.
  bool anyone_may_join = true;
};

}  // namespace escalon::queue
