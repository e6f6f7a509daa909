#pragma once

#include <vector>

#include "case_value.hpp"
#include "escalon/calendar/calendar.hpp"

namespace escalon::conformance {

/// Compiles the `calendar` of a case.
[[nodiscard]] Result<calendar::Calendar> read_calendar(const CaseValue& value);

/// The `pauses` of a case.
[[nodiscard]] std::vector<calendar::Period> read_pauses(const CaseValue& value);

}  // namespace escalon::conformance
