#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy/policy_error.hpp"
#include "escalon/policy/policy_files.hpp"

namespace escalon::policy {

/// How much a finding matters.
enum class Severity {
  kError,    ///< The policy is refused.
  kWarning,  ///< It is allowed and hardly meant; `--strict` refuses it.
  kNote,     ///< Worth knowing, as a day on which the clocks change.
};

/// `error`, `warning` or `note`.
[[nodiscard]] std::string_view severity_name(Severity severity);

/// What was found, where, and what to do about it.
struct Finding {
  Severity severity = Severity::kError;
  PolicyError what;
};

/// What `escalon policy check` prints.
struct CheckReport {
  bool ok = false;   ///< No errors.
  std::string text;  ///< Errors, or what the policy holds and what else was found; for people.
  /// By severity, then in the order of the files and lines.
  std::vector<Finding> findings;
  /// The policy, where there are no errors; else null.
  std::shared_ptr<const CompiledPolicy> policy;
  /// What the policy holds, as `matrix rule` and how many.
  std::vector<std::pair<std::string_view, std::size_t>> counts;

  [[nodiscard]] std::size_t count(Severity severity) const;
};

/// Compiles, and looks at what came of it: rules that another hides, contacts that no rule matches,
/// levels that nothing reaches, targets that no calendar can meet, repeats without an end, pages
/// that quiet hours keep until they are useless; with
/// `now` also the hours with nobody on call in the 90 days from then on, and the clock changes
/// among open and on-call hours in the year from then on. Pure, total and thread-safe.
[[nodiscard]] CheckReport check(const PolicyFiles& files, std::optional<absl::Time> now = {});

}  // namespace escalon::policy
