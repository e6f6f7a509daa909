#include "escalon/classify/classify_policy.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "compiled_rules.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/classify/classify.hpp"

namespace escalon::classify {
namespace {

constexpr double kWeightMax = 2;
constexpr double kIntentWeightMax = 5;
constexpr double kRiskWeightMax = 10;
constexpr double kRiskBaseMax = 20;

// Adds the phrases of all rules to one matcher. Keeps the first error.
class Compiler {
 public:
  explicit Compiler(CompiledRules& out) : out_(out) { out_.languages.emplace_back(); }

  Status run() {
    triggers();
    urgency();
    intents();
    risk();
    sentiment();
    language();
    rest();
    out_.matcher = builder_.build();
    return status_;
  }

 private:
  void triggers() {
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < rules().triggers.size(); ++i) {
      const TriggerRule& rule = rules().triggers[i];
      const std::string where = absl::StrCat("trigger '", rule.name, "'");
      name(where, rule.name, names);
      require(is_cause(rule.cause), where,
              absl::StrCat("unknown cause '", rule.cause, "'",
                           did_you_mean(rule.cause, kTriggerCauses), "; one of ", all_causes()));
      require(!rule.phrases.empty() || !rule.with.empty() || rule.sentiment_at_most ||
                  rule.urgency_at_least || !rule.when.is_always(),
              where, "it would speak always; give it phrases, a bound or a condition");
      require(rule.negation_window >= 0, where, "negation_window is below 0");
      range(where, "sentiment_at_most", rule.sentiment_at_most.value_or(0), -1, 1);
      range(where, "urgency_at_least", rule.urgency_at_least.value_or(0), 0, 1);
      phrases(where, rule.phrases, {Use::Kind::kTrigger, 0, i, 0});
      phrases(where, rule.except, {Use::Kind::kTriggerExcept, 0, i, 0});
      phrases(where, rule.with, {Use::Kind::kTriggerWith, 0, i, 0});
    }
  }

  void urgency() {
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < rules().urgency.size(); ++i) {
      const UrgencyRule& rule = rules().urgency[i];
      const std::string where = absl::StrCat("urgency rule '", rule.name, "'");
      name(where, rule.name, names);
      range(where, "weight", rule.weight, 0, 1);
      require(!rule.phrases.empty() || !rule.when.is_always(), where,
              "it would speak always; give it phrases or a condition");
      phrases(where, rule.phrases, {Use::Kind::kUrgency, 0, i, 0});
      phrases(where, rule.except, {Use::Kind::kUrgencyExcept, 0, i, 0});
    }
  }

