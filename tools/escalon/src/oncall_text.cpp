#include "oncall_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"

namespace escalon::cli {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

template <typename Map>
std::vector<std::string_view> names_of(const Map& map) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : map) {
    names.emplace_back(name);
  }
  return names;
}

// One line of a rota's days.
struct Row {
  rota::Period period;
  std::string person;
  std::string why;
};

std::vector<Row> rows_of(const rota::Rota& rota, const rota::Period& span) {
  std::vector<Row> rows;
  for (const rota::Shift& shift : rota.shifts(span.from, span.to)) {
    rows.push_back({shift.period, shift.person, shift.reason.text()});
  }
  for (const rota::Period& gap : rota.gaps(span.from, span.to)) {
    rows.push_back({gap, "NOBODY", format_duration(gap.to - gap.from)});
  }
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.period.from; });
  return rows;
}

class WallTime {
 public:
  explicit WallTime(const std::string& zone) { absl::LoadTimeZone(zone, &zone_); }
  [[nodiscard]] std::string text(absl::Time at) const {
    return absl::FormatTime("%a %Y-%m-%d %H:%M %Ez", at, zone_);
  }

 private:
  absl::TimeZone zone_;
};

std::string title(const policy::CompiledPolicy& policy, const rota::Rota& rota) {
  const auto team = policy.rota_teams.find(rota.name());
  return fmt::format("{} ({}{})", rota.name(),
                     team == policy.rota_teams.end() ? "" : "team " + team->second + ", ",
                     rota.time_zone());
}

std::size_t width_of(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const Row& row : rows) {
    width = std::max(width, row.person.size());
  }
  return width;
}

std::string sum_of(const std::vector<rota::Period>& gaps, std::size_t shifts) {
  absl::Duration sum = absl::ZeroDuration();
  for (const rota::Period& gap : gaps) {
    sum += gap.to - gap.from;
  }
  return fmt::format("{} shift{}, {}\n", shifts, shifts == 1 ? "" : "s",
                     gaps.empty() ? "no gap"
                                  : fmt::format("{} gap{} of {} together", gaps.size(),
                                                gaps.size() == 1 ? "" : "s", format_duration(sum)));
}

}  // namespace

Result<std::vector<std::string>> meant_rotas(const policy::CompiledPolicy& policy,
                                             const std::string& rota, const std::string& team) {
  const auto& rotas = policy.escalation.rotas;
  if (!rota.empty() && !rotas.contains(rota)) {
    return invalid("the policy has no rota '" + rota + "'" + did_you_mean(rota, names_of(rotas)) +
                   "; rotas are defined under the key rotas");
  }
  std::vector<std::string> meant;
  for (const auto& [name, compiled] : rotas) {
    const auto owner = policy.rota_teams.find(name);
    const bool of_team =
        team.empty() || (owner != policy.rota_teams.end() && owner->second == team);
    if (of_team && (rota.empty() || rota == name)) {
      meant.push_back(name);
    }
  }
  if (meant.empty() && !team.empty()) {
    return invalid("no rota of the policy is of team '" + team + "'" +
                   did_you_mean(team, names_of(policy.queue.teams)) +
                   "; give the rota a team: " + team);
  }
  if (meant.empty()) {
    return invalid("the policy has no rotas; define them under the key rotas");
  }
  return meant;
}

std::string on_call_text(const policy::CompiledPolicy& policy, const std::string& rota,
                         absl::Time at) {
  const rota::Rota& compiled = policy.escalation.rotas.at(rota);
  const WallTime wall(compiled.time_zone());
  const rota::Period span{at, at + rota::kGapHorizon};
  std::vector<Row> rows = rows_of(compiled, span);
  std::erase_if(rows, [&](const Row& row) { return row.period.from != at; });
  std::string text = fmt::format("{} at {}\n", title(policy, compiled), wall.text(at));
  for (const Row& row : rows) {
    const bool open_end = row.period.to == span.to;
    text += fmt::format("  {:<{}}  until {}  {}\n", row.person, width_of(rows),
                        wall.text(row.period.to) + (open_end ? " at least" : ""), row.why);
  }
  return text;
}

std::string shifts_text(const policy::CompiledPolicy& policy, const std::string& rota,
                        absl::Time from, int days) {
  const rota::Rota& compiled = policy.escalation.rotas.at(rota);
  const WallTime wall(compiled.time_zone());
  const rota::Period span{from, from + kDay * days};
  const std::vector<Row> rows = rows_of(compiled, span);
  const std::vector<rota::Period> gaps = compiled.gaps(span.from, span.to);
  std::string text = fmt::format("{}, {} day{} from {}\n", title(policy, compiled), days,
                                 days == 1 ? "" : "s", wall.text(from));
  for (const Row& row : rows) {
    text += fmt::format("  {}  to  {}  {:<{}}  {}\n", wall.text(row.period.from),
                        wall.text(row.period.to), row.person, width_of(rows), row.why);
  }
  return text + "  " + sum_of(gaps, rows.size() - gaps.size());
}

}  // namespace escalon::cli
