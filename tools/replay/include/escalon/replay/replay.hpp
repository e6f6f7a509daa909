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
  ReportFormat report = ReportFormat::kText;
  std::function<void(double)> progress;  ///< From 0 to 1; may be empty.
};

/// What a replay came to.
struct ReplayReport {
  std::uint64_t events = 0;
  std::uint64_t refused = 0;  ///< Events that intake would have refused.
  std::uint64_t ignored = 0;  ///< Events after `until`.
  std::uint64_t cases = 0;
  std::uint64_t set_aside = 0;
  std::uint64_t firings = 0;
  std::map<std::string, std::map<std::string, std::uint64_t>>
      verdicts;  ///< Clock to verdict to count.
  std::uint64_t withdrawn_breaches = 0;
  std::map<std::string, std::uint64_t> escalations_by_cause;
  std::map<std::string, std::uint64_t> escalations_by_type;
  std::map<std::string, std::uint64_t> escalations_by_rule;
  absl::Time until;
  double seconds = 0;  ///< Real time taken, reading included.
};

/// Runs all stages over the file in virtual time, exactly as a mesh would have decided had it never
/// failed, and writes the rows. An event that intake would have refused is counted and explained on
/// `complaints` (the first few). The error names what cannot be read or written.
[[nodiscard]] Result<ReplayReport> replay(const ReplayOptions& options, std::ostream& complaints);

/// The report for people, or as one JSON object.
[[nodiscard]] std::string render(const ReplayReport& report, ReportFormat format);

}  // namespace escalon::replay
