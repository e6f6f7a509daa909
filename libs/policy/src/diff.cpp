#include "escalon/policy/diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "flow_text.hpp"
#include "node.hpp"
#include "text.hpp"
#include "yaml_reader.hpp"

namespace escalon::policy {
namespace {

// What an entry of a top-level key is called.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNouns{
    {{"calendars", "calendar"},
     {"clocks", "clock"},
     {"intents", "intent"},
     {"ladders", "ladder"},
     {"matrix", "matrix rule"},
     {"people", "person"},
     {"rotas", "rota"},
     {"teams", "team"},
     {"triggers", "trigger"},
     {"urgency", "urgency rule"},
     {"layers", "layer"}}};

// What an entry of a list without names is called, by the key of the list.
std::string entry_noun(std::string_view key) {
  for (const auto& [plural, noun] : kNouns) {
    if (plural == key) {
      return std::string(noun);
    }
  }
  return key.ends_with('s') ? std::string(key.substr(0, key.size() - 1)) : "rule";
}

// The key by which the entries of a list know each other; empty where they have none.
std::string_view name_of(const Node& entry) {
  for (const std::string_view key : {"name", "intent"}) {
    const auto found = std::ranges::find(entry.members, key, &Member::name);
    if (found != entry.members.end() && found->value.kind == Node::Kind::kScalar) {
      return found->value.scalar;
    }
  }
  return {};
}

bool all_have_names(const Node& list) {
  std::set<std::string_view> names;
  return std::ranges::all_of(list.items, [&](const Node& entry) {
    return !name_of(entry).empty() && names.insert(name_of(entry)).second;
  });
}

bool has_maps(const Node& list) {
  return std::ranges::any_of(list.items,
                             [](const Node& entry) { return entry.kind == Node::Kind::kMap; });
}

// One value stands for a list of one.
Node as_list(const Node& node) {
  if (node.kind == Node::Kind::kSequence) {
    return node;
  }
  Node list;
  list.kind = Node::Kind::kSequence;
  list.items.push_back(node);
  return list;
}

// Where in the policy a difference stands: `clock resolution, rule 2`, and the keys below it.
struct Way {
  std::string thing;
  std::string keys;
  std::string_view last;  ///< The key that led here.

  [[nodiscard]] Way key(std::string_view name) const {
    return {thing, keys.empty() ? std::string(name) : cat(keys, ".", name), name};
  }
  /// An entry of the list that this is the way to.
  [[nodiscard]] Way entry(std::string_view noun, std::string_view name) const {
    const std::size_t above = keys.size() - std::min(keys.size(), last.size() + 1);
    const std::string list = Way{thing, keys.substr(0, above), {}}.is();
    return {cat(list, list.empty() ? "" : ", ", noun, " ", name), "", noun};
  }
  [[nodiscard]] std::string is() const {
    return thing.empty() ? keys : keys.empty() ? thing : cat(thing, ": ", keys);
  }
};

class Differences {
 public:
  void compare(const Way& way, const Node& before, const Node& after);

  std::vector<std::string> found;

