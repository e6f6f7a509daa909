#pragma once

#include "cursor.hpp"
#include "escalon/sla/sla_policy.hpp"

namespace escalon::policy {

/// Reads a target by parse_target(). False, with an error, where it is none.
bool read_target(const Cursor& at, sla::Target& out);

/// Reads a warning: `75%` of the target, or `10m` before the due instant.
bool read_warning(const Cursor& at, sla::Warning& out);

}  // namespace escalon::policy
