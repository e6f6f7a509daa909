#include "escalon/policy/check.hpp"

#include <algorithm>

#include "escalon/policy/compile.hpp"
#include "findings.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

// `3 clocks`, `1 clock`.
std::string counted(std::size_t count, std::string_view noun) {
  return cat(count, " ", noun, count == 1 ? "" : "s");
}

std::size_t clock_names(const sla::SlaPolicy& policy) {
  std::size_t names = 0;
  const std::string* last = nullptr;
  for (const sla::ClockRule& clock : policy.clocks) {
    names += last == nullptr || *last != clock.name ? 1U : 0U;
    last = &clock.name;
  }
  return names;
}

std::vector<std::pair<std::string_view, std::size_t>> counts_of(const CompiledPolicy& policy) {
  return {{"file", policy.files.size()},
          {"calendar", policy.calendars.size()},
          {"clock", clock_names(policy.sla)},
          {"trigger", policy.classify.rules().triggers.size()},
          {"matrix rule", policy.escalation.matrix.size()},
          {"ladder", policy.escalation.ladders.size()},
          {"team", policy.queue.teams.size()},
          {"rota", policy.escalation.rotas.size()},
          {"channel", policy.notify.channels.size()}};
}

std::string contents(const CheckReport& report) {
  std::string text = cat("policy '", report.policy->name, "' is valid\n", "    hash ",
                         report.policy->hash, "\n    ");
  for (const auto& [noun, count] : report.counts) {
    text += cat(noun == report.counts.front().first ? "" : ", ", counted(count, noun));
  }
  return text + "\n";
}

std::string listed(const CheckReport& report, Severity severity) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (finding.severity == severity) {
      text += cat(finding.what.text(), "\n");
    }
  }
  return text;
}

CheckReport refused(PolicyErrors errors) {
  CheckReport report;
  for (PolicyError& error : errors) {
    report.findings.push_back({Severity::kError, std::move(error)});
  }
  report.text = cat(listed(report, Severity::kError),
                    counted(report.findings.size(), severity_name(Severity::kError)), "\n");
  return report;
}

std::vector<Finding> look(const CompiledPolicy& policy, std::optional<absl::Time> now) {
  Findings found(policy.files);
  found.add(Severity::kWarning, policy.warnings);
  look_at_matrix(policy, found);
  look_at_unmatched(policy, found);
  look_at_ladders(policy, found);
  look_at_clocks(policy, now.value_or(absl::UnixEpoch()), found);
  look_at_endless_clocks(policy, found);
  look_at_quiet_hours(policy, now.value_or(absl::UnixEpoch()), found);
  if (now) {
    look_at_rota_gaps(policy, *now, found);
    look_at_clock_changes(policy, *now, found);
  }
  return found.take();
}

}  // namespace

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    default:
      return "note";
  }
}

std::size_t CheckReport::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

CheckReport check(const PolicyFiles& files, std::optional<absl::Time> now) {
  CompileResult compiled = compile(files);
  if (!compiled) {
    return refused(std::move(compiled).error());
  }
  CheckReport report;
  report.ok = true;
  report.policy = *std::move(compiled);
  report.counts = counts_of(*report.policy);
  report.findings = look(*report.policy, now);
  report.text = contents(report);
  for (const Severity severity : {Severity::kWarning, Severity::kNote}) {
    if (const std::size_t count = report.count(severity); count > 0) {
      report.text += cat(counted(count, severity_name(severity)), "\n", listed(report, severity));
    }
  }
  return report;
}

}  // namespace escalon::policy
