#include <utility>

#include "draft.hpp"
#include "escalon/classify/classify.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
#include "read_phrases.hpp"
#include "read_rules.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using classify::IntentRule;
using classify::ScopeRules;

constexpr double kWeightMax = 5;
constexpr double kLeastWeight = 0.01;
constexpr double kScopeWeightMax = 100;
constexpr int kWordsMax = 1000;

void read_intent_name(const Cursor& at, IntentRule& out) {
  if (read_text(at, out.intent) && out.intent == classify::kOutOfScope) {
    at.fail(cat("'", classify::kOutOfScope, "' is what a text is that no intent knows"),
            "choose another name; when a text is so is said under the key out_of_scope");
  }
}

constexpr Field<IntentRule> kIntentFields[] = {
    {"intent", Need::kRequired, &read_intent_name, "What the customer wants; unique."},
    {"phrases", Need::kOptional,
     [](const Cursor& at, IntentRule& out) { read_phrases(at, out.phrases); },
     "What tells it; each weighs 1."},
    {"weights", Need::kOptional,
     [](const Cursor& at, IntentRule& out) {
       read_weighted_phrases(at, Range<double>{-kWeightMax, kWeightMax}, out.weights);
     },
     "By language: a weight other than 1, from -5 to 5, and its phrases; below 0 they speak "
     "against "
     "it."},
    {"except", Need::kOptional,
     [](const Cursor& at, IntentRule& out) { read_phrases(at, out.except); },
     "What touches one of these does not count."},
    {"when", Need::kOptional,
     [](const Cursor& at, IntentRule& out) { read_condition(at, out.when); },
     "What else must hold."},
};

constexpr Field<ScopeRules> kScopeFields[] = {
    {"weight", Need::kOptional,
     [](const Cursor& at, ScopeRules& out) {
       read_number(at, Range<double>{kLeastWeight, kScopeWeightMax}, out.weight);
     },
     "What 'none of these' weighs beside the phrases that are heard; 0.5 without it."},
    {"confidence_below", Need::kRequired,
     [](const Cursor& at, ScopeRules& out) {
       read_number(at, Range<double>{0, 1}, out.confidence_below);
     },
     "An intent less sure than this is none."},
    {"words_at_least", Need::kOptional,
     [](const Cursor& at, ScopeRules& out) {
       read_number(at, Range<int>{1, kWordsMax}, out.words_at_least);
     },
     "A text of fewer words says nothing of what is wanted; 4 without it."},
};

}  // namespace

void read_intents(const Cursor& at, Draft& out) {
  constexpr auto kAlways =
      +[](const IntentRule& rule) { return !rule.has_phrases() && rule.when.is_always(); };
  read_rules(at, kIntentFields, &IntentRule::intent, kAlways, out.classify.intents);
}

void read_out_of_scope(const Cursor& at, Draft& out) {
  read_fields(at, kScopeFields, out.classify.scope);
  if (out.classify.intents.empty()) {
    at.fail_at_key("there are no intents that a text could be in the scope of",
                   "list them under intents, or remove the key");
  }
}

}  // namespace escalon::policy
