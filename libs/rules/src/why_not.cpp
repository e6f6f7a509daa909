#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/rules/relations.hpp"

namespace escalon::rules {
namespace {

std::string values_text(const Test& test) {
  return test.values().size() == 1 ? test.values().front()
                                   : absl::StrCat("one of ", absl::StrJoin(test.values(), ", "));
}

std::string asked(const Test& test) {
  switch (test.op()) {
    case Test::Op::kIn:
      return values_text(test);
    case Test::Op::kAtLeast:
      return absl::StrCat("at least ", test.bound());
    case Test::Op::kAtMost:
      return absl::StrCat("at most ", test.bound());
    default:
      return "there";
  }
}

std::string said(const Condition& test, const Facts& facts, bool wanted) {
  const std::string value = facts.shown(test.field());
  return absl::StrCat(test.field().text(), " is ", value.empty() ? "not told" : value,
                      wanted ? ", not " : ", and must not be ", asked(test.test()));
}

void add(const Condition& condition, const Facts& facts, bool wanted,
         std::vector<std::string>& out) {
  if (condition.holds(facts) == wanted) {
    return;
  }
  switch (condition.kind()) {
    case Condition::Kind::kAlways:
      out.emplace_back("it must never hold");
      return;
    case Condition::Kind::kNot:
      add(condition.parts().front(), facts, !wanted, out);
      return;
    case Condition::Kind::kTest:
      out.push_back(said(condition, facts, wanted));
      return;
    default:
      break;
  }
  if (condition.parts().empty()) {
    out.emplace_back("it never holds");
  }
  for (const Condition& part : condition.parts()) {
    add(part, facts, wanted, out);
  }
}

}  // namespace

std::vector<std::string> why_not(const Condition& condition, const Facts& facts) {
  std::vector<std::string> reasons;
  add(condition, facts, true, reasons);
  return reasons;
}

}  // namespace escalon::rules
