#pragma once

#include <string>
#include <vector>

#include "case_facts.hpp"
#include "hearing.hpp"

namespace escalon::classify {

/// What a text says of what the customer wants.
struct Intent {
  /// The rule's intent, kOutOfScope, or empty where the text says nothing of it.
  std::string name;
  double confidence = 0;  ///< 0 to 1, as ScopeRules says; of kOutOfScope 1 less that of any intent.
  std::vector<std::string> reasons;  ///< The words with their weights, in the order of the text.
};

[[nodiscard]] Intent intent_of(const Hearing& hearing, const CompiledRules& compiled,
                               const CaseFacts& facts);

}  // namespace escalon::classify
