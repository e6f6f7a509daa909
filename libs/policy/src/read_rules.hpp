#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "fields.hpp"
#include "text.hpp"

namespace escalon::policy {

/// Reads a list of rules with names of their own. `always` tells a rule that nothing asks for
/// anything; `remedy` is what to do about one.
template <typename Rule, std::size_t kCount>
void read_rules(const Cursor& at, const Field<Rule> (&fields)[kCount], std::string Rule::*name,
                bool (*always)(const Rule&), std::vector<Rule>& out,
                const char* remedy = "give it phrases, a bound or a condition") {
  std::set<std::string, std::less<>> names;
  each_item(at, [&](const Cursor& item) {
    Rule rule;
    const std::size_t errors_before = item.reading().errors.size();
    if (!read_fields(item, fields, rule)) {
      return;
    }
    if (!(rule.*name).empty() && !names.insert(rule.*name).second) {
      item.fail(cat("the name '", rule.*name, "' is used by an earlier rule"),
                "give each rule a name of its own");
    }
    if (item.reading().errors.size() == errors_before && always(rule)) {
      item.fail("would speak always", remedy);
    }
    out.push_back(std::move(rule));
  });
}

}  // namespace escalon::policy
