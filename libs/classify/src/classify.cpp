#include "escalon/classify/classify.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "case_facts.hpp"
#include "compiled_rules.hpp"
#include "escalon/base/instant.hpp"
#include "intent.hpp"
#include "risk.hpp"
#include "rule_hits.hpp"
#include "unicode.hpp"

namespace escalon::classify {
namespace {

using classification::v1::Classified;

constexpr std::string_view kDefaultTenant = "default";
constexpr std::string_view kRetireTimerId = "retire";
// The timer may come so much later than asked for, as a share of retire_after: it is moved rarely,
// not by every event.
constexpr int kRetireSlack = 100;

bool seen(const CaseConversation& state, const std::string& event_id) {
  return !event_id.empty() &&
         std::binary_search(state.event_ids().begin(), state.event_ids().end(), event_id);
}

// Text that is no UTF-8 cannot be stored in a message; it is mended once, here.
void mend(std::string* text) {
  if (!unicode::is_valid(*text)) {
    *text = unicode::repaired(*text);
  }
}

void mend_text(ContactEvent& event) {
  switch (event.body_case()) {
    case ContactEvent::kCustomerMessage:
      return mend(event.mutable_customer_message()->mutable_text());
    case ContactEvent::kAgentMessage:
      return mend(event.mutable_agent_message()->mutable_text());
    case ContactEvent::kTranscriptSegment:
      return mend(event.mutable_transcript_segment()->mutable_text());
    case ContactEvent::kStarted:
      return mend(event.mutable_started()->mutable_subject());
    case ContactEvent::kSurveyAnswered:
      return mend(event.mutable_survey_answered()->mutable_comment());
    default:
      return;
  }
}

void fill_in(ContactEvent& event, absl::Time now) {
  if (event.tenant().empty()) {
    event.set_tenant(std::string(kDefaultTenant));
  }
  if (event.case_id().empty()) {
    event.set_case_id(event.contact_id());
  }
  if (!event.has_occurred_at()) {
    const std::int64_t now_ms = to_ms(now);
    event.mutable_occurred_at()->set_seconds(now_ms / 1000);
    event.mutable_occurred_at()->set_nanos(static_cast<std::int32_t>(now_ms % 1000) * 1'000'000);
  }
  mend_text(event);
}

bool adds_to_mood(const Said& said) {
  return said.by_customer && !said.text.empty();
}

double smoothed(const CaseConversation& state, const Said& said, double score, double smoothing) {
  if (!adds_to_mood(said)) {
    return state.sentiment();
  }
  if (state.customer_messages() == 0 && state.sentiment() == 0) {
    return score;
  }
  return to_thousandths(smoothing * score + (1 - smoothing) * state.sentiment());
}

// The mood now, less the mean of all texts. The mean so far is what the state's mood and trend
// leave.
double trend(const CaseConversation& state, const Classified& said) {
  if (said.customer_texts() == state.customer_texts()) {
    return state.sentiment_trend();
  }
  const double mean = state.sentiment() - state.sentiment_trend();
  const double new_mean =
      mean + (said.sentiment().score() - mean) / static_cast<double>(said.customer_texts());
  return to_thousandths(said.conversation_sentiment() - new_mean);
}

bool is_intent(std::string_view name) {
  return !name.empty() && name != kOutOfScope;
}

std::int64_t retire_at_ms(const CaseConversation& state, absl::Time now, absl::Duration after) {
  const std::int64_t least = to_ms(now + after);
  return state.retire_at_ms() >= least ? state.retire_at_ms()
                                       : to_ms(now + after + after / kRetireSlack);
}

// Fills in what an event means, in the order in which each finding may ask for those before it.
class Reader {
 public:
  Reader(const CaseConversation& state, const ClassifyPolicy& policy, Classified& out)
      : state_(state),
        compiled_(policy.compiled()),
        out_(out),
        late_(occurred_at_ms(out.contact()) < state.last_event_at_ms()),
        said_(said_in(out.contact())),
        hearing_(compiled_, said_.text,
                 newest(out.contact().customer().language(), state.language(), late_)),
        facts_(state, out.contact(), late_) {}

  void read() {
    read_feeling();
    read_intent_and_priority();
    read_urgency();
    read_triggers();
    out_.set_language(hearing_.language());
    const bool message = said_.by_customer && said_.is_message;
    out_.set_customer_messages(state_.customer_messages() + (message ? 1 : 0));
    read_risk();
  }

