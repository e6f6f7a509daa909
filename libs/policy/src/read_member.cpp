#include <algorithm>
#include <utility>

#include "escalon/base/suggest.hpp"
#include "fields.hpp"
#include "read_team.hpp"
#include "text.hpp"
#include "values.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using queue::PersonRule;
using queue::TeamRule;

constexpr int kCapacityMax = 1000;
constexpr int kLevelMax = 10;
constexpr std::size_t kSkillNameMax = 60;

bool is_skill_name(std::string_view name) {
  return name.size() <= kSkillNameMax && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

constexpr Field<PersonRule> kPersonFields[] = {
    {"capacity", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_capacity(at, out.capacity); },
     "How many escalations at once."},
    {"channels", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_channel_capacities(at, out.channels); },
     "How many of a channel at once, within the capacity; 0 = none of it."},
    {"skills", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_skills(at, out.skills); },
     "What they know, and how well: 1 to 10."},
    {"present", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_flag(at, out.present); },
     "True: present from the start, until a presence command says otherwise."},
};

void add_person(const Cursor& at, std::string name, PersonRule person, TeamRule& team,
                std::vector<std::string>& members) {
  at.reading().names.define(NameKind::kPerson, name);
  members.push_back(name);
  team.people.emplace(std::move(name), std::move(person));
}

}  // namespace

void read_capacity(const Cursor& at, int& out) {
  read_number(at, Range<int>{1, kCapacityMax}, out);
}

void read_channel_capacities(const Cursor& at, std::map<std::string, int, std::less<>>& out) {
  const auto known = known_values(rules::FieldKind::kChannel);
  each_member(at, [&](const Cursor& entry) {
    const std::string channel(entry.name());
    if (std::ranges::find(known, entry.name()) == known.end()) {
      entry.fail_at_key(cat("unknown channel '", channel, "'", did_you_mean(channel, known)),
                        cat("use one of: ", list_of(known)));
      return;
    }
    if (int capacity = 0; read_number(entry, Range<int>{0, kCapacityMax}, capacity)) {
      out.emplace(channel, capacity);
    }
  });
}

void read_skills(const Cursor& at, std::map<std::string, int, std::less<>>& out) {
  each_member(at, [&](const Cursor& entry) {
    if (!is_skill_name(entry.name())) {
      entry.fail_at_key(cat("'", entry.name(), "' is no name of a skill"),
                        "write up to 60 letters, digits, '_', '-' and '.'");
      return;
    }
    if (int level = 0; read_number(entry, Range<int>{1, kLevelMax}, level)) {
      out.emplace(entry.name(), level);
    }
  });
}

void read_members(const Cursor& at, TeamRule& out, std::vector<std::string>& members) {
  if (at.node().kind == Node::Kind::kMap) {
    each_member(at, [&](const Cursor& entry) {
      PersonRule person;
      if (entry.node().kind == Node::Kind::kNull || read_fields(entry, kPersonFields, person)) {
        add_person(entry, std::string(entry.name()), std::move(person), out, members);
      }
    });
    return;
  }
  each_item(at, [&](const Cursor& item) {
    std::string name;
    if (!read_text(item, name)) {
      return;
    }
    if (out.people.contains(name)) {
      item.fail("given twice", "name each person of a team once");
      return;
    }
    add_person(item, std::move(name), {}, out, members);
  });
}

}  // namespace escalon::policy
