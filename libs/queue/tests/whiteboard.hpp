#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tested_team.hpp"

namespace escalon::queue {

/// A team as one would write it on a whiteboard: no order is kept, everything is looked up anew.
class Whiteboard {
 public:
  struct Person {
    std::string presence = {};
    int capacity = 0;
    std::int64_t idle_since_ms = 0;
    int last_turn = 0;
    std::map<std::string, std::pair<int, int>> records = {};  ///< Intent to settled, well.
  };
  struct Item {
    Work work = {};
    std::string person = {};
    bool kept = false;
    std::int64_t since_ms = 0;
  };

  explicit Whiteboard(TeamRule team) : team_(std::move(team)) {}

  std::map<std::string, Person> people;
  std::map<std::string, Item> items;

  [[nodiscard]] int load(const std::string& person) const;
  [[nodiscard]] int load(const std::string& person, const std::string& channel) const;
  /// Whether that person may have the item beside what they have.
  [[nodiscard]] bool can(const std::string& person, const Item& item, std::int64_t at_ms) const;
  void drop(const std::string& id, std::int64_t at_ms);
  void settle(const std::string& id, bool well, std::int64_t at_ms);
  /// Gives out what can be given at that instant.
  void give_out(std::int64_t at_ms);
  /// Time goes by: at each instant at which somebody has waited long enough, work is given out.
  void pass(std::int64_t from_ms, std::int64_t to_ms);

 private:
  [[nodiscard]] std::pair<std::string, std::string> best_match(std::int64_t at_ms) const;
  [[nodiscard]] std::string best_person(const Item& item, std::int64_t at_ms) const;
  [[nodiscard]] double merit(const std::string& person, const Work& work) const;
  [[nodiscard]] int skill(const std::string& person, const std::string& name) const;
  [[nodiscard]] int channel_capacity(const std::string& person, const std::string& channel) const;
  [[nodiscard]] int lowered(const Item& item, std::int64_t at_ms) const;

  TeamRule team_;
  int turns_ = 0;
};

}  // namespace escalon::queue
