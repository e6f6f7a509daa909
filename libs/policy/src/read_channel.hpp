#pragma once

#include "cursor.hpp"
#include "escalon/notify/notify_policy.hpp"

namespace escalon::policy {

/// Reads one channel: its kind and the settings that its kind knows. False where it is no map.
bool read_channel(const Cursor& at, notify::Channel& out);

}  // namespace escalon::policy