 private:
  void read_feeling() {
    if (said_.by_customer) {
      feeling_ = feel(hearing_, compiled_.rules.sentiment);
    }
    out_.mutable_sentiment()->set_score(feeling_.score);
    for (std::string& reason : feeling_.reasons) {
      out_.mutable_sentiment()->add_reasons(std::move(reason));
    }
    out_.set_conversation_sentiment(
        smoothed(state_, said_, feeling_.score, compiled_.rules.sentiment.smoothing));
    out_.set_customer_texts(state_.customer_texts() + (adds_to_mood(said_) ? 1 : 0));
    out_.set_sentiment_trend(trend(state_, out_));
    facts_.sentiment = out_.conversation_sentiment();
    facts_.language = hearing_.language();
  }

  void read_intent_and_priority() {
    facts_.priority = state_.priority();
    if (said_.by_customer) {
      read_intent(intent_of(hearing_, compiled_, facts_));
    }
    facts_.intent = newest(out_.intent(), state_.intent(), late_ && is_intent(state_.intent()));
    facts_.priority = priority_of(compiled_.rules, facts_, state_, out_.contact(), late_);
    out_.set_priority(facts_.priority);
  }

  // What no rule knows is said of a case only as long as nothing else is known of it.
  void read_intent(Intent intent) {
    if (intent.name == kOutOfScope && is_intent(state_.intent())) {
      return;
    }
    out_.set_intent(intent.name);
    out_.set_intent_confidence(intent.confidence);
    for (std::string& reason : intent.reasons) {
      out_.add_intent_reasons(std::move(reason));
    }
  }

  void read_urgency() {
    *out_.mutable_urgency() = urgency_of(hearing_, compiled_, facts_);
    facts_.urgency = out_.urgency().score();
  }

  void read_triggers() {
    for (auto& trigger : triggers_of(hearing_, said_, feeling_, compiled_, facts_)) {
      *out_.add_triggers() = std::move(trigger);
    }
    if (out_.contact().has_escalation_asked()) {
      *out_.add_triggers() = asked_trigger(out_.contact().escalation_asked());
    }
    if (const auto& repeat = compiled_.rules.repeat_contact) {
      for (auto& trigger : repeat_trigger(*repeat, state_, out_.contact())) {
        *out_.add_triggers() = std::move(trigger);
      }
    }
  }

  void read_risk() {
    const auto& rules = compiled_.rules.risk;
    if (!rules) {
      return;
    }
    *out_.mutable_risk() = risk_of(*rules, state_, out_, facts_);
    const double score = out_.risk().score();
    if (rules->escalate_at && score >= *rules->escalate_at && state_.risk() < *rules->escalate_at) {
      *out_.add_triggers() = predicted_trigger(out_.risk());
    }
  }

  const CaseConversation& state_;
  const CompiledRules& compiled_;
  Classified& out_;
  bool late_;
  Said said_;
  Hearing hearing_;
  CaseFacts facts_;
  Feeling feeling_;
};

}  // namespace

Events decide(const CaseConversation& state, const ContactEvent& event, absl::Time now,
              const ClassifyPolicy& policy) {
  if (seen(state, event.event_id())) {
    return {};
  }
  Events events(1);
  Classified& classified = *events.front().mutable_classified();
  *classified.mutable_contact() = event;
  fill_in(*classified.mutable_contact(), now);
  Reader(state, policy, classified).read();
  classified.set_retire_at_ms(retire_at_ms(state, now, policy.rules().retire_after));
  return events;
}

Events decide(const CaseConversation& state, const DueTimer& timer, absl::Time now,
              const ClassifyPolicy& /*policy*/) {
  const std::vector<DueTimer> armed = timers(state);
  if (std::find(armed.begin(), armed.end(), timer) == armed.end()) {
    return {};
  }
  Events events(1);
  events.front().mutable_retired()->set_retired_at_ms(to_ms(now));
  return events;
}

std::vector<DueTimer> timers(const CaseConversation& state) {
  if (state.retire_at_ms() == 0) {
    return {};
  }
  return {{std::string(kRetireTimerId), static_cast<std::uint64_t>(state.retire_at_ms()),
           from_ms(state.retire_at_ms()), kRetireTimer}};
}

}  // namespace escalon::classify
