#include <array>
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

using classify::LanguageRules;
using classify::RepeatContactRule;
using classify::SentimentRules;
using classify::Speaker;
using classify::TriggerRule;
using classify::UrgencyRule;

constexpr int kWindowMax = 20;
constexpr int kContactsMax = 1000;
constexpr double kWeightMax = 2;

void read_cause(const Cursor& at, TriggerRule& out) {
  read_one_of(at, "cause", classify::kTriggerCauses, out.cause);
}

void read_said_by(const Cursor& at, TriggerRule& out) {
  static constexpr std::array<std::string_view, 3> kKnown{"customer", "agent", "both"};
  std::string word;
  if (read_one_of(at, "speaker", kKnown, word)) {
    out.said_by = word == "customer" ? Speaker::kCustomer
                  : word == "agent"  ? Speaker::kAgent
                                     : Speaker::kBoth;
  }
}

constexpr Field<TriggerRule> kTriggerFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, TriggerRule& out) { read_text(at, out.name); },
     "Unique; escalations and reports name it."},
    {"cause", Need::kRequired, &read_cause, "Why an escalation would be opened."},
    {"phrases", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) { read_phrases(at, out.phrases); },
     "One of these must be said."},
    {"except", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) { read_phrases(at, out.except); },
     "What touches one of these does not count."},
    {"with", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) { read_phrases(at, out.with); },
     "One of these must be said too."},
    {"negation_window", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) {
       read_number(at, Range<int>{0, kWindowMax}, out.negation_window);
     },
     "A match at most so many words after a negator does not count; 0 = negators are not looked "
     "at."},
    {"said_by", Need::kOptional, &read_said_by, "customer, agent or both."},
    {"sentiment_at_most", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) {
       read_number(at, Range<double>{-1, 1}, out.sentiment_at_most);
     },
     "Speaks only when the text's sentiment is not above this."},
    {"urgency_at_least", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) {
       read_number(at, Range<double>{0, 1}, out.urgency_at_least);
     },
     "Speaks only when the event's urgency is not below this."},
    {"when", Need::kOptional,
     [](const Cursor& at, TriggerRule& out) { read_condition(at, out.when); },
     "What else must hold."},
};

constexpr Field<UrgencyRule> kUrgencyFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, UrgencyRule& out) { read_text(at, out.name); },
     "Unique."},
    {"weight", Need::kRequired,
     [](const Cursor& at, UrgencyRule& out) {
       read_number(at, Range<double>{0, 1}, out.weight);
     },
     "How much it adds, 0 to 1."},
    {"phrases", Need::kOptional,
     [](const Cursor& at, UrgencyRule& out) { read_phrases(at, out.phrases); },
     "One of these must be said; without phrases the condition decides."},
    {"except", Need::kOptional,
     [](const Cursor& at, UrgencyRule& out) { read_phrases(at, out.except); },
     "What touches one of these does not count."},
    {"when", Need::kOptional,
     [](const Cursor& at, UrgencyRule& out) { read_condition(at, out.when); },
     "What else must hold."},
};

constexpr Field<SentimentRules> kSentimentFields[] = {
    {"lexicon", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) {
       read_weighted(at, Range<double>{-kWeightMax, kWeightMax}, out.lexicon);
     },
     "By language: weight from -2 (abuse) to 2, and its words."},
    {"intensifiers", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) {
       read_weighted(at, Range<double>{0, kWeightMax}, out.intensifiers);
     },
     "By language: factor for the next word of the lexicon, and its words."},
    {"negators", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) { read_phrases(at, out.negators); },
     "Words that turn what follows."},
    {"contrasts", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) { read_phrases(at, out.contrasts); },
     "Words after which the speaker's point comes."},
    {"negation_window", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) {
       read_number(at, Range<int>{0, kWindowMax}, out.negation_window);
     },
     "How many words before a word of the lexicon a negator is heard."},
    {"negation_factor", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) {
       read_number(at, Range<double>{-1, 1}, out.negation_factor);
     },
     "What a negated weight is multiplied with."},
    {"smoothing", Need::kOptional,
     [](const Cursor& at, SentimentRules& out) {
       read_number(at, Range<double>{0.01, 1}, out.smoothing);
     },
     "Share of the newest text in the conversation's sentiment."},
};

constexpr Field<LanguageRules> kLanguageFields[] = {
    {"otherwise", Need::kOptional,
     [](const Cursor& at, LanguageRules& out) { read_text(at, out.otherwise); },
     "The language of a text that shows none."},
    {"markers", Need::kOptional,
     [](const Cursor& at, LanguageRules& out) { read_phrases(at, out.markers); },
     "Frequent small words of each language."},
};

constexpr Field<RepeatContactRule> kRepeatFields[] = {
    {"name", Need::kOptional,
     [](const Cursor& at, RepeatContactRule& out) { read_text(at, out.name); },
     "The rule's name; repeat_contact without it."},
    {"contacts", Need::kOptional,
     [](const Cursor& at, RepeatContactRule& out) {
       read_number(at, Range<int>{2, kContactsMax}, out.contacts);
     },
     "From which contact on, 2 or more."},
    {"within", Need::kOptional,
     [](const Cursor& at, RepeatContactRule& out) {
       read_duration(at, Zero::kRefused, out.within);
     },
     "Within which time."},
};

}  // namespace

void read_triggers(const Cursor& at, Draft& out) {
  constexpr auto kAlways = +[](const TriggerRule& rule) {
    return rule.phrases.empty() && rule.with.empty() && !rule.sentiment_at_most &&
           !rule.urgency_at_least && rule.when.is_always();
  };
  read_rules(at, kTriggerFields, &TriggerRule::name, kAlways, out.classify.triggers);
}

void read_urgency(const Cursor& at, Draft& out) {
  constexpr auto kAlways =
      +[](const UrgencyRule& rule) { return rule.phrases.empty() && rule.when.is_always(); };
  read_rules(at, kUrgencyFields, &UrgencyRule::name, kAlways, out.classify.urgency);
}

void read_sentiment(const Cursor& at, Draft& out) {
  read_fields(at, kSentimentFields, out.classify.sentiment);
}

void read_language(const Cursor& at, Draft& out) {
  read_fields(at, kLanguageFields, out.classify.language);
}

void read_repeat_contact(const Cursor& at, Draft& out) {
  RepeatContactRule rule;
  if (read_fields(at, kRepeatFields, rule)) {
    out.classify.repeat_contact = std::move(rule);
  }
}

}  // namespace escalon::policy
