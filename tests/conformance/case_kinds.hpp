#pragma once

#include <map>
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

/// Kinds about the clocks of a case: sla_lifecycle, escalation_levels.
[[nodiscard]] std::map<std::string, Answerer> sla_kinds();

}  // namespace escalon::conformance
