#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::classify {

/// A phrase, or a part of one, as a tree.
struct Pattern {
  enum class Kind {
    kWord,    ///< One word: `key`.
    kStem,    ///< Any word that begins with `key`.
    kNumber,  ///< A number in digits.
    kGap,     ///< 0 to `gap` words.
    kSeries,  ///< All parts, one after the other; no parts: nothing at all.
    kChoice,  ///< One of the parts.
  };

  Kind kind = Kind::kSeries;
  std::string key;  ///< As key_of gives it.
  int gap = 0;
  std::vector<Pattern> parts;
};

/// Reads a phrase (see phrase_matcher.hpp). The error says what is wrong in it.
[[nodiscard]] Result<Pattern> read_phrase(std::string_view phrase);

/// Reads a word of the lexicon.
[[nodiscard]] Result<Pattern> read_word(std::string_view word);

}  // namespace escalon::classify
