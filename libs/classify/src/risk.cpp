#include "risk.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sentiment.hpp"

namespace escalon::classify {

using classification::v1::CaseConversation;
using classification::v1::Classified;
using classification::v1::Risk;
using contact::v1::ContactEvent;

namespace {

// Contacts of the case before that of the event.
double contacts_before(const CaseConversation& state, const std::string& contact_id) {
  return static_cast<double>(std::ranges::count_if(
      state.contacts(), [&](const auto& known) { return known.contact_id() != contact_id; }));
}

double measured(RiskMeasure measure, const CaseConversation& state, const Classified& said) {
  switch (measure) {
    case RiskMeasure::kAnger:
      return std::max(0.0, -said.conversation_sentiment());
    case RiskMeasure::kFalling:
      return std::max(0.0, -said.sentiment_trend());
    case RiskMeasure::kUrgency:
      return said.urgency().score();
    case RiskMeasure::kContacts:
      return contacts_before(state, said.contact().contact_id());
    case RiskMeasure::kMessages:
      return static_cast<double>(said.customer_messages());
    case RiskMeasure::kUnanswered:
      return unanswered_after(state, said.contact());
    case RiskMeasure::kTransfers:
      return transfers_after(state, said.contact());
    case RiskMeasure::kNone:
      break;
  }
  return 1;
}

std::string with_sign(double number) {
  return absl::StrCat(number < 0 ? "" : "+", two_places(number));
}

struct Part {
  double log_odds = 0;
  std::string reason;
};

std::optional<Part> part_of(const RiskFeature& feature, double value) {
  const double counted = std::min(value, feature.at_most.value_or(value));
  const double log_odds = feature.weight * counted;
  if (log_odds == 0) {
    return std::nullopt;
  }
  const bool number = feature.measure != RiskMeasure::kNone;
  return Part{log_odds, absl::StrCat(feature.name, number ? " " : "",
                                     number ? two_places(counted) : "", ": ", with_sign(log_odds))};
}

}  // namespace

std::int32_t unanswered_after(const CaseConversation& state, const ContactEvent& event) {
  const Said said = said_in(event);
  if (said.by_agent) {
    return 0;
  }
  return state.unanswered() + (said.by_customer && said.is_message ? 1 : 0);
}

std::int32_t transfers_after(const CaseConversation& state, const ContactEvent& event) {
  return state.transfers() + (event.has_transferred() ? 1 : 0);
}

Risk risk_of(const RiskRules& rules, const CaseConversation& state, const Classified& said,
             CaseFacts& facts) {
  facts.causes.assign(state.causes().begin(), state.causes().end());
  for (const auto& trigger : said.triggers()) {
    facts.causes.push_back(trigger.cause());
  }
  std::vector<Part> parts;
  double log_odds = rules.base;
  for (const RiskFeature& feature : rules.features) {
    if (!feature.when.holds(facts)) {
      continue;
    }
    if (auto part = part_of(feature, measured(feature.measure, state, said))) {
      log_odds += part->log_odds;
      parts.push_back(*std::move(part));
    }
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& one, const Part& other) {
    return std::abs(one.log_odds) > std::abs(other.log_odds);
  });
  Risk risk;
  risk.set_score(to_thousandths(1 / (1 + std::exp(-log_odds))));
  risk.add_reasons(absl::StrCat("base: ", with_sign(rules.base)));
  for (Part& part : parts) {
    risk.add_reasons(std::move(part.reason));
  }
  return risk;
}

}  // namespace escalon::classify
