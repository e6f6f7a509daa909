#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "escalon/base/instant.hpp"
#include "tested_team.hpp"

namespace escalon::queue {
namespace {

/// A team as one would write it on a whiteboard: no order is kept, everything is looked up anew.
class Whiteboard {
 public:
  struct Person {
    std::string presence = {};
    int capacity = 0;
    std::int64_t idle_since_ms = 0;
  };
  struct Item {
    Work work = {};
    std::string person = {};
    bool kept = false;
  };

  std::map<std::string, Person> people;
  std::map<std::string, Item> items;

  int load(const std::string& name) const {
    return static_cast<int>(std::ranges::count_if(
        items, [&](const auto& entry) { return entry.second.person == name; }));
  }

  void drop(const std::string& id, std::int64_t at_ms) {
    if (!items.at(id).person.empty()) {
      people.at(items.at(id).person).idle_since_ms = at_ms;
    }
    items.erase(id);
  }

  void give_out() {
    for (;;) {
      const auto [id, name] = best_match();
      if (id.empty()) {
        return;
      }
      items.at(id).person = name;
    }
  }

 private:
  /// The first item, in order, that somebody can take, and who takes it.
  std::pair<std::string, std::string> best_match() const {
    std::vector<const Item*> waiting;
    for (const auto& [id, item] : items) {
      if (item.person.empty()) {
        waiting.push_back(&item);
      }
    }
    std::ranges::sort(waiting, {}, [](const Item* item) {
      const Work& work = item->work;
      return std::make_tuple(work.priority, work.due_at_ms == 0, work.due_at_ms, work.opened_at_ms,
                             work.id);
    });
    for (const Item* item : waiting) {
      if (const std::string name = best_person(item->work); !name.empty()) {
        return {item->work.id, name};
      }
    }
    return {};
  }

  std::string best_person(const Work& work) const {
    std::string best;
    for (const auto& [name, person] : people) {
      const bool can = person.presence == "present" && load(name) < person.capacity &&
                       std::ranges::find(work.not_to, name) == work.not_to.end();
      if (can && (best.empty() || person.idle_since_ms < people.at(best).idle_since_ms)) {
        best = name;
      }
    }
    return best;
  }
};

/// Random work, answers and presence, compared with the whiteboard after each of them.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      team_.pass(absl::Seconds(1 + pick(60)));
      step();
      compare();
      check_offers();
    }
    check_refold();
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  std::string person() { return std::string(1, static_cast<char>('a' + pick(5))); }

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
    if (pick(3) == 0) {
      work.not_to = {person()};
    }
    return work;
  }

  void ask() {
    const Work work = random_work("e" + std::to_string(++created_), 1);
    team_.ask(work);
    board_.items[work.id] = {.work = work, .person = {}};
    board_.give_out();
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
      board_.items[id] = {.work = work, .person = {}};
    }
    board_.give_out();
  }

  void change_presence() {
    const std::string name = person();
    const std::string presence =
        std::vector<std::string>{"present", "away", "offline"}[static_cast<std::size_t>(pick(3))];
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
    board_.give_out();
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
        board_.items[id] = {.work = before.work, .person = name, .kept = true};
      }
    }
    board_.give_out();
  }

  void finish() {
    const std::string id = some_item();
    if (id.empty()) {
      return;
    }
    team_.resolved(id, board_.items.at(id).work.assignment);
    board_.drop(id, at_ms());
    board_.give_out();
  }

  std::int64_t at_ms() const { return to_ms(team_.now()); }

  void compare() {
    const TeamState& state = team_.state();
    EXPECT_EQ(static_cast<std::size_t>(state.waiting_size() + state.given_size()),
              board_.items.size())
        << "no work is lost and none is doubled";
    for (const auto& [id, item] : board_.items) {
      EXPECT_EQ(team_.holder(id), item.person) << id;
    }
    for (const team::v1::Person& person : state.people()) {
      EXPECT_EQ(person.load(), board_.load(person.person()));
      EXPECT_EQ(person.idle_since_ms(), board_.people.at(person.person()).idle_since_ms);
    }
  }

  /// Nobody is offered anything beyond capacity, offline or against the word not to ask them.
  void check_offers() {
    for (; checked_ < team_.all().size(); ++checked_) {
      const Event& event = team_.all()[checked_];
      if (event.has_offered()) {
        const Whiteboard::Person& person = board_.people.at(event.offered().person());
        EXPECT_EQ(person.presence, "present");
        EXPECT_LE(board_.load(event.offered().person()), person.capacity);
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

  std::mt19937 random_;
  TestedTeam team_;
  Whiteboard board_;
  int created_ = 0;
  std::size_t checked_ = 0;
};

TEST(RandomWalk, AgreesWithAWhiteboard) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed).run(80);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace escalon::queue
