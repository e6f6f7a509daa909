#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "escalon/rules/condition.hpp"

namespace escalon::classify {

/// Phrases of one language. How a phrase is written: see phrase_matcher.hpp.
struct Phrases {
  /// Primary BCP 47 tag in lower case (`en`, `de`); empty = heard in every language.
  std::string language;
  std::vector<std::string> phrases;
};

/// Words of one language that carry the same number.
struct WeightedPhrases {
  std::string language;  ///< As in Phrases.
  double weight = 0;
  std::vector<std::string> phrases;
};

/// Whose words a rule listens to.
enum class Speaker { kCustomer, kAgent, kBoth };

/// A reason to escalate, and how to hear it. The rule speaks once an event, when everything that it
/// asks for holds: one of `phrases` (where it has any), one of `with` (where it has any), the
/// bounds, and `when`.
struct TriggerRule {
  /// Unique in the policy; escalations and reports name it.
  std::string name;
  /// One of kTriggerCauses (classify.hpp).
  std::string cause;
  std::vector<Phrases> phrases;
  /// A match of `phrases` that overlaps or touches a match of one of these does not count.
  std::vector<Phrases> except;
  /// One of these must be said too, anywhere in the same text.
  std::vector<Phrases> with;
  /// A match that follows a negator (SentimentRules::negators) by at most so many words, in the
  /// same sentence, does not count; 0 = negators are not looked at.
  int negation_window = 0;
  Speaker said_by = Speaker::kCustomer;
  /// Speaks only when the sentiment of the event's text is not above this (-1 to 1).
  std::optional<double> sentiment_at_most;
  /// Speaks only when the urgency of the event is not below this (0 to 1).
  std::optional<double> urgency_at_least;
  rules::Condition when;
};

/// How sentiment is summed up from words. The score of a text is s / sqrt(s² + c), where s is the
/// sum of the weights of its words after negation, emphasis and contrast, and c is 1 up to 40 words
/// and grows with the words from there.
struct SentimentRules {
  /// Weights from -2 (abuse) to 2; words, phrases and emoji.
  std::vector<WeightedPhrases> lexicon;
  /// Factors for the next word of the lexicon: above 1 strengthens (`very`), below 1 weakens (`a
  /// bit`).
  std::vector<WeightedPhrases> intensifiers;
  /// Words that turn what follows (`not`, `never`).
  std::vector<Phrases> negators;
  /// Words after which the speaker's point comes (`but`); what stands before them in the sentence
  /// counts half.
  std::vector<Phrases> contrasts;
  /// How many words before a word of the lexicon a negator is heard.
  int negation_window = 3;
  /// What a negated weight is multiplied with.
  double negation_factor = -0.6;
  /// Share of the newest text in the conversation's sentiment, above 0 to 1.
  double smoothing = 0.5;
};

/// Something that makes a text or a case pressing. The urgency of an event is 1 - product(1 -
/// weight) over the rules that speak: each adds, none exceeds 1.
struct UrgencyRule {
  std::string name;
  double weight = 0;             ///< 0 to 1.
  std::vector<Phrases> phrases;  ///< None: the condition alone decides.
  std::vector<Phrases> except;   ///< As in TriggerRule.
  rules::Condition when;
};

/// What a customer wants. Its score is the sum of the weights of its phrases that are heard, each
/// word of the text counting in one of them; a rule without phrases has 1 while its condition
/// holds. The rule with the highest score gives the intent, of equal ones the first.
struct IntentRule {
  std::string intent;
  std::vector<Phrases> phrases;  ///< Weigh 1 each.
  std::vector<Phrases> except;   ///< As in TriggerRule.
  rules::Condition when;
  /// Phrases that tell more than 1 or less, from -5 to 5; below 0 they speak against the intent.
  std::vector<WeightedPhrases> weights = {};

  [[nodiscard]] bool has_phrases() const { return !phrases.empty() || !weights.empty(); }
};

/// When a text asks for something that the policy does not know. The confidence of an intent is its
/// score / (sum of all scores above 0 + `weight`).
struct ScopeRules {
  /// What "none of these" weighs beside the phrases that are heard; over 0.
  double weight = 0.5;
  /// An intent less sure than this is none, 0 to 1. 0 = whatever is heard is an intent, and nothing
  /// is out of scope.
  double confidence_below = 0;
  /// A text of fewer words says nothing of what is wanted, and is not out of scope.
  int words_at_least = 4;
};

/// A number that the classifier knows of a conversation, after the event.
enum class RiskMeasure {
  kNone,        ///< The condition alone decides; counts as 1.
  kAnger,       ///< `anger`: how far the conversation's sentiment is below 0, 0 to 1.
  kFalling,     ///< `falling`: how far the sentiment's trend is below 0, 0 to 2.
  kUrgency,     ///< `urgency`: of the event, 0 to 1.
  kContacts,    ///< `contacts`: contacts before this one.
  kMessages,    ///< `messages`: messages of the customer.
  kUnanswered,  ///< `unanswered`: the latest messages of the customer that no agent has answered.
  kTransfers,   ///< `transfers`: how often the contact was handed on.
};

/// One feature of the escalation risk.
struct RiskFeature {
  std::string name;
  double weight = 0;  ///< Log-odds for each unit of the measure, -10 to 10.
  RiskMeasure measure = RiskMeasure::kNone;
  std::optional<double> at_most;  ///< The measure counts as at most this.
  /// Counts only while this holds. `trigger` is any cause that the case has shown so far.
  rules::Condition when;
};

/// How likely a conversation is to need an escalation: 1 / (1 + e^-(base + sum of the features)).
struct RiskRules {
  double base = 0;  ///< Log-odds of a conversation that shows no feature, -20 to 20.
  std::vector<RiskFeature> features;
  /// A risk that reaches this from below is a trigger of cause `predicted`; above 0, at most 1.
  std::optional<double> escalate_at;
};

/// The priority as a table over two fields, as impact x urgency.
struct PriorityTable {
  rules::Field rows;
  rules::Field columns;
  /// (value of rows, value of columns) → 1 (most urgent) to 9.
  std::map<std::pair<std::string, std::string>, int> cells;
  /// For every pair that is not in the table, and where a value is missing; 0 = none.
  int otherwise = 0;
};

/// A customer who comes back: the n-th contact of a case within a time.
struct RepeatContactRule {
  std::string name = "repeat_contact";
  int contacts = 3;  ///< At least 2.
  absl::Duration within = absl::Hours(24 * 7);
};

/// Words by which the language of a text is known where the event does not say it.
struct LanguageRules {
  /// For a text that shows no language.
  std::string otherwise = "en";
  /// Frequent small words of each language. The language with most hits wins, `otherwise` on a tie
  /// with it.
  std::vector<Phrases> markers;
};

/// Everything the classifier goes by, as the policy's files say it. A plain value; compile it to a
/// ClassifyPolicy.
struct ClassifyRules {
  /// Content hash of the whole policy; copied into nothing, for whoever asks which policy this is.
  std::string hash;
  LanguageRules language;
  std::vector<TriggerRule> triggers;
  SentimentRules sentiment;
  std::vector<UrgencyRule> urgency;
  std::vector<IntentRule> intents;
  ScopeRules scope;
  std::optional<RiskRules> risk;
  /// With a table, the priority is computed and never imported.
  std::optional<PriorityTable> priority;
  std::optional<RepeatContactRule> repeat_contact;
  /// A case about which nothing came for so long is forgotten. Over zero.
  absl::Duration retire_after = absl::Hours(24 * 30);
};

}  // namespace escalon::classify
