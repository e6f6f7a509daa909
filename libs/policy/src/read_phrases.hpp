#pragma once

#include <vector>

#include "cursor.hpp"
#include "escalon/classify/classify_rules.hpp"
#include "values.hpp"

namespace escalon::policy {

/// Reads phrases: a list that is heard in every language, or lists by language (`any` for every
/// language).
void read_phrases(const Cursor& at, std::vector<classify::Phrases>& out);

/// Reads weighted words of the lexicon: by language, then by weight, lists of words.
void read_weighted(const Cursor& at, Range<double> range,
                   std::vector<classify::WeightedPhrases>& out);

/// Reads weighted phrases, written likewise.
void read_weighted_phrases(const Cursor& at, Range<double> range,
                           std::vector<classify::WeightedPhrases>& out);

}  // namespace escalon::policy
