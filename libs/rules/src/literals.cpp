#include "literals.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace escalon::rules {
namespace {

using Op = Test::Op;

bool has_one_value(const Field& field) {
  return field.kind() != FieldKind::kTrigger;
}

bool every_value(const Test& in, const Test& other, bool holds) {
  return std::ranges::all_of(in.values(), [&](const std::string& value) {
    return !value.empty() && other.holds(value) == holds;
  });
}

// A value for which `a` holds makes `b` hold.
bool within(const Test& a, const Test& b) {
  if (b.op() == Op::kPresent) {
    return a.op() != Op::kIn || std::ranges::find(a.values(), "") == a.values().end();
  }
  switch (a.op()) {
    case Op::kIn:
      return every_value(a, b, true);
    case Op::kAtLeast:
      return b.op() == Op::kAtLeast && a.bound() >= b.bound();
    case Op::kAtMost:
      return b.op() == Op::kAtMost && a.bound() <= b.bound();
    case Op::kPresent:
      break;
  }
  return false;
}

// No value for which both hold.
bool apart(const Test& a, const Test& b) {
  if (a.op() == Op::kIn) {
    return every_value(a, b, false);
  }
  if (b.op() == Op::kIn) {
    return every_value(b, a, false);
  }
  return (a.op() == Op::kAtLeast && b.op() == Op::kAtMost && a.bound() > b.bound()) ||
         (a.op() == Op::kAtMost && b.op() == Op::kAtLeast && a.bound() < b.bound());
}

// What one field must be, and must not be.
struct Wanted {
  std::vector<const Test*> yes;
  std::vector<const Test*> no;

  [[nodiscard]] bool fits(const std::string& value) const {
    const auto holds = [&](const Test* test) { return test->holds(value); };
    return std::ranges::all_of(yes, holds) && std::ranges::none_of(no, holds);
  }
};

void add_candidates(const Test& test, std::vector<std::string>& out) {
  if (test.op() == Op::kIn) {
    out.insert(out.end(), test.values().begin(), test.values().end());
  } else if (test.op() != Op::kPresent) {
    for (const double step : {0.0, 0.01, -0.01, 1.0, -1.0}) {
      out.push_back(absl::StrCat(test.bound() + step));
    }
  }
}

// Nothing where no value was found; empty where the field needs none.
std::optional<std::string> value_for(const Wanted& wanted) {
  if (wanted.yes.empty()) {
    return "";
  }
  std::vector<std::string> candidates;
  for (const Test* test : wanted.yes) {
    add_candidates(*test, candidates);
  }
  for (const Test* test : wanted.no) {
    add_candidates(*test, candidates);
  }
  candidates.emplace_back("other");
  const auto found = std::ranges::find_if(
      candidates, [&](const std::string& value) { return wanted.fits(value); });
  return found == candidates.end() ? std::nullopt : std::optional(*found);
}

using Values = std::vector<std::pair<std::string, std::string>>;  // field and value, as they came

std::optional<Values> values_of(const Conjunct& literals) {
  std::vector<std::pair<std::string, Wanted>> by_field;
  for (const Literal& literal : literals) {
    const std::string name = literal.field->text();
    auto found = std::ranges::find(by_field, name, &std::pair<std::string, Wanted>::first);
    if (found == by_field.end()) {
      found = by_field.insert(by_field.end(), {name, Wanted()});
    }
    (literal.holds ? found->second.yes : found->second.no).push_back(literal.test);
  }
  Values values;
  for (const auto& [name, wanted] : by_field) {
    std::optional<std::string> value = value_for(wanted);
    if (!value) {
      return std::nullopt;
    }
    if (!value->empty()) {
      values.emplace_back(name, *std::move(value));
    }
  }
  return values;
}

}  // namespace

bool implies(const Literal& a, const Literal& b) {
  if (!(*a.field == *b.field)) {
    return false;
  }
  if (a.holds) {
    return b.holds ? within(*a.test, *b.test) : has_one_value(*a.field) && apart(*a.test, *b.test);
  }
  return !b.holds && within(*b.test, *a.test);
}

bool contradicts(const Conjunct& literals) {
  for (std::size_t i = 0; i < literals.size(); ++i) {
    for (std::size_t j = i + 1; j < literals.size(); ++j) {
      Literal other = literals[j];
      other.holds = !other.holds;
      if (implies(literals[i], other)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<FactTable> facts_of(const Conjunct& literals) {
  const auto values = values_of(literals);
  if (!values) {
    return std::nullopt;
  }
  FactTable facts;
  for (const auto& [field, value] : *values) {
    facts.add(field, value);
  }
  return facts;
}

std::string text_of(const Conjunct& literals) {
  std::string text;
  for (const auto& [field, value] : values_of(literals).value_or(Values())) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", field, " ", value);
  }
  return text;
}

}  // namespace escalon::rules
