#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "escalon/base/instant.hpp"
#include "tested_team.hpp"
#include "whiteboard.hpp"

namespace escalon::queue {
namespace {

using Random = std::mt19937;

int pick(Random& random, int below) {
  return std::uniform_int_distribution<int>(0, below - 1)(random);
}

/// Any team that a policy could describe, small.
TeamRule random_team(Random& random) {
  TeamRule team;
  team.strategy = static_cast<Strategy>(pick(random, 5));
  team.by_age = pick(random, 2) == 0;
  team.by_risk = !team.by_age && pick(random, 2) == 0;
  team.credit = {{1, absl::Milliseconds(pick(random, 5))}};
  if (pick(random, 2) == 0) {
    team.rings = {{absl::Seconds(20), 1}, {absl::Seconds(70), 1 + pick(random, 3)}};
  }
  if (pick(random, 2) == 0) {
    team.channels = {{"voice", 1}};
  }
  for (const std::string name : {"a", "b", "c"}) {
    PersonRule& person = team.people[name];
    person.skills = {{"german", pick(random, 4)}, {"cards", pick(random, 4)}};
    if (pick(random, 3) == 0) {
      person.channels = {{"chat", pick(random, 3)}};
    }
  }
  return team;
}

QueuePolicy policy_of(const TeamRule& team) {
  QueuePolicy policy;
  policy.teams["care"] = team;
  return policy;
}

/// Random work, answers and presence, compared with the whiteboard after each of them.
class Walk {
 public:
  explicit Walk(unsigned seed)
      : random_(seed), rule_(random_team(random_)), team_(policy_of(rule_)), board_(rule_) {}

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      const std::int64_t before_ms = at_ms();
      team_.pass(absl::Seconds(1 + pick(60)));
      board_.pass(before_ms, at_ms());
      check_offers();
      step();
      compare();
      check_offers();
    }
    check_refold();
  }

 private:
  int pick(int below) { return queue::pick(random_, below); }

  std::string any_of(const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(pick(static_cast<int>(words.size())))];
  }

  std::string person() { return any_of({"a", "b", "c", "d", "e"}); }

  std::string some_item() {
    if (board_.items.empty()) {
      return "";
    }
    return std::next(board_.items.begin(), pick(static_cast<int>(board_.items.size())))->first;
  }

  void step() {
    switch (pick(6)) {
      case 0:
      case 1:
        return ask();
      case 2:
        return change_presence();
      case 3:
        return acknowledge();
      case 4:
        return ask_again();
      default:
        return finish();
    }
  }

  Work random_work(std::string id, std::uint64_t assignment) {
    Work work{.id = std::move(id), .assignment = assignment, .priority = 1 + pick(3)};
    work.due_at_ms = pick(2) == 0 ? 0 : 1 + pick(5);
    work.opened_at_ms = 1 + pick(5);
    work.risk = 0.1 * pick(3);
    work.channel = any_of({"", "voice", "chat"});
    work.intent = any_of({"", "refund"});
    if (pick(3) == 0) {
      work.not_to = {person()};
    }
    for (const std::string name : {"german", "cards"}) {
      if (pick(3) == 0) {
        work.skills[name] = 1 + pick(4);
      }
    }
    return work;
  }

  void ask() {
    const Work work = random_work("e" + std::to_string(++created_), 1);
    team_.ask(work);
    board_.items[work.id] = {.work = work, .since_ms = at_ms()};
    board_.give_out(at_ms());
  }

  void ask_again() {
    const std::string id = some_item();
    if (id.empty()) {
      return;
    }
    const std::uint64_t before = board_.items.at(id).work.assignment;
    const Work work = random_work(id, before - 1 + static_cast<std::uint64_t>(pick(3)));
    team_.ask(work);
    if (work.assignment > before) {
      board_.drop(id, at_ms());
      board_.items[id] = {.work = work, .since_ms = at_ms()};
    }
    board_.give_out(at_ms());
  }

  void change_presence() {
    const std::string name = person();
    const std::string presence = any_of({"present", "away", "offline"});
    const int capacity = 1 + pick(3);
    team_.presence(name, presence, capacity);
    Whiteboard::Person& known = board_.people[name];
    if (presence == "present" && known.presence != "present") {
      known.idle_since_ms = at_ms();
    }
    known.presence = presence;
    known.capacity = capacity;
    if (presence == "offline") {
      give_back(name);
    }
    board_.give_out(at_ms());
  }

  void give_back(const std::string& name) {
    for (auto& [id, item] : board_.items) {
      if (item.person == name && !item.kept) {
        item.person.clear();
        board_.people.at(name).idle_since_ms = at_ms();
      }
    }
  }

  void acknowledge() {
    const std::string id = some_item();
    if (id.empty()) {
      return;
    }
    const std::string name = person();
    const Whiteboard::Item before = board_.items.at(id);
    team_.acknowledged(id, name, before.work.assignment);
    if (before.person == name) {
      board_.items.at(id).kept = true;
    } else {
      board_.drop(id, at_ms());
      if (board_.people.contains(name)) {
        board_.items[id] = before;
        board_.items[id].person = name;
        board_.items[id].kept = true;
      }
    }
    board_.give_out(at_ms());
  }

  void finish() {
    const std::string id = some_item();
    if (id.empty()) {
      return;
    }
    const std::uint64_t assignment = board_.items.at(id).work.assignment;
    if (pick(3) == 0) {
      team_.abandoned(id, assignment);
      board_.drop(id, at_ms());
    } else {
      const bool well = pick(2) == 0;
      team_.resolved(id, assignment, well ? "solved" : "refused");
      board_.settle(id, well, at_ms());
    }
    board_.give_out(at_ms());
  }

  std::int64_t at_ms() const { return to_ms(team_.now()); }

  void compare() {
    const TeamState& state = team_.state();
    EXPECT_EQ(static_cast<std::size_t>(waiting_count(state) + state.given_size()),
              board_.items.size())
        << "no work is lost and none is doubled";
    for (const auto& [id, item] : board_.items) {
      EXPECT_EQ(team_.holder(id), item.person) << id;
    }
    for (const team::v1::Person& person : state.people()) {
      EXPECT_EQ(person.load(), board_.load(person.person()));
      EXPECT_EQ(person.idle_since_ms(), board_.people.at(person.person()).idle_since_ms);
      for (const auto& [channel, load] : person.channel_load()) {
        EXPECT_EQ(load, board_.load(person.person(), channel));
      }
    }
  }

  /// Nobody is offered anything beyond capacity or while they are not there, and each offer says
  /// why.
  void check_offers() {
    for (; checked_ < team_.all().size(); ++checked_) {
      const Event& event = team_.all()[checked_];
      if (event.has_offered()) {
        const Whiteboard::Person& person = board_.people.at(event.offered().person());
        EXPECT_EQ(person.presence, "present");
        EXPECT_LE(board_.load(event.offered().person()), person.capacity);
        EXPECT_NE(event.offered().reason(), "");
      }
    }
  }

  void check_refold() {
    TeamState again;
    for (const Event& event : team_.all()) {
      evolve(again, event);
    }
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(again, team_.state()));
  }

  Random random_;
  TeamRule rule_;
  TestedTeam team_;
  Whiteboard board_;
  int created_ = 0;
  std::size_t checked_ = 0;
};

TEST(RandomWalk, AgreesWithAWhiteboard) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed).run(80);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace escalon::queue
