#pragma once

#include <string>
#include <vector>

#include "hearing.hpp"

namespace escalon::classify {

/// How a text feels, and by which words.
struct Feeling {
  double score = 0;                  ///< -1 to 1, in whole thousandths.
  std::vector<std::string> reasons;  ///< `terrible -0.6`; the heaviest first, at most 8.
  std::string worst;                 ///< The most negative words, as written; empty where none are.
};

[[nodiscard]] Feeling feel(const Hearing& hearing, const SentimentRules& rules);

/// To whole thousandths, as scores are kept.
[[nodiscard]] double to_thousandths(double score);

/// To two places, for people.
[[nodiscard]] std::string two_places(double number);

}  // namespace escalon::classify
