#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "escalon/insight/case_text.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kColumns = 11;
using Cells = std::array<std::string, kColumns>;

std::string share_text(double share, bool known) {
  return known ? fmt::format("{:.1f} %", share * 100) : "-";
}

std::string time_text(std::int64_t ms, bool known) {
  if (!known) {
    return "-";
  }
  const std::int64_t seconds = (ms + 500) / 1000;
  const std::int64_t hours = seconds / 3600;
  const std::int64_t minutes = seconds / 60 % 60;
  return hours > 0 ? fmt::format("{}h{:02}m", hours, minutes)
                   : fmt::format("{}m{:02}s", minutes, seconds % 60);
}

// `80 % (3; of the worst to the best fifth: 0 0 1 0 2)`.
std::string said_text(const v1::Satisfaction& said) {
  return said.surveys() == 0
             ? "-"
             : fmt::format("{:.0f} % ({}; from the worst fifth to the best: {})", said.mean() * 100,
                           said.surveys(), fmt::join(said.fifths(), " "));
}

Cells cells_of(const v1::KpiLine& line, const std::string& name, std::int64_t cases) {
  const bool acknowledged = line.acknowledge_p90_ms() != 0;
  const bool resolved = line.resolved() != 0;
  return {name,
          std::to_string(line.escalations()),
          share_text(line.escalation_rate(), cases != 0),
          std::to_string(line.automatic()),
          std::to_string(line.sla()),
          std::to_string(line.open()),
          share_text(line.repeat_rate(), line.escalations() != 0),
          time_text(line.acknowledge_median_ms(), acknowledged),
          time_text(line.resolve_median_ms(), resolved),
          time_text(line.resolve_p90_ms(), resolved),
          line.surveys() == 0
              ? "-"
              : fmt::format("{:.0f} % ({})", line.satisfaction() * 100, line.surveys())};
}

std::string table(const std::vector<Cells>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string out;
  for (const Cells& row : rows) {
    out += fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < kColumns; ++i) {
      out += fmt::format("  {:>{}}", row[i], widths[i]);
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string render_kpi(const v1::GetKpiResponse& kpi) {
  std::vector<Cells> rows{{kpi.by(), "opened", "of cases", "automatic", "sla", "open", "repeats",
                           "ack p50", "resolve p50", "p90", "satisfied"}};
  for (const v1::KpiLine& line : kpi.lines()) {
    rows.push_back(cells_of(line, line.name().empty() ? "(none)" : line.name(), kpi.cases()));
  }
  rows.push_back(cells_of(kpi.total(), "all", kpi.cases()));
  const auto& total = kpi.total();
  v1::Satisfaction after;
  after.set_surveys(total.surveys());
  after.set_mean(total.satisfaction());
  *after.mutable_fifths() = total.survey_fifths();
  return fmt::format(
      "{} cases{}, {} escalated\n{}kinds overlap: {} functional, {} hierarchical, {} "
      "priority\nof {} repeats {} of another case of the customer\nsatisfied after escalation {}, "
      "without {}\n",
      kpi.cases(), kpi.since().empty() ? "" : " since " + kpi.since(), total.cases_escalated(),
      table(rows), total.functional(), total.hierarchical(), total.priority(), total.repeats(),
      total.repeat_customers(), said_text(after), said_text(kpi.unescalated()));
}

}  // namespace escalon::insight
