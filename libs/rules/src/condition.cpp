#include "escalon/rules/condition.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/assert.hpp"

namespace escalon::rules {

struct Condition::Node {
  Kind kind;
  std::vector<Condition> parts;
  std::optional<Field> field;
  std::optional<Test> test;
};

namespace {

std::string test_text(const Field& field, const Test& test) {
  switch (test.op()) {
    case Test::Op::kIn:
      return absl::StrCat(field.text(), " in [", absl::StrJoin(test.values(), ", "), "]");
    case Test::Op::kAtLeast:
      return absl::StrCat(field.text(), " >= ", test.bound());
    case Test::Op::kAtMost:
      return absl::StrCat(field.text(), " <= ", test.bound());
    case Test::Op::kPresent:
      break;
  }
  return absl::StrCat(field.text(), " is present");
}

}  // namespace

Condition Condition::leaf(Field field, Test test) {
  return Condition(
      std::make_shared<const Node>(Node{Kind::kTest, {}, std::move(field), std::move(test)}));
}

Condition Condition::never() {
  return any({});
}

Condition Condition::all(std::vector<Condition> parts) {
  std::erase_if(parts, [](const Condition& part) { return part.is_always(); });
  if (parts.empty()) {
    return Condition();
  }
  if (parts.size() == 1) {
    return std::move(parts.front());
  }
  return Condition(std::make_shared<const Node>(Node{Kind::kAll, std::move(parts), {}, {}}));
}

Condition Condition::any(std::vector<Condition> parts) {
  if (std::any_of(parts.begin(), parts.end(),
                  [](const Condition& part) { return part.is_always(); })) {
    return Condition();
  }
  if (parts.size() == 1) {
    return std::move(parts.front());
  }
  return Condition(std::make_shared<const Node>(Node{Kind::kAny, std::move(parts), {}, {}}));
}

Condition Condition::negated(Condition part) {
  if (part.is_always()) {
    return never();
  }
  if (part.is_never()) {
    return Condition();
  }
  return Condition(std::make_shared<const Node>(Node{Kind::kNot, {std::move(part)}, {}, {}}));
}

Condition Condition::one_of(Field field, std::vector<std::string> values) {
  return leaf(std::move(field), Test(std::move(values)));
}

Condition Condition::none_of(Field field, std::vector<std::string> values) {
  return negated(one_of(std::move(field), std::move(values)));
}

Condition Condition::at_least(Field field, double bound) {
  return leaf(std::move(field), Test(Test::Op::kAtLeast, bound));
}

Condition Condition::at_most(Field field, double bound) {
  return leaf(std::move(field), Test(Test::Op::kAtMost, bound));
}

Condition Condition::present(Field field) {
  return leaf(std::move(field), Test(Test::Op::kPresent, 0));
}

bool Condition::holds(const Facts& facts) const {
  if (node_ == nullptr) {
    return true;
  }
  const auto part_holds = [&](const Condition& part) { return part.holds(facts); };
  switch (node_->kind) {
    case Kind::kAll:
      return std::all_of(node_->parts.begin(), node_->parts.end(), part_holds);
    case Kind::kAny:
      return std::any_of(node_->parts.begin(), node_->parts.end(), part_holds);
    case Kind::kNot:
      return !node_->parts.front().holds(facts);
    default:
      return facts.any(*node_->field, *node_->test);
  }
}

bool Condition::is_never() const {
  return node_ != nullptr && node_->kind == Kind::kAny && node_->parts.empty();
}

std::string Condition::text() const {
  if (node_ == nullptr) {
    return "always";
  }
  if (is_never()) {
    return "never";
  }
  const auto append = [](std::string* out, const Condition& part) {
    const bool group = part.node_->parts.size() > 1;
    absl::StrAppend(out, group ? "(" : "", part.text(), group ? ")" : "");
  };
  switch (node_->kind) {
    case Kind::kAll:
      return absl::StrJoin(node_->parts, " and ", append);
    case Kind::kAny:
      return absl::StrJoin(node_->parts, " or ", append);
    case Kind::kNot:
      return absl::StrCat("not (", node_->parts.front().text(), ")");
    default:
      return test_text(*node_->field, *node_->test);
  }
}

Condition::Kind Condition::kind() const {
  return node_ == nullptr ? Kind::kAlways : node_->kind;
}

const std::vector<Condition>& Condition::parts() const {
  static const std::vector<Condition> kNone;
  return node_ == nullptr ? kNone : node_->parts;
}

const Field& Condition::field() const {
  ESCALON_ASSERT(kind() == Kind::kTest);
  return *node_->field;
}

const Test& Condition::test() const {
  ESCALON_ASSERT(kind() == Kind::kTest);
  return *node_->test;
}

}  // namespace escalon::rules
