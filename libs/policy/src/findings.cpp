#include "findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "text.hpp"
#include "yaml_reader.hpp"

namespace escalon::policy {
namespace {

// The node below, and where its key stands. Null where there is none.
struct Below {
  const Node* node = nullptr;
  Mark mark;
};

Below below(const Node& node, const Step& step) {
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    return *index < node.items.size() ? Below{&node.items[*index], node.items[*index].mark}
                                      : Below{};
  }
  const auto found =
      std::ranges::find(node.members, std::get<std::string_view>(step), &Member::name);
  return found == node.members.end() ? Below{} : Below{&found->value, found->mark};
}

std::string path_text(std::initializer_list<Step> path) {
  std::string text;
  for (const Step& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      text += cat("[", *index, "]");
    } else {
      text += cat(text.empty() ? "" : ".", std::get<std::string_view>(step));
    }
  }
  return text;
}

}  // namespace

Findings::Findings(const PolicyFiles& files) {
  for (const PolicyFile& file : files) {
    if (file.name.ends_with(".ics")) {
      continue;
    }
    Result<Node, PolicyError> root = read_yaml(file.name, file.content);
    if (!root) {
      continue;
    }
    for (Member& entry : root->members) {
      std::string name = entry.name;
      roots_.emplace(std::move(name), Root{file.name, std::move(entry)});
    }
  }
}

Place Findings::place(std::initializer_list<Step> path) const {
  Place place;
  place.path = path_text(path);
  const auto root = roots_.find(std::get<std::string_view>(*path.begin()));
  if (root == roots_.end()) {
    return place;
  }
  place.file = root->second.file;
  Below here{&root->second.entry.value, root->second.entry.mark};
  for (const Step* step = path.begin() + 1; step != path.end(); ++step) {
    const Below next = below(*here.node, *step);
    if (next.node == nullptr) {
      break;
    }
    here = next;
  }
  place.line = here.mark.line;
  place.column = here.mark.column;
  return place;
}

std::size_t Findings::entries(std::initializer_list<Step> path) const {
  const auto root = roots_.find(std::get<std::string_view>(*path.begin()));
  const Node* node = root == roots_.end() ? nullptr : &root->second.entry.value;
  for (const Step* step = path.begin() + 1; node != nullptr && step != path.end(); ++step) {
    node = below(*node, *step).node;
  }
  return node == nullptr ? 0 : std::max<std::size_t>(node->items.size(), 1);
}

void Findings::add(Severity severity, std::initializer_list<Step> path, std::string message,
                   std::string remedy) {
  found_.push_back({severity, place(path).error(std::move(message), std::move(remedy))});
}

void Findings::add(Severity severity, PolicyErrors found) {
  for (PolicyError& error : found) {
    found_.push_back({severity, std::move(error)});
  }
}

std::vector<Finding> Findings::take() {
  const auto place = [](const Finding& finding) {
    const PolicyError& what = finding.what;
    return std::tie(finding.severity, what.file, what.line, what.column);
  };
  std::ranges::stable_sort(found_,
                           [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
  return std::move(found_);
}

}  // namespace escalon::policy