  void intents() {
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < rules().intents.size(); ++i) {
      const IntentRule& rule = rules().intents[i];
      const std::string where = absl::StrCat("intent '", rule.intent, "'");
      name(where, rule.intent, names);
      require(rule.intent != kOutOfScope, where,
              "this name is for what no rule knows; choose another");
      require(rule.has_phrases() || !rule.when.is_always(), where,
              "it would speak always; give it phrases or a condition");
      phrases(where, rule.phrases, {Use::Kind::kIntent, 0, i, 1});
      for (const WeightedPhrases& list : rule.weights) {
        range(where, "a weight", list.weight, -kIntentWeightMax, kIntentWeightMax);
        phrases(where, {{list.language, list.phrases}}, {Use::Kind::kIntent, 0, i, list.weight});
      }
      phrases(where, rule.except, {Use::Kind::kIntentExcept, 0, i, 0});
    }
    const ScopeRules& scope = rules().scope;
    require(scope.weight > 0, "out_of_scope", "weight must be above 0");
    range("out_of_scope", "confidence_below", scope.confidence_below, 0, 1);
    require(scope.words_at_least >= 1, "out_of_scope", "words_at_least is below 1");
  }

  void risk() {
    if (!rules().risk) {
      return;
    }
    const RiskRules& risk = *rules().risk;
    range("risk", "base", risk.base, -kRiskBaseMax, kRiskBaseMax);
    require(!risk.escalate_at || (*risk.escalate_at > 0 && *risk.escalate_at <= 1), "risk",
            "escalate_at must be above 0 and at most 1");
    std::set<std::string> names;
    for (const RiskFeature& feature : risk.features) {
      const std::string where = absl::StrCat("risk feature '", feature.name, "'");
      name(where, feature.name, names);
      range(where, "weight", feature.weight, -kRiskWeightMax, kRiskWeightMax);
      require(feature.measure != RiskMeasure::kNone || !feature.when.is_always(), where,
              "it would speak always; give it a measure or a condition, or change the base");
      require(!feature.at_most || feature.measure != RiskMeasure::kNone, where,
              "at_most bounds a measure, and it has none");
    }
  }

  void sentiment() {
    const SentimentRules& rule = rules().sentiment;
    words("sentiment.lexicon", rule.lexicon, Use::Kind::kLexicon, -kWeightMax);
    words("sentiment.intensifiers", rule.intensifiers, Use::Kind::kIntensifier, 0);
    phrases("sentiment.negators", rule.negators, {Use::Kind::kNegator, 0, 0, 0});
    phrases("sentiment.contrasts", rule.contrasts, {Use::Kind::kContrast, 0, 0, 0});
    require(rule.negation_window >= 0, "sentiment", "negation_window is below 0");
    range("sentiment", "negation_factor", rule.negation_factor, -1, 1);
    require(rule.smoothing > 0 && rule.smoothing <= 1, "sentiment",
            "smoothing must be above 0 and at most 1");
  }

  void language() {
    phrases("language.markers", rules().language.markers, {Use::Kind::kMarker, 0, 0, 0});
  }

  void rest() {
    require(rules().retire_after > absl::ZeroDuration(), "retire_after", "must be above zero");
    if (const auto& repeat = rules().repeat_contact) {
      require(!repeat->name.empty(), "repeat_contact", "it needs a name");
      require(repeat->contacts >= 2, "repeat_contact", "contacts must be at least 2");
      require(repeat->within > absl::ZeroDuration(), "repeat_contact", "within must be above zero");
    }
    if (const auto& table = rules().priority) {
      range("priority", "otherwise", table->otherwise, 0, 9);
      for (const auto& [pair, priority] : table->cells) {
        range(absl::StrCat("priority ", pair.first, " x ", pair.second), "the cell", priority, 1,
              9);
      }
    }
  }

  void phrases(const std::string& where, const std::vector<Phrases>& lists, Use use) {
    for (const Phrases& list : lists) {
      use.language = language_index(list.language);
      for (const std::string& phrase : list.phrases) {
        add(where, builder_.add(phrase), use);
      }
    }
  }

  void words(const std::string& where, const std::vector<WeightedPhrases>& lists, Use::Kind kind,
             double weight_min) {
    for (const WeightedPhrases& list : lists) {
      range(where, "a weight", list.weight, weight_min, kWeightMax);
      for (const std::string& word : list.phrases) {
        add(where, builder_.add_word(word), {kind, language_index(list.language), 0, list.weight});
      }
    }
  }

  void add(const std::string& where, const Result<std::uint32_t>& added, const Use& use) {
    if (!added) {
      require(false, where, added.error().message);
    } else {
      out_.uses.push_back(use);
    }
  }

  std::uint16_t language_index(const std::string& tag) {
    const auto found = std::find(out_.languages.begin(), out_.languages.end(), tag);
    const auto index = static_cast<std::uint16_t>(found - out_.languages.begin());
    if (found == out_.languages.end()) {
      out_.languages.push_back(tag);
    }
    return index;
  }

  void name(const std::string& where, const std::string& given, std::set<std::string>& names) {
    require(!given.empty(), where, "it needs a name");
    require(names.insert(given).second, where, "the name is taken; names are unique in their list");
  }

  void range(const std::string& where, std::string_view what, double value, double least,
             double most) {
    require(
        value >= least && value <= most, where,
        absl::StrCat(std::string(what), " is ", value, "; it must be from ", least, " to ", most));
  }

  void require(bool holds, std::string_view where, std::string_view otherwise) {
    if (!holds && status_.ok()) {
      status_ = invalid(std::string(where).append(": ").append(otherwise));
    }
  }

  static std::string all_causes() {
    std::string all;
    for (const std::string_view cause : kTriggerCauses) {
      all.append(all.empty() ? "" : ", ").append(cause);
    }
    return all;
  }

  static bool is_cause(std::string_view cause) {
    return std::find(kTriggerCauses.begin(), kTriggerCauses.end(), cause) != kTriggerCauses.end();
  }

  [[nodiscard]] const ClassifyRules& rules() const { return out_.rules; }

  CompiledRules& out_;
  PhraseMatcherBuilder builder_;
  Status status_;
};

}  // namespace

std::uint16_t CompiledRules::language(std::string_view tag) const {
  const auto found = std::find(languages.begin(), languages.end(), tag);
  return static_cast<std::uint16_t>(found - languages.begin());
}

Result<ClassifyPolicy> ClassifyPolicy::compile(ClassifyRules rules) {
  auto compiled = std::make_shared<CompiledRules>();
  compiled->rules = std::move(rules);
  if (const Status status = Compiler(*compiled).run(); !status) {
    return status.error();
  }
  return ClassifyPolicy(std::move(compiled));
}

const ClassifyRules& ClassifyPolicy::rules() const {
  return compiled_->rules;
}

}  // namespace escalon::classify
