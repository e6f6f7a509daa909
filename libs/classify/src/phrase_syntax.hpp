#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::classify {

/// One step of a phrase.
struct Step {
  enum class Kind { kWord, kStem, kNumber, kGap };

  Kind kind = Kind::kWord;
  std::string key;  ///< Of a word or stem, as key_of gives it.
  int gap = 0;      ///< Of a gap: how many words it may have.
};

using Sequence = std::vector<Step>;

/// All sequences that a phrase stands for (see phrase_matcher.hpp). The error says what is wrong in
/// it.
[[nodiscard]] Result<std::vector<Sequence>> expand_phrase(std::string_view phrase);

/// The sequences of a word of the lexicon: one, or two where an apostrophe may be left out.
[[nodiscard]] Result<std::vector<Sequence>> expand_word(std::string_view word);

}  // namespace escalon::classify
