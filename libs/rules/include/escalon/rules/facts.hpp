#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/rules/field.hpp"

namespace escalon::rules {

/// A question about one value of a field. An immutable value.
class Test {
 public:
  /// How a value is compared.
  enum class Op {
    kIn,       ///< Equal to one of the values, byte by byte.
    kAtLeast,  ///< A number not below the bound.
    kAtMost,   ///< A number not above the bound.
    kPresent,  ///< Any value but the empty one.
  };

  explicit Test(std::vector<std::string> values);
  Test(Op op, double bound) : op_(op), bound_(bound) {}

  /// Whether `value` answers the question. A text that is no number is neither at least nor at most
  /// anything.
  [[nodiscard]] bool holds(std::string_view value) const;

  [[nodiscard]] Op op() const { return op_; }
  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }
  [[nodiscard]] double bound() const { return bound_; }

 private:
  Op op_ = Op::kIn;
  double bound_ = 0;
  std::vector<std::string> values_;  // sorted
};

/// What is known when a condition is asked. Each stage implements it over its own state and input,
/// without copies.
class Facts {
 public:
  virtual ~Facts() = default;

  /// Whether at least one value of `field` answers `test`; false for a field without a value.
  [[nodiscard]] virtual bool any(const Field& field, const Test& test) const = 0;

  /// The values of `field` for people, as `chat` or `conflict, churn_threat`; empty for a field
  /// without a value, and where the facts do not tell.
  [[nodiscard]] virtual std::string shown(const Field& field) const;
};

/// Facts held in a table: for checks of a policy, and for tests. Thread-compatible.
class FactTable final : public Facts {
 public:
  FactTable() = default;

  /// Gives `field` (named as policies write it) one more value.
  FactTable& add(std::string_view field, std::string value);

  [[nodiscard]] bool any(const Field& field, const Test& test) const override;
  [[nodiscard]] std::string shown(const Field& field) const override;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// The decimal text of a small number, without an allocation; 0 gives an empty text, as "not told".
/// Numbers below 0 or above 99 give an empty text too.
[[nodiscard]] std::string_view small_number_text(int number);

}  // namespace escalon::rules
