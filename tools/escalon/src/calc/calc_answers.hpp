#pragma once

#include <string>
#include <vector>

#include "calc_calendar.hpp"

namespace escalon::cli {

// What `escalon calc` prints, a function for each of its commands. An instant is RFC 3339, or a
// reading of the calendar's clock without an offset, as `2025-03-30 02:30`; a pause is
// `FROM/UNTIL`, where an UNTIL left out says that it goes on.

/// When a clock that starts at `start` is due, and the sum that says so.
[[nodiscard]] Answer<std::string> due_text(const calendar::Calendar& calendar,
                                           const std::string& start, const std::string& target,
                                           const std::vector<std::string>& pauses);

/// The last start from which `target` ends by `due`: due_text() backwards.
[[nodiscard]] Answer<std::string> start_text(const calendar::Calendar& calendar,
                                             const std::string& due, const std::string& target,
                                             const std::vector<std::string>& pauses);

/// The open time between two instants.
[[nodiscard]] Answer<std::string> between_text(const calendar::Calendar& calendar,
                                               const std::string& from, const std::string& until,
                                               const std::vector<std::string>& pauses);

/// Whether it is open, until when, and why not.
[[nodiscard]] Answer<std::string> open_text(const calendar::Calendar& calendar,
                                            const std::string& at);

/// The instant itself if it is open, else the next opening.
[[nodiscard]] Answer<std::string> next_opening_text(const calendar::Calendar& calendar,
                                                    const std::string& at);

/// The first `count` open periods from an instant on.
[[nodiscard]] Answer<std::string> periods_text(const calendar::Calendar& calendar,
                                               const std::string& from, int count);

}  // namespace escalon::cli
