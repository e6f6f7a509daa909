#include "similarity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"

namespace escalon::insight {
namespace {

constexpr std::size_t kWordBytesMin = 3;
constexpr std::size_t kWordsShown = 5;
constexpr double kWordsWeight = 0.6;
constexpr double kIntentWeight = 0.25;
constexpr double kCausesWeight = 0.15;
constexpr double kScoreMin = 0.1;
constexpr double kThousand = 1000;

using Words = std::vector<std::string>;

// Bytes beyond ASCII belong to words: letters of other scripts are not taken apart.
bool is_word_byte(unsigned char byte) {
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

unsigned char lower(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + 'a' - 'A') : byte;
}

Words shared(const Words& one, const Words& other) {
  Words both;
  std::ranges::set_intersection(one, other, std::back_inserter(both));
  return both;
}

// How much a word tells among what is known: the rarer, the more.
class Weights {
 public:
  explicit Weights(const std::vector<Words>& known) : size_(static_cast<double>(known.size())) {
    for (const Words& words : known) {
      for (const std::string& word : words) {
        ++counts_[word];
      }
    }
  }

  [[nodiscard]] double square(const std::string& word) const {
    const auto found = counts_.find(word);
    const double count = found == counts_.end() ? 1 : found->second;
    const double weight = std::log1p(size_ / count);
    return weight * weight;
  }

  [[nodiscard]] double square(const Words& words) const {
    double sum = 0;
    for (const std::string& word : words) {
      sum += square(word);
    }
    return sum;
  }

 private:
  double size_;
  std::map<std::string, double, std::less<>> counts_;
};

double share_of_causes(const Sought& sought, const v1::ResolvedEscalation& known) {
  const auto count = std::ranges::count_if(sought.causes, [&](const std::string& cause) {
    return std::ranges::find(known.causes(), cause) != known.causes().end();
  });
  return sought.causes.empty()
             ? 0
             : static_cast<double>(count) / static_cast<double>(sought.causes.size());
}

bool same_intent(const Sought& sought, const v1::ResolvedEscalation& known) {
  return !sought.intent.empty() && sought.intent == known.intent();
}

// The words that tell most, in the order of the alphabet.
std::string told_by(Words words, const Weights& weights) {
  std::ranges::stable_sort(words, std::greater(),
                           [&](const std::string& word) { return weights.square(word); });
  words.resize(std::min(words.size(), kWordsShown));
  std::ranges::sort(words);
  return absl::StrJoin(words, ", ");
}

v1::SimilarCase judged(const Sought& sought, const Words& words,
                       const v1::ResolvedEscalation& known, const Words& known_words,
                       const Weights& weights) {
  const Words both = shared(words, known_words);
  const double norm = std::sqrt(weights.square(words) * weights.square(known_words));
  const double causes = share_of_causes(sought, known);
  v1::SimilarCase similar;
  *similar.mutable_resolved() = known;
  similar.set_times(1);
  double score = 0;
  if (same_intent(sought, known)) {
    score += kIntentWeight;
    similar.add_reasons("same intent " + known.intent());
  }
  if (!both.empty()) {
    score += kWordsWeight * weights.square(both) / norm;
    similar.add_reasons("words " + told_by(both, weights));
  }
  if (score < kScoreMin) {
    return similar;  // neither the cause nor a common word alone is a likeness
  }
  if (causes > 0) {
    score += kCausesWeight * causes;
    similar.add_reasons("same cause");
  }
  similar.set_score(std::round(score * kThousand) / kThousand);
  return similar;
}

// Whether `one` is listed before `other`.
bool nearer(const v1::SimilarCase& one, const v1::SimilarCase& other) {
  return std::tuple(-one.score(), other.resolved().resolved_at(), one.resolved().escalation_id()) <
         std::tuple(-other.score(), one.resolved().resolved_at(), other.resolved().escalation_id());
}

std::vector<v1::SimilarCase> without_repeats(std::vector<v1::SimilarCase> all) {
  std::map<std::string, std::size_t> places;
  std::vector<v1::SimilarCase> once;
  for (v1::SimilarCase& one : all) {
    const auto& resolved = one.resolved();
    const std::string said =
        fmt::format("{}\n{}\n{}", absl::StrJoin(telling_words(resolved.issue()), " "),
                    resolved.outcome(), absl::StrJoin(telling_words(resolved.root_cause()), " "));
    const auto [place, added] = places.try_emplace(said, once.size());
    if (added) {
      once.push_back(std::move(one));
    } else {
      once[place->second].set_times(once[place->second].times() + 1);
    }
  }
  return once;
}

bool is_open(const v1::EscalationView& view) {
  return view.status() != "resolved" && view.status() != "withdrawn";
}

}  // namespace

bool has_open_escalation(const v1::CaseView& view) {
  return std::ranges::any_of(view.escalations(), [](const auto& one) { return is_open(one); });
}

Sought sought_for(const v1::CaseView& view) {
  Sought sought{view.case_id(), view.intent(), view.issue(), {}};
  for (const auto& escalation : view.escalations()) {
    if (is_open(escalation) || !has_open_escalation(view)) {
      sought.causes.insert(sought.causes.end(), escalation.causes().begin(),
                           escalation.causes().end());
    }
  }
  return sought;
}

Words telling_words(std::string_view text) {
  Words words;
  std::string word;
  const auto end_word = [&] {
    if (word.size() >= kWordBytesMin) {
      words.push_back(word);
    }
    word.clear();
  };
  for (const char letter : text) {
    const unsigned char byte = lower(letter);
    if (is_word_byte(byte)) {
      word += static_cast<char>(byte);
    } else {
      end_word();
    }
  }
  end_word();
  std::ranges::sort(words);
  const auto repeats = std::ranges::unique(words);
  words.erase(repeats.begin(), repeats.end());
  return words;
}

std::vector<v1::SimilarCase> most_similar(const Sought& sought,
                                          const std::vector<v1::ResolvedEscalation>& known,
                                          int limit) {
  std::vector<Words> known_words;
  for (const auto& one : known) {
    known_words.push_back(telling_words(one.issue()));
  }
  const Weights weights(known_words);
  const Words words = telling_words(sought.issue);
  std::vector<v1::SimilarCase> similar;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].case_id() == sought.case_id) {
      continue;
    }
    v1::SimilarCase one = judged(sought, words, known[i], known_words[i], weights);
    if (one.score() >= kScoreMin) {
      similar.push_back(std::move(one));
    }
  }
  std::ranges::sort(similar, nearer);
  similar = without_repeats(std::move(similar));
  similar.resize(std::min(similar.size(), static_cast<std::size_t>(limit)));
  return similar;
}

}  // namespace escalon::insight
