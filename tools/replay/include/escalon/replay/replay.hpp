#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/replay/night.hpp"

namespace escalon::replay {

/// How a report is written.
enum class ReportFormat { kText, kJson };

/// What `escalon replay` is asked to do.
struct ReplayOptions {
  std::string events;  ///< An events file, or `-`.
  std::shared_ptr<const policy::CompiledPolicy> policy;
  std::optional<absl::Time> until;  ///< Virtual time ends here; none = at the last event.
  std::string clocks;               ///< Where the rows of clocks go; empty = nowhere.
  std::string escalations;          ///< Where the rows of escalations go; empty = nowhere.
  std::string classified;           ///< Where a row an event goes; empty = nowhere.
  Night night;
  int threads = 0;  ///< Nothing but the time taken depends on it; 0 = as many as the machine has.
  std::function<void(double)> progress;  ///< From 0 to 1; may be empty.
};

/// What the queue of one team had to do.
struct TeamLoad {
  std::uint64_t queued = 0;          ///< How often an escalation was put into it.
  std::uint64_t offered = 0;         ///< How often somebody was asked.
  std::uint64_t waiting_most = 0;    ///< The most that waited at once.
  std::uint64_t waiting_at_end = 0;  ///< How many still wait.
  std::int64_t waited_ms = 0;        ///< In all, until asked, taken away or the end.

  friend bool operator==(const TeamLoad&, const TeamLoad&) = default;
};

using Counts = std::map<std::string, std::uint64_t>;

/// What a replay came to.
struct ReplayReport {
  std::uint64_t events = 0;
  std::uint64_t refused = 0;  ///< Events that intake would have refused.
  std::uint64_t ignored = 0;  ///< Events after `until`.
  std::uint64_t cases = 0;
  std::uint64_t set_aside = 0;
  std::uint64_t firings = 0;
  std::map<std::string, Counts> verdicts;  ///< Clock to verdict to count.
  std::uint64_t withdrawn_breaches = 0;
  Counts escalations_by_cause;
  Counts escalations_by_type;
  Counts escalations_by_level;
  Counts escalations_by_rule;
  std::uint64_t pages = 0;                ///< Times that somebody was asked to take an escalation.
  std::uint64_t night_pages = 0;          ///< Those of them at night.
  std::map<std::string, TeamLoad> teams;  ///< By `tenant/team`.
  absl::Time until;
  double seconds = 0;  ///< Real time taken, reading included.
};

/// Runs all stages over the file in virtual time, exactly as a mesh would have decided had it never
/// failed, and writes the rows. An event that intake would have refused is counted and explained on
/// `complaints` (the first few). The error names what cannot be read or written.
[[nodiscard]] Result<ReplayReport> replay(const ReplayOptions& options, std::ostream& complaints);

/// The report for people, or as one JSON object.
[[nodiscard]] std::string render(const ReplayReport& report, ReportFormat format);

/// One recording under two policies.
struct WhatIf {
  std::string name_a;  ///< Of the policy that the options name, with its hash.
  std::string hash_a;
  std::string name_b;
  std::string hash_b;
  ReplayReport a;
  ReplayReport b;
  /// Cases that have a clock with another verdict, or other escalations (when, type or level).
  std::uint64_t cases_that_differ = 0;
};

/// Replays the same events under `options.policy` and under `against`; no rows are written. Errors
/// and complaints as of replay().
[[nodiscard]] Result<WhatIf> what_if(const ReplayOptions& options,
                                     const std::shared_ptr<const policy::CompiledPolicy>& against,
                                     std::ostream& complaints);

/// What would have changed, for people or as one JSON object. The same events and policies give the
/// same bytes.
[[nodiscard]] std::string render(const WhatIf& what_if, const Night& night, ReportFormat format);

}  // namespace escalon::replay
