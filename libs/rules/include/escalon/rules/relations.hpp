#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "escalon/rules/condition.hpp"

/// How conditions lie to one another, whatever the facts. Pure and thread-safe.
namespace escalon::rules {

/// A test and whether it must hold.
struct Literal {
  const Field* field;
  const Test* test;
  bool holds;
};

/// Literals that hold together.
using Conjunct = std::vector<Literal>;

/// The ways to meet a condition, as far as they can be met at all: none for one that contradicts
/// itself. Borrows the condition it was made of.
class Ways {
 public:
  /// Nothing where there are more than a few hundred ways.
  [[nodiscard]] static std::optional<Ways> of(const Condition& condition);

  [[nodiscard]] const std::vector<Conjunct>& conjuncts() const { return conjuncts_; }

 private:
  std::vector<Conjunct> conjuncts_;
};

/// Whether whatever meets every literal meets `condition`. True is proven; false may be "not
/// found".
[[nodiscard]] bool implies(const Conjunct& literals, const Condition& condition);

/// Facts that meet every literal; nothing where they contradict each other. A field that only must
/// not be something is left without a value.
[[nodiscard]] std::optional<FactTable> facts_of(const Conjunct& literals);

/// Facts in words: `channel chat, tier gold`, of what facts_of() makes.
[[nodiscard]] std::string text_of(const Conjunct& literals);

/// Literals that meet none of `conditions`, beginning with `base`. Found by trying, in bounds:
/// nothing where there are none or the search became too long. What is returned is proven by
/// asking every condition.
[[nodiscard]] std::optional<Conjunct> that_meets_none(std::span<const Condition* const> conditions,
                                                      const Conjunct& base);

/// Why `condition` does not hold of `facts`: each test that would have to change, with what the
/// facts have instead, as `tier is silver, not one of gold, vip`. Empty where it holds.
[[nodiscard]] std::vector<std::string> why_not(const Condition& condition, const Facts& facts);

}  // namespace escalon::rules
