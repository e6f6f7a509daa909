#pragma once

#include "cursor.hpp"
#include "escalon/sla/sla_policy.hpp"

namespace escalon::policy {

/// Reads the levels of a clock, a list or one.
void read_levels(const Cursor& at, sla::ClockRule& out);

}  // namespace escalon::policy
