#include "cursor.hpp"

#include "outline.hpp"
#include "text.hpp"

#include <array>
#include <utility>

namespace escalon::policy {
namespace {

constexpr std::array<std::string_view, 4> kKindNames{"nothing", "a single value", "a list",
                                                     "a map"};
constexpr std::array<std::string_view, 4> kKindRemedies{
    "", "write one word, number or quoted text", "write [a, b], or one entry a line after '- '",
    "write 'key: value' lines, indented below"};

}  // namespace

Cursor Cursor::member(const Member& member) const {
  return {*this, member.value, member.name, 0, member.mark};
}

Cursor Cursor::item(std::size_t index) const {
  const Node& node = node_.items[index];
  return {*this, node, {}, index, node.mark};
}

std::string Cursor::path() const {
  if (parent_ == nullptr) {
    return std::string(name_);
  }
  if (name_.data() == nullptr) {
    return cat(parent_->path(), "[", index_, "]");
  }
  return cat(parent_->path(), ".", name_);
}

Place Cursor::place() const {
  const Mark mark = node_.kind == Node::Kind::kNull ? mark_ : node_.mark;
  return {file_, mark.line, mark.column, path()};
}

Place Cursor::key_place() const {
  return {file_, mark_.line, mark_.column, path()};
}

void Cursor::fail(std::string message, std::string remedy) const {
  reading_.errors.push_back(place().error(std::move(message), std::move(remedy)));
}

void Cursor::fail_at_key(std::string message, std::string remedy) const {
  reading_.errors.push_back(key_place().error(std::move(message), std::move(remedy)));
}

void Cursor::warn(std::string message, std::string remedy) const {
  reading_.warnings.push_back(place().error(std::move(message), std::move(remedy)));
}

bool Cursor::is_word(std::string_view word) const {
  if (node_.kind == Node::Kind::kScalar && reading_.outline != nullptr) {
    reading_.outline->add_words({&word, 1});
    return false;
  }
  return node_.kind == Node::Kind::kScalar && node_.scalar == word;
}

bool Cursor::expect(Node::Kind kind) const {
  if (node_.kind == kind) {
    return true;
  }
  const auto name = [](Node::Kind of) { return kKindNames[static_cast<std::size_t>(of)]; };
  fail(cat("expected ", name(kind), ", found ", name(node_.kind)),
       std::string(kKindRemedies[static_cast<std::size_t>(kind)]));
  return false;
}

}  // namespace escalon::policy
