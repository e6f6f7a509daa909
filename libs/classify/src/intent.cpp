#include "intent.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/classify/classify.hpp"
#include "sentiment.hpp"

namespace escalon::classify {
namespace {

// What is heard for one rule so far.
struct Evidence {
  double score = 0;
  std::uint32_t free_from = 0;  // words before it have counted
};

class Evidences {
 public:
  Evidences(const Hearing& hearing, const CompiledRules& compiled, const CaseFacts& facts)
      : hearing_(hearing), rules_(compiled.rules.intents), all_(rules_.size()) {
    each_counted([&](const Hit& hit) { all_[hit.use->owner].score += hit.use->weight; });
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      all_[i].score += rules_[i].has_phrases() ? 0 : 1;
      if (all_[i].score > 0 && !rules_[i].when.holds(facts)) {
        all_[i].score = 0;
      }
    }
  }

  // The first of those with the highest score above 0; the number of rules where there is none.
  [[nodiscard]] std::size_t best() const {
    const auto found = std::ranges::max_element(all_, {}, &Evidence::score);
    return found == all_.end() || found->score <= 0
               ? all_.size()
               : static_cast<std::size_t>(found - all_.begin());
  }

  [[nodiscard]] double confidence(std::size_t index, double unknown) const {
    if (index == all_.size()) {
      return 0;
    }
    double sum = unknown;
    for (const Evidence& one : all_) {
      sum += std::max(0.0, one.score);
    }
    return all_[index].score / sum;
  }

  [[nodiscard]] std::vector<std::string> reasons(std::size_t index) {
    std::vector<std::string> reasons;
    each_counted([&](const Hit& hit) {
      if (hit.use->owner == index) {
        reasons.push_back(
            absl::StrCat(hearing_.quote(hit.match), " ", two_places(hit.use->weight)));
      }
    });
    if (reasons.empty()) {
      reasons.push_back(rules_[index].when.text());
    }
    return reasons;
  }

 private:
  template <typename Say>
  void each_counted(Say say) {
    for (Evidence& one : all_) {
      one.free_from = 0;
    }
    for (const Hit& hit : hearing_.rules()) {
      if (hit.use->kind != Use::Kind::kIntent) {
        continue;
      }
      Evidence& evidence = all_[hit.use->owner];
      if (hit.match.first >= evidence.free_from &&
          !hearing_.excepted(hit.match, Use::Kind::kIntentExcept, hit.use->owner)) {
        evidence.free_from = hit.match.last + 1;
        say(hit);
      }
    }
  }

  const Hearing& hearing_;
  const std::vector<IntentRule>& rules_;
  std::vector<Evidence> all_;
};

bool says_something(const Hearing& hearing, const ScopeRules& scope) {
  return scope.confidence_below > 0 &&
         hearing.heard().tokens.size() >= static_cast<std::size_t>(scope.words_at_least);
}

}  // namespace

Intent intent_of(const Hearing& hearing, const CompiledRules& compiled, const CaseFacts& facts) {
  const auto& rules = compiled.rules;
  if (rules.intents.empty()) {
    return {};
  }
  Evidences evidences(hearing, compiled, facts);
  const std::size_t best = evidences.best();
  const double confidence = to_thousandths(evidences.confidence(best, rules.scope.weight));
  if (confidence > 0 && confidence >= rules.scope.confidence_below) {
    return {rules.intents[best].intent, confidence, evidences.reasons(best)};
  }
  if (!says_something(hearing, rules.scope)) {
    return {};
  }
  return {std::string(kOutOfScope), to_thousandths(1 - confidence),
          confidence > 0 ? evidences.reasons(best) : std::vector<std::string>()};
}

}  // namespace escalon::classify