 private:
  void compare_maps(const Way& way, const Node& before, const Node& after);
  void compare_lists(const Way& way, const Node& before, const Node& after);
  void compare_values(const Way& way, const Node& before, const Node& after);
  void compare_named(const Way& way, const Node& before, const Node& after);
  void compare_numbered(const Way& way, const Node& before, const Node& after);
  void say_moved(const Way& way, const Node& before, const Node& after);
  void say(const std::string& text) { found.push_back(text); }
  void added(const Way& way, const Node& node) {
    say(cat(way.is(), " is added: ", flow_text(node)));
  }
  void removed(const Way& way, const Node& node) {
    say(cat(way.is(), " is removed, was: ", flow_text(node)));
  }
};

void Differences::compare(const Way& way, const Node& before, const Node& after) {
  using Kind = Node::Kind;
  if (before.kind == Kind::kMap && after.kind == Kind::kMap) {
    compare_maps(way, before, after);
  } else if (before.kind == Kind::kSequence || after.kind == Kind::kSequence) {
    compare_lists(way, as_list(before), as_list(after));
  } else if (flow_text(before) != flow_text(after)) {
    say(cat(way.is(), " is ", flow_text(after), ", was ", flow_text(before)));
  }
}

const Node* find(const Node& map, std::string_view name) {
  const auto found = std::ranges::find(map.members, name, &Member::name);
  return found == map.members.end() ? nullptr : &found->value;
}

void Differences::compare_maps(const Way& way, const Node& before, const Node& after) {
  std::set<std::string_view> names;
  for (const Node* map : {&before, &after}) {
    for (const Member& member : map->members) {
      names.insert(member.name);
    }
  }
  // The entries of a top-level map are things of their own.
  const auto noun =
      std::ranges::find(kNouns, way.keys, &std::pair<std::string_view, std::string_view>::first);
  for (const std::string_view name : names) {
    const Way below = way.thing.empty() && noun != kNouns.end()
                          ? Way{cat(noun->second, " ", name), "", noun->first}
                          : way.key(name);
    const Node* was = find(before, name);
    const Node* is = find(after, name);
    if (was == nullptr) {
      added(below, *is);
    } else if (is == nullptr) {
      removed(below, *was);
    } else {
      compare(below, *was, *is);
    }
  }
}

void Differences::compare_lists(const Way& way, const Node& before, const Node& after) {
  if (!has_maps(before) && !has_maps(after)) {
    compare_values(way, before, after);
  } else if (all_have_names(before) && all_have_names(after)) {
    compare_named(way, before, after);
  } else {
    compare_numbered(way, before, after);
  }
}

void Differences::compare_values(const Way& way, const Node& before, const Node& after) {
  if (flow_text(before) != flow_text(after)) {
    const auto text = [](const Node& list) {
      return list.items.size() == 1 ? flow_text(list.items.front()) : flow_text(list);
    };
    say(cat(way.is(), " is ", text(after), ", was ", text(before)));
  }
}

const Node* named(const Node& list, std::string_view name) {
  const auto found = std::ranges::find(list.items, name, &name_of);
  return found == list.items.end() ? nullptr : &*found;
}

void Differences::compare_named(const Way& way, const Node& before, const Node& after) {
  const std::string noun = entry_noun(way.last);
  for (const Node& was : before.items) {
    if (named(after, name_of(was)) == nullptr) {
      removed(way.entry(noun, name_of(was)), was);
    }
  }
  for (const Node& is : after.items) {
    const Way below = way.entry(noun, name_of(is));
    if (const Node* was = named(before, name_of(is))) {
      compare(below, *was, is);
    } else {
      added(below, is);
    }
  }
  say_moved(way, before, after);
}

// The names of both, in the order of `list`.
std::vector<std::string_view> common_names(const Node& list, const Node& other) {
  std::vector<std::string_view> names;
  for (const Node& entry : list.items) {
    if (named(other, name_of(entry)) != nullptr) {
      names.push_back(name_of(entry));
    }
  }
  return names;
}

void Differences::say_moved(const Way& way, const Node& before, const Node& after) {
  const auto was = common_names(before, after);
  const auto is = common_names(after, before);
  for (std::size_t i = 0; i < is.size(); ++i) {
    const auto old = static_cast<std::size_t>(std::ranges::find(was, is[i]) - was.begin());
    // What newly comes before it that came after it.
    const auto passed = std::ranges::find_if(
        is.begin(), is.begin() + static_cast<std::ptrdiff_t>(i), [&](std::string_view name) {
          return std::ranges::find(was, name) - was.begin() > static_cast<std::ptrdiff_t>(old);
        });
    if (passed != is.begin() + static_cast<std::ptrdiff_t>(i)) {
      say(cat(way.entry(entry_noun(way.last), is[i]).is(), " comes after ", *passed,
              ", came before it"));
    }
  }
}

void Differences::compare_numbered(const Way& way, const Node& before, const Node& after) {
  const std::string noun = way.keys.empty() ? "rule" : entry_noun(way.last);
  for (std::size_t i = 0; i < std::max(before.items.size(), after.items.size()); ++i) {
    const Way below = way.entry(noun, std::to_string(i + 1));
    if (i >= before.items.size()) {
      added(below, after.items[i]);
    } else if (i >= after.items.size()) {
      removed(below, before.items[i]);
    } else {
      compare(below, before.items[i], after.items[i]);
    }
  }
}

// All files as one map. What is no YAML is one value, so that a changed holiday file is told.
Node whole(const PolicyFiles& files) {
  Node all;
  all.kind = Node::Kind::kMap;
  for (const PolicyFile& file : files) {
    if (file.name.ends_with(".ics")) {
      Node text;
      text.kind = Node::Kind::kScalar;
      text.scalar =
          cat("a file of ", file.content.size(), " bytes, ", content_hash({file}).substr(0, 12));
      all.members.push_back({file.name, {}, std::move(text)});
    } else if (auto root = read_yaml(file.name, file.content)) {
      std::ranges::move(root->members, std::back_inserter(all.members));
    }
  }
  return all;
}

}  // namespace

std::vector<std::string> differences(const PolicyFiles& before, const PolicyFiles& after) {
  Differences differences;
  differences.compare({}, whole(before), whole(after));
  return std::move(differences.found);
}

}  // namespace escalon::policy
