#include "sentiment.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace escalon::classify {
namespace {

constexpr std::size_t kReasonsMax = 8;
constexpr std::uint32_t kIntensifierReach =
    2;  // words between an intensifier and what it strengthens, plus one
constexpr double kShouted = 1.25;
constexpr double kBeforeContrast = 0.5;
constexpr double kExclamation = 0.1;
constexpr std::uint32_t kExclamationsMax = 3;
constexpr double kWordsOfAMessage = 40;  // a longer text needs more to feel as strongly

struct Felt {
  PhraseMatch match;
  double weight = 0;
};

double intensity(const Hearing& hearing, const PhraseMatch& match) {
  double factor = 1;
  const auto& tokens = hearing.heard().tokens;
  for (const Hit& hit : hearing.feelings()) {
    if (hit.use->kind == Use::Kind::kIntensifier && hit.match.last < match.first &&
        match.first - hit.match.last <= kIntensifierReach &&
        tokens[hit.match.last].sentence == tokens[match.first].sentence) {
      factor *= hit.use->weight;
    }
  }
  return factor;
}

bool contrast_follows(const Hearing& hearing, const PhraseMatch& match) {
  const auto& tokens = hearing.heard().tokens;
  return std::any_of(hearing.feelings().begin(), hearing.feelings().end(), [&](const Hit& hit) {
    return hit.use->kind == Use::Kind::kContrast && hit.match.first > match.last &&
           tokens[hit.match.first].sentence == tokens[match.last].sentence;
  });
}

double weight_of(const Hearing& hearing, const Hit& hit, const SentimentRules& rules) {
  double weight = hit.use->weight * intensity(hearing, hit.match);
  weight *= hearing.negated(hit.match, rules.negation_window) ? rules.negation_factor : 1;
  weight *= hearing.heard().tokens[hit.match.first].shouted ? kShouted : 1;
  return weight * (contrast_follows(hearing, hit.match) ? kBeforeContrast : 1);
}

// Each word counts in one entry of the lexicon: the one that begins first, the longest of those.
std::vector<Felt> felt_words(const Hearing& hearing, const SentimentRules& rules) {
  std::vector<Felt> felt;
  std::uint32_t free_from = 0;
  for (const Hit& hit : hearing.feelings()) {
    if (hit.use->kind == Use::Kind::kLexicon && hit.match.first >= free_from) {
      felt.push_back({hit.match, weight_of(hearing, hit, rules)});
      free_from = hit.match.last + 1;
    }
  }
  return felt;
}

}  // namespace

double to_thousandths(double score) {
  return std::round(score * 1000) / 1000 + 0.0;  // no negative zero
}

std::string two_places(double number) {
  return absl::StrCat(std::round(number * 100) / 100 + 0.0);
}

Feeling feel(const Hearing& hearing, const SentimentRules& rules) {
  std::vector<Felt> felt = felt_words(hearing, rules);
  double sum = 0;
  for (const Felt& word : felt) {
    sum += word.weight;
  }
  sum *= 1 + kExclamation * std::min(hearing.heard().exclamations, kExclamationsMax);
  std::stable_sort(felt.begin(), felt.end(), [](const Felt& left, const Felt& right) {
    return std::abs(left.weight) > std::abs(right.weight);
  });
  const double words = static_cast<double>(hearing.heard().tokens.size());
  const double calm = std::max(1.0, words / kWordsOfAMessage);
  Feeling feeling;
  feeling.score = to_thousandths(sum / std::sqrt(sum * sum + calm));
  for (const Felt& word : felt) {
    if (feeling.worst.empty() && word.weight < 0) {
      feeling.worst = hearing.quote(word.match);
    }
    if (feeling.reasons.size() < kReasonsMax) {
      feeling.reasons.push_back(
          absl::StrCat(hearing.quote(word.match), " ", two_places(word.weight)));
    }
  }
  return feeling;
}

}  // namespace escalon::classify
