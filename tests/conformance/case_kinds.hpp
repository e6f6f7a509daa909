#pragma once

#include <map>
#include <set>
#include <string>

#include "case_value.hpp"
#include "escalon/base/result.hpp"

namespace escalon::conformance {

/// What a case expects and what the engine says, in the same words.
struct Answer {
  std::string expected;
  std::string got;
};

/// Answers the cases of one kind.
using Answerer = Result<Answer> (*)(const CaseValue&);

/// Kinds about opening hours: due, elapsed, open_periods, due_workdays, next_open, before, is_open.
[[nodiscard]] std::map<std::string, Answerer> business_time_kinds();

/// Kinds about who is on call: handoff_sequence, shift_end, oncall_shifts.
[[nodiscard]] std::map<std::string, Answerer> rota_kinds();

/// Kinds about who is told when: notify_sequence, throttle.
[[nodiscard]] std::map<std::string, Answerer> notify_kinds();

/// An error where the object has a key that is not among `keys`: a fact that is not understood must
/// not pass unseen.
[[nodiscard]] Status only(const std::set<std::string>& keys, const CaseValue& object);

/// The same for a whole case, which has words about itself beside.
[[nodiscard]] Status only_beside_words(std::set<std::string> keys, const CaseValue& value);

/// Kinds about the clocks of a case: sla_lifecycle, escalation_levels.
[[nodiscard]] std::map<std::string, Answerer> sla_kinds();

}  // namespace escalon::conformance
