#pragma once

#include "draft.hpp"

namespace escalon::policy {

/// Reads the list of quiet hours.
void read_quiet_hours(const Cursor& at, Draft& out);

/// Reads how long notices wait for company.
void read_grouping(const Cursor& at, Draft& out);

}  // namespace escalon::policy
