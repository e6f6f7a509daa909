#include "escalon/replay/replay.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "case_runs.hpp"
#include "recording.hpp"

namespace escalon::replay {
namespace {

constexpr double kReadingShare = 0.2;  // of the whole, in the progress

int threads_of(const ReplayOptions& options) {
  return options.threads > 0 ? options.threads
                             : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::function<void(double)> part_of(const std::function<void(double)>& progress, double from,
                                    double to) {
  if (!progress) {
    return {};
  }
  return [&progress, from, to](double share) { progress(from + share * (to - from)); };
}

Result<Recording> recording_of(const ReplayOptions& options, std::ostream& complaints) {
  return Recording::read({options.events, options.until, threads_of(options),
                          part_of(options.progress, 0, kReadingShare)},
                         complaints);
}

ReplayReport report_of(const ReplayOptions& options, const Recording& recording) {
  ReplayReport report;
  report.events = recording.events().size();
  report.refused = recording.refused();
  report.ignored = recording.ignored();
  report.cases = recording.cases().size();
  report.until = options.until.value_or(recording.last());
  return report;
}

Status write_rows(const ReplayOptions& options, Rows& rows) {
  rows.sort();
  const std::pair<const std::string&, Status (Rows::*)(const std::string&) const> files[] = {
      {options.clocks, &Rows::write_clocks},
      {options.escalations, &Rows::write_escalations},
      {options.classified, &Rows::write_classified}};
  for (const auto& [path, write] : files) {
    if (const Status done = path.empty() ? Status() : (rows.*write)(path); !done.ok()) {
      return done;
    }
  }
  return {};
}

}  // namespace

Result<ReplayReport> replay(const ReplayOptions& options, std::ostream& complaints) {
  const auto began = std::chrono::steady_clock::now();
  const auto recording = recording_of(options, complaints);
  if (!recording.ok()) {
    return recording.error();
  }
  ReplayReport report = report_of(options, *recording);
  const RowsWanted wanted{!options.clocks.empty() || !options.escalations.empty(),
                          !options.classified.empty()};
  Ledger ledger =
      run_cases(*recording, {options.policy, report.until, options.night, wanted,
                             threads_of(options), part_of(options.progress, kReadingShare, 1)});
  ledger.report(report);
  if (wanted.lines || wanted.classified) {
    if (const Status written = write_rows(options, ledger.rows()); !written.ok()) {
      return written.error();
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return report;
}

Result<WhatIf> what_if(const ReplayOptions& options,
                       const std::shared_ptr<const policy::CompiledPolicy>& against,
                       std::ostream& complaints) {
  const auto recording = recording_of(options, complaints);
  if (!recording.ok()) {
    return recording.error();
  }
  constexpr double kHalf = (1 + kReadingShare) / 2;
  const ReplayReport common = report_of(options, *recording);
  WhatIf outcome{
      options.policy->name, options.policy->hash, against->name, against->hash, common, common, 0};
  CaseRuns how{options.policy,      outcome.a.until,
               options.night,       {},
               threads_of(options), part_of(options.progress, kReadingShare, kHalf)};
  Ledger with_a = run_cases(*recording, how);
  with_a.report(outcome.a);
  how.policy = against;
  how.progress = part_of(options.progress, kHalf, 1);
  Ledger with_b = run_cases(*recording, how);
  with_b.report(outcome.b);
  with_a.rows().sort();
  with_b.rows().sort();
  outcome.cases_that_differ = Rows::cases_that_differ(with_a.rows(), with_b.rows());
  return outcome;
}

}  // namespace escalon::replay
