#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
#include "read_rules.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using classify::RiskFeature;
using classify::RiskMeasure;
using classify::RiskRules;

constexpr double kBaseMax = 20;
constexpr double kWeightMax = 10;
constexpr double kMeasureMax = 1000;
constexpr double kLeastRisk = 0.001;

// In the order of RiskMeasure, of which the first has no name.
constexpr std::array<std::string_view, 7> kMeasures{
    "anger", "falling", "urgency", "contacts", "messages", "unanswered", "transfers"};
static_assert(kMeasures.size() == static_cast<std::size_t>(RiskMeasure::kTransfers));

void read_measure(const Cursor& at, RiskFeature& out) {
  std::string word;
  if (read_one_of(at, "measure", kMeasures, word)) {
    const auto found = std::ranges::find(kMeasures, word);
    out.measure = static_cast<RiskMeasure>(std::distance(kMeasures.begin(), found) + 1);
  }
}

constexpr Field<RiskFeature> kFeatureFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, RiskFeature& out) { read_text(at, out.name); },
     "Unique; the explanation of a risk names it."},
    {"weight", Need::kRequired,
     [](const Cursor& at, RiskFeature& out) {
       read_number(at, Range<double>{-kWeightMax, kWeightMax}, out.weight);
     },
     "Log-odds, for each unit of the measure where it has one."},
    {"measure", Need::kOptional, &read_measure,
     "A number of the conversation: anger, falling, urgency, contacts, messages, unanswered, "
     "transfers."},
    {"at_most", Need::kOptional,
     [](const Cursor& at, RiskFeature& out) {
       read_number(at, Range<double>{0, kMeasureMax}, out.at_most);
     },
     "The measure counts as at most this."},
    {"when", Need::kOptional,
     [](const Cursor& at, RiskFeature& out) { read_condition(at, out.when); },
     "Counts only while this holds; trigger is any cause that the case has shown."},
};

bool has(const Cursor& at, std::string_view key) {
  return std::ranges::any_of(at.node().members,
                             [&](const Member& member) { return member.name == key; });
}

void read_features(const Cursor& at, RiskRules& out) {
  constexpr auto kAlways = +[](const RiskFeature& feature) {
    return feature.measure == RiskMeasure::kNone && feature.when.is_always();
  };
  read_rules(at, kFeatureFields, &RiskFeature::name, kAlways, out.features,
             "give it a measure or a condition, or change the base");
  for (std::size_t i = 0; i < at.node().items.size(); ++i) {
    const Cursor item = at.item(i);
    if (has(item, "at_most") && !has(item, "measure")) {
      item.fail("at_most bounds a measure, and there is none", "add a measure, or remove at_most");
    }
  }
}

constexpr Field<RiskRules> kRiskFields[] = {
    {"base", Need::kRequired,
     [](const Cursor& at, RiskRules& out) {
       read_number(at, Range<double>{-kBaseMax, kBaseMax}, out.base);
     },
     "Log-odds of a conversation that shows no feature; -3 is a risk of 0.047."},
    {"features", Need::kRequired, &read_features, "What raises or lowers it."},
    {"escalate_at", Need::kOptional,
     [](const Cursor& at, RiskRules& out) {
       read_number(at, Range<double>{kLeastRisk, 1}, out.escalate_at);
     },
     "A risk that reaches this is a trigger of cause predicted."},
};

}  // namespace

void read_risk(const Cursor& at, Draft& out) {
  RiskRules risk;
  if (read_fields(at, kRiskFields, risk)) {
    out.classify.risk = std::move(risk);
  }
}

}  // namespace escalon::policy
