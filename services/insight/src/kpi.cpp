#include "kpi.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "escalon/base/suggest.hpp"

namespace escalon::insight {
namespace {

constexpr std::array<std::string_view, 4> kNames{"team", "agent", "rule", "intent"};
constexpr int kFifths = 5;
constexpr double kMedian = 0.5;
constexpr double kNinetieth = 0.9;

// Nearest rank: the smallest value that at least that share of all values does not exceed.
std::int64_t percentile(std::vector<std::int64_t> values, double share) {
  if (values.empty()) {
    return 0;
  }
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

double share(double part, double whole) {
  return whole == 0 ? 0 : part / whole;
}

// Collects the figures of one line.
class Line {
 public:
  void add(const v1::EscalationRow& row) {
    const v1::EscalationView& view = row.view();
    cases_.insert(row.case_id());
    line_.set_escalations(line_.escalations() + 1);
    line_.set_functional(line_.functional() + (view.type() == "functional" ? 1 : 0));
    line_.set_hierarchical(line_.hierarchical() + (view.type() == "hierarchical" ? 1 : 0));
    line_.set_priority(line_.priority() + (view.type() == "priority" ? 1 : 0));
    line_.set_automatic(line_.automatic() + (view.automatic() ? 1 : 0));
    const bool sla = std::ranges::find(view.causes(), "sla_breach") != view.causes().end();
    line_.set_sla(line_.sla() + (sla ? 1 : 0));
    const bool of_customer = !view.repeat_of().empty() && view.repeat_of_case_id() != row.case_id();
    line_.set_repeats(line_.repeats() + (row.repeat() || of_customer ? 1 : 0));
    line_.set_repeat_customers(line_.repeat_customers() + (of_customer ? 1 : 0));
    add_state(view.status());
    add_times(row);
    satisfaction_.insert(satisfaction_.end(), row.satisfaction().begin(), row.satisfaction().end());
  }

  [[nodiscard]] v1::KpiLine told(const std::string& name, std::int64_t cases) const {
    v1::KpiLine line = line_;
    const auto count = static_cast<double>(line.escalations());
    line.set_name(name);
    line.set_cases_escalated(static_cast<std::int64_t>(cases_.size()));
    line.set_escalation_rate(share(static_cast<double>(cases_.size()), static_cast<double>(cases)));
    line.set_repeat_rate(share(static_cast<double>(line.repeats()), count));
    line.set_acknowledge_median_ms(percentile(acknowledged_ms_, kMedian));
    line.set_acknowledge_p90_ms(percentile(acknowledged_ms_, kNinetieth));
    line.set_resolve_median_ms(percentile(resolved_ms_, kMedian));
    line.set_resolve_p90_ms(percentile(resolved_ms_, kNinetieth));
    const v1::Satisfaction said = satisfaction_of(satisfaction_);
    line.set_surveys(said.surveys());
    line.set_satisfaction(said.mean());
    *line.mutable_survey_fifths() = said.fifths();
    return line;
  }

 private:
  void add_state(const std::string& status) {
    if (status == "resolved") {
      line_.set_resolved(line_.resolved() + 1);
    } else if (status == "withdrawn") {
      line_.set_withdrawn(line_.withdrawn() + 1);
    } else {
      line_.set_open(line_.open() + 1);
    }
  }

  void add_times(const v1::EscalationRow& row) {
    if (row.acknowledged_at_ms() != 0) {
      acknowledged_ms_.push_back(row.acknowledged_at_ms() - row.opened_at_ms());
    }
    if (row.resolved_at_ms() != 0) {
      resolved_ms_.push_back(row.resolved_at_ms() - row.opened_at_ms());
    }
  }

  v1::KpiLine line_;
  std::set<std::string> cases_;
  std::vector<std::int64_t> acknowledged_ms_;
  std::vector<std::int64_t> resolved_ms_;
  std::vector<double> satisfaction_;
};

const std::string& name_of(const v1::EscalationRow& row, KpiBy by) {
  switch (by) {
    case KpiBy::kTeam:
      return row.view().team();
    case KpiBy::kAgent:
      return row.view().person();
    case KpiBy::kRule:
      return row.view().rule();
    default:
      return row.intent();
  }
}

}  // namespace

int fifth_of(double share) {
  constexpr double kRounding = 1e-9;  // three of five are the third fifth, whatever 3.0 / 5 is
  return std::clamp(static_cast<int>(std::ceil(share * kFifths - kRounding)), 1, kFifths);
}

v1::Satisfaction satisfaction_of(const std::vector<double>& shares) {
  v1::Satisfaction said;
  said.mutable_fifths()->Resize(kFifths, 0);
  double sum = 0;
  for (const double one : shares) {
    sum += one;
    const int fifth = fifth_of(one) - 1;
    said.set_fifths(fifth, said.fifths(fifth) + 1);
  }
  said.set_surveys(static_cast<std::int64_t>(shares.size()));
  said.set_mean(share(sum, static_cast<double>(shares.size())));
  return said;
}

Result<KpiBy> parse_kpi_by(std::string_view text) {
  if (text.empty()) {
    return KpiBy::kNothing;
  }
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) {
    return invalid("by: '" + std::string(text) + "' is nothing to group by" +
                   did_you_mean(text, kNames) + "; use team, agent, rule or intent");
  }
  return static_cast<KpiBy>(found - kNames.begin() + 1);
}

v1::GetKpiResponse kpi_of(const std::vector<v1::EscalationRow>& escalations, KpiBy by,
                          std::int64_t cases) {
  Line total;
  std::map<std::string, Line> lines;
  for (const v1::EscalationRow& row : escalations) {
    total.add(row);
    if (by != KpiBy::kNothing) {
      lines[name_of(row, by)].add(row);
    }
  }
  v1::GetKpiResponse answer;
  answer.set_cases(cases);
  *answer.mutable_total() = total.told("", cases);
  for (const auto& [name, line] : lines) {
    *answer.add_lines() = line.told(name, cases);
  }
  return answer;
}

}  // namespace escalon::insight
