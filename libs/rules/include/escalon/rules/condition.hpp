#pragma once

#include <memory>
#include <string>
#include <vector>

#include "escalon/rules/facts.hpp"

namespace escalon::rules {

/// A question about facts, as policies ask it in `when`, `start`, `stop` and the like: all, any or
/// none of tests of fields. An immutable value, cheap to copy, safe to ask from several threads.
///
/// A field without a value fails every test, so `none_of` holds for it: `not: {queue: billing}` is
/// true of a contact in no queue.
class Condition {
 public:
  /// Holds always.
  Condition() = default;
  /// Holds never.
  [[nodiscard]] static Condition never();
  /// Every part holds; always for no parts.
  [[nodiscard]] static Condition all(std::vector<Condition> parts);
  /// At least one part holds; never for no parts.
  [[nodiscard]] static Condition any(std::vector<Condition> parts);
  /// The part does not hold.
  [[nodiscard]] static Condition negated(Condition part);
  /// The field has one of the values.
  [[nodiscard]] static Condition one_of(Field field, std::vector<std::string> values);
  /// The field has none of the values.
  [[nodiscard]] static Condition none_of(Field field, std::vector<std::string> values);
  /// The field is a number not below `bound`.
  [[nodiscard]] static Condition at_least(Field field, double bound);
  /// The field is a number not above `bound`.
  [[nodiscard]] static Condition at_most(Field field, double bound);
  /// The field has a value.
  [[nodiscard]] static Condition present(Field field);

  [[nodiscard]] bool holds(const Facts& facts) const;

  /// True for the condition that nothing can fail.
  [[nodiscard]] bool is_always() const { return node_ == nullptr; }
  /// True for the condition that nothing can meet.
  [[nodiscard]] bool is_never() const;
  /// What it is made of, for those who compare or explain conditions.
  enum class Kind { kAlways, kAll, kAny, kNot, kTest };
  [[nodiscard]] Kind kind() const;
  /// The parts of kAll, kAny (none: never) and kNot (one); empty for the others.
  [[nodiscard]] const std::vector<Condition>& parts() const;
  /// What a kTest asks; not to be called on another kind.
  [[nodiscard]] const Field& field() const;
  [[nodiscard]] const Test& test() const;

  /// One line for people: `channel in [chat, email] and not (tier in [gold])`.
  [[nodiscard]] std::string text() const;

 private:
  struct Node;
  explicit Condition(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  static Condition leaf(Field field, Test test);

  std::shared_ptr<const Node> node_;  // null: always
};

}  // namespace escalon::rules
