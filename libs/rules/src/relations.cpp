#include "escalon/rules/relations.hpp"

#include <algorithm>
#include <utility>

#include "literals.hpp"

namespace escalon::rules {
namespace {

constexpr std::size_t kWaysMax = 256;
constexpr int kTriesMax = 300;

using WaysOrNone = std::optional<std::vector<Conjunct>>;

WaysOrNone ways(const Condition& condition, bool wanted);

// Those of `a` and those of `b`.
WaysOrNone either(const WaysOrNone& a, WaysOrNone b) {
  if (!a || !b || a->size() + b->size() > kWaysMax) {
    return std::nullopt;
  }
  b->insert(b->begin(), a->begin(), a->end());
  return b;
}

// Each of `a` with each of `b`, less what contradicts itself.
WaysOrNone both(const WaysOrNone& a, const WaysOrNone& b) {
  if (!a || !b) {
    return std::nullopt;
  }
  std::vector<Conjunct> joined;
  for (const Conjunct& left : *a) {
    for (const Conjunct& right : *b) {
      Conjunct all = left;
      all.insert(all.end(), right.begin(), right.end());
      if (!contradicts(all)) {
        joined.push_back(std::move(all));
      }
      if (joined.size() > kWaysMax) {
        return std::nullopt;
      }
    }
  }
  return joined;
}

// A group whose parts must all be met, or of which one is enough.
WaysOrNone of_group(const Condition& group, bool wanted, bool every) {
  WaysOrNone found{std::vector<Conjunct>(every ? 1U : 0U)};
  for (const Condition& part : group.parts()) {
    const WaysOrNone of_part = ways(part, wanted);
    found = every ? both(found, of_part) : either(found, of_part);
  }
  return found;
}

WaysOrNone ways(const Condition& condition, bool wanted) {
  switch (condition.kind()) {
    case Condition::Kind::kAlways:
      return std::vector<Conjunct>(wanted ? 1U : 0U);
    case Condition::Kind::kAll:
      return of_group(condition, wanted, wanted);
    case Condition::Kind::kAny:
      return of_group(condition, wanted, !wanted);
    case Condition::Kind::kNot:
      return ways(condition.parts().front(), !wanted);
    default:
      return std::vector<Conjunct>{{{&condition.field(), &condition.test(), wanted}}};
  }
}

bool settles(const Conjunct& literals, const Condition& condition, bool wanted);

bool settles_group(const Conjunct& literals, const Condition& group, bool wanted, bool every) {
  const auto part = [&](const Condition& of) { return settles(literals, of, wanted); };
  return every ? std::ranges::all_of(group.parts(), part)
               : std::ranges::any_of(group.parts(), part);
}

// Whether the literals make `condition` hold (`wanted`), or not hold.
bool settles(const Conjunct& literals, const Condition& condition, bool wanted) {
  switch (condition.kind()) {
    case Condition::Kind::kAlways:
      return wanted;
    case Condition::Kind::kAll:
      return settles_group(literals, condition, wanted, wanted);
    case Condition::Kind::kAny:
      return settles_group(literals, condition, wanted, !wanted);
    case Condition::Kind::kNot:
      return settles(literals, condition.parts().front(), !wanted);
    default:
      return std::ranges::any_of(literals, [&](const Literal& literal) {
        return implies(literal, {&condition.field(), &condition.test(), wanted});
      });
  }
}

class Search {
 public:
  explicit Search(std::span<const Condition* const> conditions) : conditions_(conditions) {}

  std::optional<Conjunct> from(const Conjunct& literals) {
    const auto facts = facts_of(literals);
    if (!facts || ++tries_ > kTriesMax) {
      return std::nullopt;
    }
    const auto met = std::ranges::find_if(
        conditions_, [&](const Condition* condition) { return condition->holds(*facts); });
    if (met == conditions_.end()) {
      return literals;
    }
    const WaysOrNone out = ways(**met, false);
    for (const Conjunct& way : out.value_or(std::vector<Conjunct>())) {
      Conjunct further = literals;
      further.insert(further.end(), way.begin(), way.end());
      if (auto found = contradicts(further) ? std::nullopt : from(further)) {
        return found;
      }
    }
    return std::nullopt;
  }

 private:
  std::span<const Condition* const> conditions_;
  int tries_ = 0;
};

}  // namespace

std::optional<Ways> Ways::of(const Condition& condition) {
  WaysOrNone found = ways(condition, true);
  if (!found) {
    return std::nullopt;
  }
  Ways made;
  made.conjuncts_ = *std::move(found);
  return made;
}

bool implies(const Conjunct& literals, const Condition& condition) {
  return settles(literals, condition, true);
}

std::optional<Conjunct> that_meets_none(std::span<const Condition* const> conditions,
                                        const Conjunct& base) {
  return Search(conditions).from(base);
}

}  // namespace escalon::rules
