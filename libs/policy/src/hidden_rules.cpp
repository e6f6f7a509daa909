#include "hidden_rules.hpp"

#include <algorithm>

namespace escalon::policy {

std::optional<Hidden> hidden(std::span<const rules::Condition* const> earlier,
                             const rules::Ways& later, const rules::Conjunct& given) {
  std::optional<Hidden> found;
  for (const rules::Conjunct& way : later.conjuncts()) {
    rules::Conjunct known = given;
    known.insert(known.end(), way.begin(), way.end());
    const auto taker = std::ranges::find_if(
        earlier, [&](const rules::Condition* rule) { return rules::implies(known, *rule); });
    if (taker == earlier.end()) {
      return std::nullopt;
    }
    found = Hidden{static_cast<std::size_t>(taker - earlier.begin()), rules::text_of(known)};
  }
  return found;
}

}  // namespace escalon::policy
