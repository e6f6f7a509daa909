#pragma once

#include <map>
#include <string>
#include <string_view>

#include "escalon/policy/policy_files.hpp"
#include "names.hpp"
#include "node.hpp"

namespace escalon::policy {

class Outline;

/// What the reading of a policy collects besides its values.
struct Reading {
  /// Where readers tell what they read; null while they read a policy.
  Outline* outline = nullptr;
  PolicyErrors errors;
  PolicyErrors warnings;
  Names names;
  /// The iCalendar files by name, and whether a calendar has used each. They outlive the reading.
  struct HolidayFile {
    const PolicyFile* file = nullptr;
    bool used = false;
  };
  std::map<std::string, HolidayFile, std::less<>> holiday_files;
};

/// A node, the way to it, and where to complain. Lives on the stack of its reader: it points to the
/// cursor that it came from.
class Cursor {
 public:
  /// A top-level entry of a file.
  Cursor(Reading& reading, const std::string& file, const Member& entry)
      : reading_(reading), file_(file), node_(entry.value), name_(entry.name), mark_(entry.mark) {}

  [[nodiscard]] Cursor member(const Member& member) const;
  [[nodiscard]] Cursor item(std::size_t index) const;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] Reading& reading() const { return reading_; }
  [[nodiscard]] std::string_view name() const { return name_; }

  /// Where the value stands.
  [[nodiscard]] Place place() const;
  /// Where the key of the value stands.
  [[nodiscard]] Place key_place() const;

  /// The value is wrong.
  void fail(std::string message, std::string remedy = "") const;
  /// The key is wrong, or something in the value is missing.
  void fail_at_key(std::string message, std::string remedy = "") const;
  /// The value is hardly meant.
  void warn(std::string message, std::string remedy = "") const;

  /// True where the value is that word, which stands for something of its own here.
  [[nodiscard]] bool is_word(std::string_view word) const;

  /// True where the node is of that kind; else an error.
  [[nodiscard]] bool expect(Node::Kind kind) const;

 private:
  Cursor(const Cursor& parent, const Node& node, std::string_view name, std::size_t index,
         Mark mark)
      : reading_(parent.reading_),
        file_(parent.file_),
        node_(node),
        parent_(&parent),
        name_(name),
        index_(index),
        mark_(mark) {}
  [[nodiscard]] std::string path() const;

  Reading& reading_;
  const std::string& file_;
  const Node& node_;
  const Cursor* parent_ = nullptr;
  std::string_view name_;  // empty for an item
  std::size_t index_ = 0;
  Mark mark_;
};

}  // namespace escalon::policy
