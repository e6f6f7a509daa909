#include "rows.hpp"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/escalation_policy.hpp"
#include "escalon/sla/report.hpp"

namespace escalon::replay {
namespace {

constexpr const char* kClockHeader =
    "tenant,case_id,clock,target,started_at,due_at,stopped_at,breached_at,verdict\n";
constexpr const char* kEscalationHeader =
    "tenant,case_id,escalation_id,opened_at,type,automatic,cause,rule,team,level,assigned_at,"
    "acknowledged_at,"
    "resolved_at,withdrawn_at\n";

std::string instant(std::int64_t ms) {
  return ms == 0 ? "" : format_instant(from_ms(ms));
}

// RFC 4180.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

template <typename Lines>
Status write(const std::string& path, const char* header, const Lines& lines) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << header;
  for (const auto& [key, row] : lines) {
    out << row.line;
  }
  out.close();
  if (!out) {
    return Error{Error::Kind::kUnavailable,
                 path + ": cannot be written; give a path in a folder that exists"};
  }
  return {};
}

}  // namespace

void Rows::add_clocks(const Key& key, const sla::v1::CaseClocks& state) {
  const KeyParts parts = split_key(key);
  for (const sla::v1::ClockRun* run : sla::reported_runs(state)) {
    const std::string verdict(sla::verdict_text(sla::verdict(*run)));
    const std::string line =
        absl::StrCat(absl::StrJoin({field(parts.tenant), field(parts.name), field(run->clock()),
                                    field(run->target()), instant(run->started_at_ms()),
                                    instant(run->due_at_ms()), instant(run->stopped_at_ms()),
                                    instant(sla::breached_at_ms(*run)), verdict},
                                   ","),
                     "\n");
    int life = 0;
    while (
        !clocks_
             .try_emplace({parts.tenant, parts.name, run->clock(), life}, ClockRow{verdict, line})
             .second) {
      life += 1;
    }
  }
}

void Rows::add_escalations(const Key& key, const escalation::v1::CaseEscalations& state) {
  const KeyParts parts = split_key(key);
  for (const escalation::v1::Escalation& one : state.escalations()) {
    EscalationRow row;
    row.cause =
        one.causes().empty() ? "" : std::string(escalation::cause_name(one.causes(0).cause()));
    row.type = std::string(escalation::type_name(one.type()));
    row.rule = one.rule();
    row.line = absl::StrCat(
        absl::StrJoin(
            {field(parts.tenant), field(parts.name), one.escalation_id(),
             instant(one.opened_at_ms()), row.type, std::string(one.automatic() ? "true" : "false"),
             row.cause, field(one.rule()), field(one.team()), std::to_string(one.level()),
             instant(one.assigned_at_ms()), instant(one.acknowledged_at_ms()),
             instant(one.resolved_at_ms()), instant(one.withdrawn_at_ms())},
            ","),
        "\n");
    escalations_[{parts.tenant, parts.name, one.opened_at_ms(), one.escalation_id()}] =
        std::move(row);
  }
}

Status Rows::write_clocks(const std::string& path) const {
  return write(path, kClockHeader, clocks_);
}

Status Rows::write_escalations(const std::string& path) const {
  return write(path, kEscalationHeader, escalations_);
}

void Rows::count(ReplayReport& report) const {
  for (const auto& [key, row] : clocks_) {
    report.verdicts[std::get<2>(key)][row.verdict] += 1;
  }
  for (const auto& [key, row] : escalations_) {
    report.escalations_by_cause[row.cause] += 1;
    report.escalations_by_type[row.type] += 1;
    report.escalations_by_rule[row.rule] += 1;
  }
}

}  // namespace escalon::replay
