#pragma once

#include <iosfwd>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::cli {

/// Plays a story through all stages in virtual time and writes what a mesh would have decided: a
/// line for each entry of the timelines, in order of decisions, and the cases as they are then.
///
/// A line of `story` is a contact event or a command as JSON, in the order in which they arrive;
/// one dated before the line above arrives when that one did. Virtual time ends at `until`; without
/// it at the last line. Every notification is delivered at once. The error names the line, what is
/// wrong and what to do; nothing after it is played.
[[nodiscard]] Status rehearse(std::istream& story,
                              std::shared_ptr<const policy::CompiledPolicy> policy,
                              std::optional<absl::Time> until, std::ostream& out);

}  // namespace escalon::cli
