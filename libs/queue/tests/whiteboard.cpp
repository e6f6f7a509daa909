#include "whiteboard.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace escalon::queue {

int Whiteboard::load(const std::string& person) const {
  return static_cast<int>(std::ranges::count_if(
      items, [&](const auto& entry) { return entry.second.person == person; }));
}

int Whiteboard::load(const std::string& person, const std::string& channel) const {
  return static_cast<int>(std::ranges::count_if(items, [&](const auto& entry) {
    return entry.second.person == person && entry.second.work.channel == channel;
  }));
}

int Whiteboard::skill(const std::string& person, const std::string& name) const {
  const auto rule = team_.people.find(person);
  if (rule == team_.people.end() || !rule->second.skills.contains(name)) {
    return 0;
  }
  return rule->second.skills.at(name);
}

int Whiteboard::channel_capacity(const std::string& person, const std::string& channel) const {
  const auto rule = team_.people.find(person);
  if (rule != team_.people.end() && rule->second.channels.contains(channel)) {
    return rule->second.channels.at(channel);
  }
  return team_.channels.contains(channel) ? team_.channels.at(channel) : 1000;
}

int Whiteboard::lowered(const Item& item, std::int64_t at_ms) const {
  int lowered = 0;
  for (const Ring& ring : team_.rings) {
    if (at_ms - item.since_ms >= absl::ToInt64Milliseconds(ring.after)) {
      lowered = ring.lower;
    }
  }
  return lowered;
}

bool Whiteboard::can(const std::string& person, const Item& item, std::int64_t at_ms) const {
  const Work& work = item.work;
  const bool skilled = std::ranges::all_of(work.skills, [&](const auto& asked) {
    return skill(person, asked.first) >= asked.second - lowered(item, at_ms);
  });
  const bool room =
      work.channel.empty() || load(person, work.channel) < channel_capacity(person, work.channel);
  return people.at(person).presence == "present" && load(person) < people.at(person).capacity &&
         skilled && room && std::ranges::find(work.not_to, person) == work.not_to.end();
}

void Whiteboard::drop(const std::string& id, std::int64_t at_ms) {
  if (!items.at(id).person.empty()) {
    people.at(items.at(id).person).idle_since_ms = at_ms;
  }
  items.erase(id);
}

void Whiteboard::settle(const std::string& id, bool well, std::int64_t at_ms) {
  if (const Item& item = items.at(id); !item.person.empty()) {
    auto& [settled, good] = people.at(item.person).records[item.work.intent];
    settled += 1;
    good += well ? 1 : 0;
  }
  drop(id, at_ms);
}

void Whiteboard::give_out(std::int64_t at_ms) {
  for (;;) {
    const auto [id, name] = best_match(at_ms);
    if (id.empty()) {
      return;
    }
    items.at(id).person = name;
    people.at(name).last_turn = ++turns_;
  }
}

void Whiteboard::pass(std::int64_t from_ms, std::int64_t to_ms) {
  std::set<std::int64_t> instants;
  for (const auto& [id, item] : items) {
    for (const Ring& ring : team_.rings) {
      instants.insert(item.since_ms + absl::ToInt64Milliseconds(ring.after));
    }
  }
  for (const std::int64_t instant : instants) {
    if (instant > from_ms && instant <= to_ms) {
      give_out(instant);
    }
  }
}

/// The first item, in order, that somebody can take, and who takes it.
std::pair<std::string, std::string> Whiteboard::best_match(std::int64_t at_ms) const {
  std::vector<const Item*> waiting;
  for (const auto& [id, item] : items) {
    if (item.person.empty()) {
      waiting.push_back(&item);
    }
  }
  std::ranges::sort(waiting, {}, [&](const Item* item) {
    const Work& work = item->work;
    const auto credit = team_.credit.find(work.priority);
    const std::int64_t credit_ms =
        credit == team_.credit.end() ? 0 : absl::ToInt64Milliseconds(credit->second);
    return team_.by_age
               ? std::make_tuple(0, false, work.opened_at_ms - credit_ms, work.opened_at_ms,
                                 work.id)
               : std::make_tuple(team_.by_risk ? -static_cast<int>(std::lround(1000 * work.risk))
                                               : work.priority,
                                 work.due_at_ms == 0, work.due_at_ms, work.opened_at_ms, work.id);
  });
  for (const Item* item : waiting) {
    if (const std::string name = best_person(*item, at_ms); !name.empty()) {
      return {item->work.id, name};
    }
  }
  return {};
}

/// How much the strategy wants somebody for the work.
double Whiteboard::merit(const std::string& person, const Work& work) const {
  const Person& known = people.at(person);
  switch (team_.strategy) {
    case Strategy::kLeastLoaded:
      return -static_cast<double>(load(person)) / known.capacity;
    case Strategy::kRoundRobin:
      return -known.last_turn;
    case Strategy::kBestSkill: {
      double sum = 0;
      for (const auto& [name, level] : work.skills) {
        sum += skill(person, name);
      }
      return sum;
    }
    case Strategy::kBestOutcome: {
      const auto record = known.records.find(work.intent);
      const auto [settled, well] = record == known.records.end() ? std::pair(0, 0) : record->second;
      return (well + 1.0) / (settled + 2.0);
    }
    case Strategy::kLongestIdle:
      break;
  }
  return 0;
}

std::string Whiteboard::best_person(const Item& item, std::int64_t at_ms) const {
  std::string best;
  for (const auto& [name, person] : people) {
    if (!can(name, item, at_ms)) {
      continue;
    }
    const auto key = [&](const std::string& who) {
      return std::make_tuple(-merit(who, item.work), people.at(who).idle_since_ms);
    };
    if (best.empty() || key(name) < key(best)) {
      best = name;
    }
  }
  return best;
}

}  // namespace escalon::queue
