#include "seat.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "waiting.hpp"

namespace escalon::queue {
namespace {

using team::v1::QueueItem;
using team::v1::Record;

int level_of(const Seat& seat, const std::string& skill) {
  if (seat.rule == nullptr) {
    return 0;
  }
  const auto found = seat.rule->skills.find(skill);
  return found == seat.rule->skills.end() ? 0 : found->second;
}

int channel_load(const Seat& seat, const std::string& channel) {
  int load = 0;
  if (seat.known != nullptr) {
    const auto found = seat.known->channel_load().find(channel);
    load = found == seat.known->channel_load().end() ? 0 : found->second;
  }
  for (const auto& [changed, change] : seat.channel_changes) {
    load += changed == channel ? change : 0;
  }
  return load;
}

/// How many of the channel the person has at once; the whole capacity where nothing is said.
int channel_capacity(const Seat& seat, const std::string& channel, const TeamRule& team) {
  if (seat.rule != nullptr) {
    if (const auto own = seat.rule->channels.find(channel); own != seat.rule->channels.end()) {
      return own->second;
    }
  }
  const auto usual = team.channels.find(channel);
  return usual == team.channels.end() ? seat.capacity : usual->second;
}

bool channel_is_full(const Seat& seat, const QueueItem& item, const TeamRule& team) {
  const std::string& channel = item.terms().channel();
  return !channel.empty() && channel_load(seat, channel) >= channel_capacity(seat, channel, team);
}

bool has_skills(const Seat& seat, const QueueItem& item) {
  return std::ranges::all_of(item.terms().skills(), [&](const auto& skill) {
    const int asked = asked_level(item.terms(), skill);
    return asked <= 0 || level_of(seat, skill.skill()) >= asked;
  });
}

/// The levels in the skills that the case asked for, whatever a ring has lowered.
int levels(const Seat& seat, const QueueItem& item) {
  int sum = 0;
  for (const auto& skill : item.terms().skills()) {
    sum += level_of(seat, skill.skill());
  }
  return sum;
}

Record record_of(const Seat& seat, const std::string& intent) {
  if (seat.known == nullptr) {
    return {};
  }
  const auto found = seat.known->records().find(intent);
  return found == seat.known->records().end() ? Record() : found->second;
}

/// Which of two fractions is greater: below 0 the first, above 0 the second. Exact.
std::int64_t compare_fractions(std::int64_t top, std::int64_t bottom, std::int64_t other_top,
                               std::int64_t other_bottom) {
  return other_top * bottom - top * other_bottom;
}

/// Below 0 where the strategy prefers `one`, above 0 where it prefers `other`.
std::int64_t compare(const Seat& one, const Seat& other, const QueueItem& item, Strategy strategy) {
  switch (strategy) {
    case Strategy::kLeastLoaded:
      return -compare_fractions(one.load, one.capacity, other.load, other.capacity);
    case Strategy::kRoundRobin:
      return one.last_turn < other.last_turn
                 ? -1
                 : static_cast<std::int64_t>(one.last_turn > other.last_turn);
    case Strategy::kBestSkill:
      return levels(other, item) - levels(one, item);
    case Strategy::kBestOutcome: {
      // The mean of a beta distribution that began uniform: (well + 1) of (settled + 2).
      const Record mine = record_of(one, item.terms().intent());
      const Record theirs = record_of(other, item.terms().intent());
      return compare_fractions(mine.well() + 1, mine.settled() + 2, theirs.well() + 1,
                               theirs.settled() + 2);
    }
    case Strategy::kLongestIdle:
      break;
  }
  return 0;
}

std::string duration_text(std::int64_t ms) {
  return format_duration(absl::Milliseconds(std::max<std::int64_t>(0, ms)));
}

std::string strategy_reason(const Seat& seat, const QueueItem& item, Strategy strategy,
                            int candidates, std::int64_t at_ms) {
  switch (strategy) {
    case Strategy::kLeastLoaded:
      return absl::StrCat("has the least in hand of ", candidates, ": ", seat.load, " of ",
                          seat.capacity);
    case Strategy::kRoundRobin:
      return absl::StrCat("next in turn of ", candidates);
    case Strategy::kBestSkill:
      return absl::StrCat("best skilled of ", candidates);
    case Strategy::kBestOutcome: {
      const Record record = record_of(seat, item.terms().intent());
      return absl::StrCat("best record of ", candidates, ": ", record.well(), " of ",
                          record.settled(), " settled well",
                          item.terms().intent().empty() ? "" : " for ", item.terms().intent());
    }
    case Strategy::kLongestIdle:
      break;
  }
  return absl::StrCat("free longest of ", candidates, ": ",
                      duration_text(at_ms - seat.idle_since_ms));
}

/// `; german 2 where 3 is asked, lowered by 1 after 1m of waiting`; empty without skills.
std::string skill_reason(const Seat& seat, const QueueItem& item, std::int64_t at_ms) {
  std::string text;
  for (const auto& skill : item.terms().skills()) {
    absl::StrAppend(&text, text.empty() ? "; " : ", ", skill.skill(), " ",
                    level_of(seat, skill.skill()), " where ", skill.level(), " is asked");
  }
  if (!text.empty() && item.terms().lowered() > 0) {
    absl::StrAppend(&text, ", lowered by ", item.terms().lowered(), " after ",
                    duration_text(at_ms - item.terms().since_ms()), " of waiting");
  }
  return text;
}

}  // namespace

std::string_view strategy_name(Strategy strategy) {
  constexpr std::array<std::string_view, 5> kNames{"longest_idle", "least_loaded", "round_robin",
                                                   "best_skill", "best_outcome"};
  return kNames[static_cast<std::size_t>(strategy)];
}

Seat seat_of(const team::v1::Person& person, const TeamRule& team) {
  const auto rule = team.people.find(person.person());
  return {.person = person.person(),
          .present = person.presence() == "present",
          .capacity = person.capacity(),
          .load = person.load(),
          .idle_since_ms = person.idle_since_ms(),
          .last_turn = person.last_turn(),
          .known = &person,
          .rule = rule == team.people.end() ? nullptr : &rule->second};
}

void load(Seat& seat, const QueueItem& item, int change) {
  seat.load = std::max(0, seat.load + change);
  if (!item.terms().channel().empty()) {
    seat.channel_changes.emplace_back(item.terms().channel(), change);
  }
}

Obstacle obstacle(const Seat& seat, const QueueItem& item, const TeamRule& team) {
  if (!seat.present) {
    return Obstacle::kAbsent;
  }
  if (seat.load >= seat.capacity || channel_is_full(seat, item, team)) {
    return Obstacle::kBusy;
  }
  if (!has_skills(seat, item)) {
    return Obstacle::kSkill;
  }
  const bool passed_over = std::ranges::find(item.not_to(), seat.person) != item.not_to().end();
  return passed_over ? Obstacle::kNotAsked : Obstacle::kNone;
}

bool preferred(const Seat& one, const Seat& other, const QueueItem& item, Strategy strategy) {
  const std::int64_t order = compare(one, other, item, strategy);
  return order != 0 ? order < 0
                    : std::tie(one.idle_since_ms, one.person) <
                          std::tie(other.idle_since_ms, other.person);
}

std::string reason_for(const Seat& seat, const QueueItem& item, Strategy strategy, int candidates,
                       std::int64_t at_ms) {
  std::string text = candidates == 1 ? "the only one who can take it"
                                     : strategy_reason(seat, item, strategy, candidates, at_ms);
  return text + skill_reason(seat, item, at_ms);
}

std::string reason_against(const std::vector<Seat>& seats, const QueueItem& item,
                           const TeamRule& team) {
  std::array<int, 5> counts{};
  for (const Seat& seat : seats) {
    ++counts[static_cast<std::size_t>(obstacle(seat, item, team))];
  }
  const auto of = [&](Obstacle what) { return counts[static_cast<std::size_t>(what)]; };
  const int present = static_cast<int>(seats.size()) - of(Obstacle::kAbsent);
  if (present == 0) {
    return "nobody is present";
  }
  std::string text = absl::StrCat("of ", present, " present");
  const auto say = [&](Obstacle what, const char* words) {
    if (of(what) > 0) {
      absl::StrAppend(&text, text.ends_with("present") ? ": " : ", ", of(what), " ", words);
    }
  };
  say(Obstacle::kBusy, "busy");
  say(Obstacle::kSkill, "without the skill");
  say(Obstacle::kNotAsked, "not to be asked");
  return text;
}

}  // namespace escalon::queue
