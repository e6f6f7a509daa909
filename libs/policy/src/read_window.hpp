#pragma once

#include <map>
#include <memory>
#include <string>

#include "cursor.hpp"
#include "escalon/escalation/escalation_policy.hpp"

namespace escalon::policy {

/// A window as it is read: its calendar by name.
struct WindowDraft {
  std::string calendar;
  escalation::Window::Outside outside = escalation::Window::Outside::kWait;
};

/// Reads `{during: CALENDAR, outside: wait | skip}`; both must be said.
void read_window(const Cursor& at, WindowDraft& out);

/// The window of that draft; one at any time where it names no calendar, or none that there is.
[[nodiscard]] escalation::Window window_of(
    const WindowDraft& draft,
    const std::map<std::string, std::shared_ptr<const calendar::Calendar>, std::less<>>& calendars);

/// Reads `{PRIORITY: LEVEL}`, the levels at which urgency begins. What is more urgent skips at
/// least as much.
void read_skip_to(const Cursor& at, std::map<int, int>& out);

}  // namespace escalon::policy
