#include "rows.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

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
  for (const auto& row : lines) {
    out << row.line;
  }
  out.close();
  if (!out) {
    return Error{Error::Kind::kUnavailable,
                 path + ": cannot be written; give a path in a folder that exists"};
  }
  return {};
}

std::string clock_line(const KeyParts& parts, const sla::v1::ClockRun& run,
                       std::string_view verdict) {
  return absl::StrCat(absl::StrJoin({field(parts.tenant), field(parts.name), field(run.clock()),
                                     field(run.target()), instant(run.started_at_ms()),
                                     instant(run.due_at_ms()), instant(run.stopped_at_ms()),
                                     instant(sla::breached_at_ms(run)), std::string(verdict)},
                                    ","),
                      "\n");
}

std::string escalation_line(const KeyParts& parts, const escalation::v1::Escalation& one,
                            std::string_view type, std::string_view cause) {
  return absl::StrCat(
      absl::StrJoin(
          {field(parts.tenant), field(parts.name), one.escalation_id(), instant(one.opened_at_ms()),
           std::string(type), std::string(one.automatic() ? "true" : "false"), std::string(cause),
           field(one.rule()), field(one.team()), std::to_string(one.level()),
           instant(one.assigned_at_ms()), instant(one.acknowledged_at_ms()),
           instant(one.resolved_at_ms()), instant(one.withdrawn_at_ms())},
          ","),
      "\n");
}

constexpr const char* kClassifiedHeader =
    "tenant,case_id,event_id,occurred_at,priority,intent,triggers\n";

std::string classified_line(const KeyParts& parts,
                            const classification::v1::Classified& classified) {
  const auto& contact = classified.contact();
  const std::string triggers =
      absl::StrJoin(classified.triggers(), " ",
                    [](std::string* out, const auto& trigger) { out->append(trigger.rule()); });
  const absl::Time at = absl::FromUnixSeconds(contact.occurred_at().seconds()) +
                        absl::Nanoseconds(contact.occurred_at().nanos());
  return absl::StrCat(
      absl::StrJoin(
          {field(parts.tenant), field(parts.name), field(contact.event_id()), format_instant(at),
           classified.priority() == 0 ? "" : std::to_string(classified.priority()),
           field(classified.intent()), field(triggers)},
          ","),
      "\n");
}

template <typename Row>
void append(std::vector<Row>& rows, std::vector<Row> other) {
  rows.insert(rows.end(), std::make_move_iterator(other.begin()),
              std::make_move_iterator(other.end()));
}

}  // namespace

void Rows::add_clocks(const Key& key, const sla::v1::CaseClocks& state) {
  Whose whose;
  for (const sla::v1::ClockRun* run : sla::reported_runs(state)) {
    if (whose == nullptr) {
      whose = std::make_shared<const KeyParts>(split_key(key));
    }
    const std::string_view verdict = sla::verdict_text(sla::verdict(*run));
    clocks_.push_back({whose, run->clock(), verdict,
                       wanted_.lines ? clock_line(*whose, *run, verdict) : std::string()});
  }
}

void Rows::add_escalations(const Key& key, const escalation::v1::CaseEscalations& state) {
  if (state.escalations().empty()) {
    return;
  }
  const auto whose = std::make_shared<const KeyParts>(split_key(key));
  for (const escalation::v1::Escalation& one : state.escalations()) {
    EscalationRow& row = escalations_.emplace_back();
    row.whose = whose;
    row.opened_at_ms = one.opened_at_ms();
    row.id = one.escalation_id();
    row.cause = one.causes().empty() ? "" : escalation::cause_name(one.causes(0).cause());
    row.type = escalation::type_name(one.type());
    row.rule = one.rule();
    row.level = one.level();
    if (wanted_.lines) {
      row.line = escalation_line(*whose, one, row.type, row.cause);
    }
  }
}

void Rows::add_classified(const Key& key, const classification::v1::Classified& classified) {
  if (wanted_.classified) {
    const auto whose = std::make_shared<const KeyParts>(split_key(key));
    classified_.push_back({whose, classified_line(*whose, classified)});
  }
}

void Rows::mark() {
  classified_marked_ = classified_.size();
  clocks_marked_ = clocks_.size();
  escalations_marked_ = escalations_.size();
}

void Rows::drop() {
  clocks_.resize(clocks_marked_);
  escalations_.resize(escalations_marked_);
  classified_.resize(classified_marked_);
}

void Rows::add(Rows other) {
  append(clocks_, std::move(other.clocks_));
  append(escalations_, std::move(other.escalations_));
  append(classified_, std::move(other.classified_));
}

void Rows::sort() {
  std::stable_sort(clocks_.begin(), clocks_.end(), [](const ClockRow& a, const ClockRow& b) {
    return std::tie(a.whose->tenant, a.whose->name, a.clock) <
           std::tie(b.whose->tenant, b.whose->name, b.clock);
  });
  std::stable_sort(escalations_.begin(), escalations_.end(),
                   [](const EscalationRow& a, const EscalationRow& b) {
                     return std::tie(a.whose->tenant, a.whose->name, a.opened_at_ms, a.id) <
                            std::tie(b.whose->tenant, b.whose->name, b.opened_at_ms, b.id);
                   });
  std::stable_sort(
      classified_.begin(), classified_.end(), [](const ClassifiedRow& a, const ClassifiedRow& b) {
        return std::tie(a.whose->tenant, a.whose->name) < std::tie(b.whose->tenant, b.whose->name);
      });
}

Status Rows::write_clocks(const std::string& path) const {
  return write(path, kClockHeader, clocks_);
}

Status Rows::write_escalations(const std::string& path) const {
  return write(path, kEscalationHeader, escalations_);
}

Status Rows::write_classified(const std::string& path) const {
  return write(path, kClassifiedHeader, classified_);
}

Rows::Outcomes Rows::outcomes() const {
  Outcomes outcomes;
  for (const ClockRow& row : clocks_) {
    absl::StrAppend(&outcomes[{row.whose->tenant, row.whose->name}], row.clock, "\n",
                    std::string(row.verdict), "\n");
  }
  for (const EscalationRow& row : escalations_) {
    absl::StrAppend(&outcomes[{row.whose->tenant, row.whose->name}], row.opened_at_ms, "\n",
                    std::string(row.type), "\n", row.level, "\n");
  }
  return outcomes;
}

std::uint64_t Rows::cases_that_differ(const Rows& a, const Rows& b) {
  const Outcomes with_a = a.outcomes();
  Outcomes with_b = b.outcomes();
  std::uint64_t count = 0;
  for (const auto& [whose, outcome] : with_a) {
    const auto found = with_b.find(whose);
    count += found == with_b.end() || found->second != outcome ? 1U : 0U;
    if (found != with_b.end()) {
      with_b.erase(found);
    }
  }
  return count + with_b.size();
}

void Rows::count(ReplayReport& report) const {
  for (const ClockRow& row : clocks_) {
    report.verdicts[row.clock][std::string(row.verdict)] += 1;
  }
  for (const EscalationRow& row : escalations_) {
    report.escalations_by_cause[std::string(row.cause)] += 1;
    report.escalations_by_type[std::string(row.type)] += 1;
    report.escalations_by_level[std::to_string(row.level)] += 1;
    report.escalations_by_rule[row.rule] += 1;
  }
}

}  // namespace escalon::replay
