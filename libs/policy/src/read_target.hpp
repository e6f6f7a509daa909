#pragma once

#include "cursor.hpp"
#include "escalon/sla/sla_policy.hpp"

namespace escalon::policy {

/// Reads a target: `8h` (open time of the calendar), `8h wall`, `3 working days`, `1 working day,
/// end of day`, `30 calendar days`. False, with an error, where it is none.
bool read_target(const Cursor& at, sla::Target& out);

/// Reads a warning: `75%` of the target, or `10m` before the due instant.
bool read_warning(const Cursor& at, sla::Warning& out);

}  // namespace escalon::policy
