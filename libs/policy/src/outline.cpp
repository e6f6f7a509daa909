#include "outline.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "cursor.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

// Names that some map asks for: a language, a number, a day, a date, a channel, any other.
constexpr std::array<std::string_view, 6> kNames{"en", "1", "mon", "2026-01-05", "chat", "probe"};

Node scalar() {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.scalar = "probe";
  return node;
}

std::array<Node, 4> probes() {
  std::array<Node, 4> nodes;
  nodes[1] = scalar();
  nodes[2].kind = Node::Kind::kSequence;
  nodes[2].items.push_back(scalar());
  nodes[3].kind = Node::Kind::kMap;
  nodes[3].members.push_back({"probe", {}, scalar()});
  return nodes;
}

}  // namespace

void Outline::probe(const Cursor& at, std::string_view name, const Reader& read) {
  static const std::array<Node, 4> kProbes = probes();
  for (const Node& node : kProbes) {
    const Member member{std::string(name), {}, node};
    const std::size_t errors_before = at.reading().errors.size();
    read(at.member(member));
    if (node.kind == Node::Kind::kNull && at.reading().errors.size() == errors_before) {
      add(R"({"type":"null"})");
    }
  }
}

std::string Outline::describe(const Cursor& at, const Reader& read, std::string_view name) {
  alternatives_.emplace_back();
  probe(at, name, read);
  return take();
}

std::string Outline::describe_value(const Cursor& at, const Reader& read) {
  alternatives_.emplace_back();
  for (const std::string_view name : kNames) {
    probe(at, name, read);
  }
  return take();
}

void Outline::add(std::string alternative) {
  std::vector<std::string>& here = alternatives_.back();
  if (std::ranges::find(here, alternative) == here.end()) {
    here.push_back(std::move(alternative));
  }
}

// What looks like a number is one to whoever reads YAML by its own types.
void Outline::add_words(std::span<const std::string_view> words) {
  std::string list;
  for (const std::string_view word : words) {
    int number = 0;
    const bool is_number = absl::SimpleAtoi(std::string(word), &number);
    list += cat(list.empty() ? "" : ",", json_text(word), is_number ? cat(",", number) : "");
  }
  add(cat(R"({"enum":[)", list, "]}"));
}

std::string Outline::take() {
  const std::vector<std::string> found = std::move(alternatives_.back());
  alternatives_.pop_back();
  if (found.size() == 1) {
    return found.front();
  }
  std::string list;
  for (const std::string& alternative : found) {
    list += cat(list.empty() ? "" : ",", alternative);
  }
  return found.empty() ? "{}" : cat(R"({"anyOf":[)", list, "]}");
}

std::string json_text(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    json += c == '"' || c == '\\' ? cat("\\", std::string_view(&c, 1)) : std::string(1, c);
  }
  return json + "\"";
}

std::string described(std::string_view description, const std::string& schema) {
  return cat(R"({"description":)", json_text(description), schema == "{}" ? "" : ",",
             std::string_view(schema).substr(1));
}

}  // namespace escalon::policy
