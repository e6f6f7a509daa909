#pragma once

#include <string_view>

#include "escalon/base/result.hpp"
#include "escalon/sla/sla_policy.hpp"

namespace escalon::policy {

/// Reads a target as policies write it: `8h` (open time of the calendar), `8h wall`, `3 working
/// days` or `3wd`, `1 working day, end of day`, `3 working days, by close`, `30 calendar days` or
/// `30cd`. Refused, with the remedy after a semicolon: what is none, nothing or less, and over ten
/// years (3660 days). Pure and thread-safe.
[[nodiscard]] Result<sla::Target> parse_target(std::string_view text);

}  // namespace escalon::policy
