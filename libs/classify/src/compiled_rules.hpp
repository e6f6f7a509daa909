#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/classify/classify_rules.hpp"
#include "escalon/classify/phrase_matcher.hpp"

namespace escalon::classify {

/// What a phrase of the matcher is for.
struct Use {
  enum class Kind : std::uint8_t {
    kTrigger,
    kTriggerExcept,
    kTriggerWith,
    kUrgency,
    kUrgencyExcept,
    kIntent,
    kIntentExcept,
    kLexicon,
    kIntensifier,
    kNegator,
    kContrast,
    kMarker,
  };

  Kind kind = Kind::kTrigger;
  std::uint16_t language = 0;  ///< Index into CompiledRules::languages; 0 = every language.
  std::uint32_t owner = 0;     ///< The rule, by its place in its list.
  double weight = 0;           ///< Of intents and feelings.
};

/// The rules, the one matcher for all their phrases, and what each phrase is for.
struct CompiledRules {
  ClassifyRules rules;
  PhraseMatcher matcher;
  std::vector<Use> uses;               ///< By PhraseMatch::phrase.
  std::vector<std::string> languages;  ///< The first is empty: every language.

  /// The index of a language; of no language (that is, `languages.size()`) where no phrase has it.
  [[nodiscard]] std::uint16_t language(std::string_view tag) const;
};

}  // namespace escalon::classify
