#include <array>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using notify::ContactMethod;
using queue::PersonRule;
using queue::TeamRule;

constexpr int kCapacityMax = 1000;
constexpr std::size_t kMethodsMax = 20;

void read_capacity(const Cursor& at, int& out) {
  read_number(at, Range<int>{1, kCapacityMax}, out);
}

constexpr Field<PersonRule> kPersonFields[] = {
    {"capacity", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_capacity(at, out.capacity); },
     "How many escalations at once."},
    {"present", Need::kOptional,
     [](const Cursor& at, PersonRule& out) { read_flag(at, out.present); },
     "True: present from the start, until a presence command says otherwise."},
};

void add_person(const Cursor& at, PersonRule person, TeamRule& out) {
  at.reading().names.define(NameKind::kPerson, person.name);
  out.people.push_back(std::move(person));
}

void read_member(const Cursor& at, TeamRule& out) {
  PersonRule person;
  person.name = std::string(at.name());
  if (at.node().kind == Node::Kind::kNull || read_fields(at, kPersonFields, person)) {
    add_person(at, std::move(person), out);
  }
}

// A list of names, or a map of names to capacity and presence.
void read_members(const Cursor& at, TeamRule& out) {
  if (at.node().kind == Node::Kind::kMap) {
    each_member(at, [&](const Cursor& entry) { read_member(entry, out); });
    return;
  }
  std::map<std::string, int, std::less<>> seen;
  each_item(at, [&](const Cursor& item) {
    PersonRule person;
    if (!read_text(item, person.name)) {
      return;
    }
    if (seen[person.name]++ > 0) {
      item.fail("given twice", "name each person of a team once");
      return;
    }
    add_person(item, std::move(person), out);
  });
}

void read_strategy(const Cursor& at, TeamRule& out) {
  static constexpr std::array<std::string_view, 1> kKnown{"longest_idle"};
  std::string word;
  if (read_one_of(at, "strategy", kKnown, word)) {
    out.strategy = queue::Strategy::kLongestIdle;
  }
}

constexpr Field<TeamRule> kTeamFields[] = {
    {"people", Need::kOptional, &read_members,
     "Who belongs to it: a list, or a map with capacity and presence."},
    {"strategy", Need::kOptional, &read_strategy, "How a free person is chosen: longest_idle."},
    {"capacity", Need::kOptional,
     [](const Cursor& at, TeamRule& out) { read_capacity(at, out.default_capacity); },
     "How many escalations at once a person has who has no capacity of their own."},
};

void read_team(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kTeam, std::string(at.name()));
  TeamRule team;
  team.name = std::string(at.name());
  if (at.node().kind != Node::Kind::kNull && !read_fields(at, kTeamFields, team)) {
    return;
  }
  std::vector<std::string>& members = out.notify.team_members[team.name];
  for (const PersonRule& person : team.people) {
    members.push_back(person.name);
  }
  out.escalation.teams.push_back(team.name);
  out.queue.teams.emplace(team.name, std::move(team));
}

constexpr Field<ContactMethod> kMethodFields[] = {
    {"channel", Need::kRequired,
     [](const Cursor& at, ContactMethod& out) {
       read_reference(at, NameKind::kChannel, out.channel);
     },
     "A channel of notifications.channels."},
    {"after", Need::kOptional,
     [](const Cursor& at, ContactMethod& out) { read_duration(at, Zero::kAllowed, out.after); },
     "How long after the page began this is tried, if nobody has acknowledged by then."},
};

// `console`, or `{channel: console, after: 2m}`.
void read_method(const Cursor& at, std::vector<ContactMethod>& out) {
  ContactMethod method;
  if (at.node().kind == Node::Kind::kScalar ? read_reference(at, NameKind::kChannel, method.channel)
                                            : read_fields(at, kMethodFields, method)) {
    out.push_back(std::move(method));
  }
}

constexpr Field<std::vector<ContactMethod>> kContactFields[] = {
    {"methods", Need::kRequired,
     [](const Cursor& at, std::vector<ContactMethod>& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_method(item, out); });
       if (out.size() > kMethodsMax) {
         at.fail("more than 20 methods", "leave some out");
       }
     },
     "How the person is reached, in the order in which it is tried."},
};

constexpr Field<queue::QueuePolicy> kQueueFields[] = {
    {"capacity", Need::kOptional,
     [](const Cursor& at, queue::QueuePolicy& out) { read_capacity(at, out.default_capacity); },
     "How many escalations at once where neither person nor team says."},
    {"anyone_may_join", Need::kOptional,
     [](const Cursor& at, queue::QueuePolicy& out) { read_flag(at, out.anyone_may_join); },
     "False: only listed people may say that they are present."},
};

}  // namespace

void read_teams(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_team(entry, out); });
}

void read_people(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) {
    at.reading().names.define(NameKind::kPerson, std::string(entry.name()));
    std::vector<ContactMethod> methods;
    if (read_fields(entry, kContactFields, methods)) {
      out.notify.people.emplace(entry.name(), std::move(methods));
    }
  });
}

void read_queue(const Cursor& at, Draft& out) {
  read_fields(at, kQueueFields, out.queue);
}

}  // namespace escalon::policy
